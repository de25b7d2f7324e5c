"""A way to break one row of each kind of queue, beside another one that is well: by an exception, or by the death of
the process that works on it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from mooc.core.facts.needs import NeedKind
from mooc.core.judging import evaluate
from mooc.core.push import StreamEvent, Subscription
from mooc.runtime import clocks
from mooc.services import checking
from mooc.services.spending import budget_alerts as alerting
from mooc.services.watching import streams as pushing
from mooc.store import models
from mooc.store.courses import courses
from mooc.store.database.leases import attempt
from mooc.store.judging import opening
from mooc.store.operations import operations
from mooc.store.pasted_links import pasted_links as links
from mooc.store.queue import Queue
from mooc.store.retention import texts
from mooc.store.spending import alerts
from mooc.store.watching import streams
from tests.building.classes import START, Stage
from tests.invariants.env import HOUR, LIVE, LONG_AGO, Ground, verdict
from tests.invariants.world import post
from workers import actors
from workers.streams import Listener


class WorkerKilled(BaseException):
    """Stands for the death of the process: nothing of ours catches it."""


Breaks = Callable[[], None]
"""Raises, once it is asked to; a row that is not to break asks nothing of it."""


@dataclass
class Broken:
    """``row``: the id of the one that breaks; ``is_well``: whether the other one has been worked on; ``work``: what
    workers do, once."""

    row: int
    is_well: Callable[[], bool]
    work: Callable[[], object]


@dataclass
class School:
    """Two cohorts, ada and bob in the first, eve in the second, and workers that work off messages at once."""

    ground: Ground
    patch: pytest.MonkeyPatch
    first: Stage
    second: Stage

    def tick(self, now: datetime = START) -> None:
        """The ticker looks once, and workers do all that it finds."""
        clocks.use(clocks.PlayedClock(now))
        actors.enqueue_due()


def opened(ground: Ground, patch: pytest.MonkeyPatch) -> Iterator[School]:
    """The school; whatever a worker raises is the broker's to log, and its death leaves the others alive."""

    def at_once(actor: Any, row: int) -> bool:
        with suppress(Exception, WorkerKilled):
            actor.fn(row)
        return True

    patch.setattr(actors, "enqueue", at_once)
    first = ground.stage(LIVE)
    second = Stage(courses.load(first.cohort.course.version))
    second.learner("eve", "21")
    for stage in (first, second):
        models.Budget.objects.create(cohort=stage.cohort, network="x", cap_requests=1000)
    yield School(ground, patch, first, second)
    clocks.use(clocks.SystemClock())


def _judged(stage: Stage, name: str) -> bool:
    return bool(models.Verdict.objects.filter(member=stage.learners[name], judged_at__isnull=False))


def cohorts(school: School, breaks: Breaks) -> Broken:
    bad, windows = school.first.cohort, opening.run_of

    def run_of(row: models.Cohort) -> object:
        if row.pk == bad.pk:
            breaks()
        return windows(row)

    school.patch.setattr(opening, "run_of", run_of)
    return Broken(bad.pk, lambda: _judged(school.second, "eve"), school.tick)


def verdicts(school: School, breaks: Breaks) -> Broken:
    checking.due(START)
    judge, bob = evaluate.judge, str(school.first.learners["bob"])

    def judging(challenge: Any, version: str, scene: Any) -> object:
        if scene.member == bob:
            breaks()
        return judge(challenge, version, scene)

    school.patch.setattr(evaluate, "judge", judging)
    row = verdict(school.first, "bob").pk
    return Broken(row, lambda: _judged(school.first, "ada") and _judged(school.second, "eve"), school.tick)


def watches(school: School, breaks: Breaks) -> Broken:
    for _ in range(3):
        school.tick()
    row = models.Watch.objects.get(read="tag").pk
    models.Watch.objects.update(due_at=START, enqueued_until=None, looked_at=None)
    school.ground.world.before_answer = lambda question: breaks() if question.read == "tag" else None
    others = models.Watch.objects.exclude(pk=row)
    assert others.exists()
    return Broken(row, lambda: others.filter(looked_at__isnull=False).exists(), school.tick)


def pasted_links(school: School, breaks: Breaks) -> Broken:
    school.tick()
    bad, good = (
        models.PastedLink.objects.create(
            member_id=stage.learners[name], challenge="c1", url="https://x.test/1", pasted_at=START, due_at=START
        )
        for stage, name in ((school.first, "ada"), (school.second, "eve"))
    )
    situation = links.situation

    def situated(member: int, challenge: str) -> object:
        if member == bad.member_id:
            breaks()
        return situation(member, challenge)

    school.patch.setattr(links, "situation", situated)
    return Broken(bad.pk, lambda: models.PastedLink.objects.get(pk=good.pk).answer != "", school.tick)


def kept_texts(school: School, breaks: Breaks) -> Broken:
    """Two of one cohort, which are looked at together."""
    school.tick()
    school.ground.world.posts = [post(1, "11", START + HOUR / 2), post(2, "12", START + HOUR / 2)]
    school.tick(START + HOUR)
    bad, good = models.Text.objects.order_by("pk")
    key, fit = bad.activity.key, texts.decide_retention

    def fitted(of: str, *what: Any) -> object:
        if of == key:
            breaks()
        return fit(of, *what)

    school.patch.setattr(texts, "decide_retention", fitted)
    school.ground.world.posts = []
    models.Text.objects.update(due_at=START, enqueued_until=None)
    return Broken(bad.pk, lambda: not models.Text.objects.filter(pk=good.pk).exclude(body="").exists(), school.tick)


def budget_alerts(school: School, breaks: Breaks) -> Broken:
    bad, good = (
        models.BudgetAlert.objects.create(
            budget=models.Budget.objects.get(cohort=stage.cohort),
            level=50,
            at=START,
            due_at=START,
        )
        for stage in (school.first, school.second)
    )
    for stage in (school.first, school.second):
        stage.staff("facilitator", "fanny", f"f{stage.cohort.pk}@example.org")
    begin = alerts.begin

    def begun(alarm: alerts.AlertLetter) -> None:
        if alarm.cohort == school.first.cohort.name:
            breaks()
        begin(alarm)

    school.patch.setattr(alerts, "begin", begun)
    school.patch.setattr(alerting, "send", lambda *letter: True)
    return Broken(bad.pk, lambda: models.BudgetAlert.objects.get(pk=good.pk).mailed_at is not None, school.tick)


class Wire:
    """A stream, and its feed: tells something once it is open, and then that its listener is to stop."""

    network, emits, covers, delays, resumes = "x", frozenset({NeedKind.POSTS}), frozenset[NeedKind](), (1.0,), True

    def __init__(self, host: str, breaks: Breaks) -> None:
        self.host, self._breaks = host, breaks
        self.listener: Listener | None = None

    def open(self, cursor: str, wanted: Subscription) -> "Wire":
        return self

    def take(self, seconds: float) -> list[StreamEvent]:
        self._breaks()
        assert self.listener
        self.listener.ask_to_stop()
        return [StreamEvent("7")]

    def want(self, wanted: Subscription) -> None:
        """Nothing else is wanted."""

    def close(self) -> None:
        """Nothing is open."""


def hosts(school: School, breaks: Breaks) -> Broken:
    school.tick()
    school.patch.setattr(pushing, "CURSOR_INTERVAL", 0.0)
    wires = [Wire("bad.example", breaks), Wire("good.example", lambda: None)]

    def listens() -> None:
        for wire in wires:
            listener = wire.listener = Listener(wire, school.ground.world.reads)
            with suppress(Exception, WorkerKilled), attempt():
                listener._hold()

    row = models.Stream.objects.create(network="x", host="bad.example")
    return Broken(row.pk, lambda: models.Stream.objects.get(host="good.example").cursor == "7", listens)


CASES: dict[Queue[Any], Callable[[School, Breaks], Broken]] = {
    opening.QUEUE: cohorts,
    checking.verdicts.QUEUE: verdicts,
    checking.watches.QUEUE: watches,
    links.QUEUE: pasted_links,
    operations.retention.QUEUE: kept_texts,
    alerts.QUEUE: budget_alerts,
    streams.QUEUE: hosts,
}


def time_goes_by() -> None:
    """Whoever held a row and died has lost it, and what was held back for it; what rests has rested, and messages that
    were on their way are lost."""
    models.Reservation.objects.update(made_at=LONG_AGO)
    for queue in operations.QUEUES:
        queue.rows.filter(lease_token__isnull=False).update(lease_until=LONG_AGO)
        queue.rows.update(not_before=None, enqueued_until=None)

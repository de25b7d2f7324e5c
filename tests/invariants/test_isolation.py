"""One row that is broken hurts itself alone: in every loop the others go on, and what is not done is noted.

Each test sees that its fault fired: it stands in the notes, with the name of what was raised.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError

from mooc.core.course.course import Course
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Verdict
from mooc.core.facts.questions import Question
from mooc.core.judging import evaluate
from mooc.runtime import clocks
from mooc.services import checking
from mooc.services.spending import budget_alerts
from mooc.services.twinomes import pairing
from mooc.store import models
from mooc.store.courses import courses
from mooc.store.judging import opening, verdicts
from mooc.store.pasted_links import pasted_links
from mooc.store.queue import Queue
from mooc.store.retention import retention, texts
from mooc.store.spending import alerts
from mooc.store.watching import watches
from tests.building.classes import START, Stage
from tests.invariants.env import HOUR, LIVE, Ground, dies, verdict
from tests.invariants.world import post
from workers import actors

Spoil = Callable[[Stage], object]
PERSONAL = "of ada@example.org"


def no_such_zone(stage: Stage) -> None:
    models.Cohort.objects.filter(pk=stage.cohort.pk).update(zone="Europe/Lutece")


def no_course(stage: Stage) -> None:
    """What was a course by the rules of last year."""
    version = models.Cohort.objects.get(pk=stage.cohort.pk).course
    old = models.CourseVersion.objects.create(version="0" * 64, course="old", body=version.body | {"pace": "hasty"})
    models.Cohort.objects.filter(pk=stage.cohort.pk).update(course=old)
    courses.load.cache_clear()


QUEUES: tuple[Queue[Any], ...] = (
    alerts.QUEUE,
    retention.QUEUE,
    pasted_links.QUEUE,
    opening.QUEUE,
    verdicts.QUEUE,
    watches.QUEUE,
)
SPOILT = {"NoSuchZone": no_such_zone, "UnreadableCourse": no_course}
each = pytest.mark.parametrize("kind", SPOILT)


@pytest.fixture
def two(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Stage]]:
    """Two cohorts; and messages are worked off at once, an exception being the broker's to log."""

    def at_once(actor: object, row: int) -> bool:
        with suppress(Exception):
            actor.fn(row)  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr(actors, "enqueue", at_once)
    first = ground.stage(LIVE)
    second = Stage(course_of(first))
    second.learner("eve", "21")
    yield [first, second]
    clocks.use(clocks.SystemClock())


def course_of(stage: Stage) -> Course:
    return courses.load(stage.cohort.course.version)


def ticks(now: datetime, times: int = 3) -> None:
    """The ticker looks so many times, at that moment; what backs off is tried anew each time."""
    clocks.use(clocks.PlayedClock(now))
    for _ in range(times):
        for queue in QUEUES:
            queue.rows.update(not_before=None, enqueued_until=None)
        actors.enqueue_due()


def failing(queue: Queue[Any]) -> list[tuple[int, str]]:
    """The rows of the queue that fail, each with the exception."""
    return list(queue.rows.exclude(reason="").order_by("pk").values_list("pk", "reason"))


def mended(stage: Stage) -> None:
    models.Cohort.objects.filter(pk=stage.cohort.pk).update(zone="UTC", course=stage.cohort.course)


@each
def test_opening(two: list[Stage], kind: str) -> None:
    bad, good = two
    SPOILT[kind](bad)
    ticks(START)
    assert verdict(good, "eve").judged_at == START
    assert failing(opening.QUEUE) == [(bad.cohort.pk, kind)]
    mended(bad)
    ticks(START)
    assert failing(opening.QUEUE) == []
    assert models.Verdict.objects.filter(member__cohort=bad.cohort).exclude(judged_at=None).count() == 2


@each
def test_judging(two: list[Stage], kind: str, ground: Ground) -> None:
    bad, good = two
    ticks(START)
    SPOILT[kind](bad)
    ground.world.posts = [post(n, who, START + HOUR / 2) for n, who in enumerate(("11", "11", "21", "21"))]
    ticks(START + HOUR)
    assert good.answers() == {"eve": "met"}
    assert failing(opening.QUEUE) == [(bad.cohort.pk, kind)]
    assert not models.Verdict.objects.filter(trouble="crashing").exists(), "no learner is blamed for the cohort"
    mended(bad)
    ticks(START + HOUR)
    assert bad.answers()["ada"] == "met"
    assert failing(opening.QUEUE) == []


def test_one_row_of_a_batch_raises(two: list[Stage], monkeypatch: pytest.MonkeyPatch) -> None:
    stage, _ = two
    judge, bob = evaluate.judge, str(stage.learners["bob"])

    def raises(challenge: object, version: str, scene: Scene) -> Verdict:
        if scene.member == bob:
            raise ArithmeticError(PERSONAL)
        return judge(challenge, version, scene)  # type: ignore[arg-type]

    monkeypatch.setattr(evaluate, "judge", raises)
    ticks(START, times=1)
    assert verdict(stage, "ada").judged_at == START, "at once, in the same batch"
    assert failing(verdicts.QUEUE) == [(verdict(stage, "bob").pk, "ArithmeticError")]
    for _ in range(9):
        dies()
        ticks(START, times=1)
    assert (verdict(stage, "bob").answer, verdict(stage, "bob").trouble) == ("cant_tell", "crashing")


def test_a_fact_that_no_longer_decodes_ends_in_its_own_row(two: list[Stage], ground: Ground) -> None:
    stage, _ = two
    ticks(START)
    ground.world.posts = [post(1, "11", START + HOUR / 2), post(2, "12", START + HOUR / 2)]
    ticks(START + HOUR)
    assert models.Activity.objects.filter(actor="12").update(kind="bogus") == 1
    ground.world.posts += [post(3, "11", START + 3 * HOUR / 2), post(4, "12", START + 3 * HOUR / 2)]
    ticks(START + 2 * HOUR, times=1)
    assert {reason for _, reason in failing(verdicts.QUEUE)} == {"KeyError"}
    for _ in range(9):
        dies()
        ticks(START + 2 * HOUR, times=1)
    assert stage.answers() == {"ada": "met", "bob": "cant_tell"}
    assert verdict(stage, "bob").trouble == "crashing"
    assert failing(verdicts.QUEUE) == [(verdict(stage, "bob").pk, "KeyError")]


def test_collecting(two: list[Stage], ground: Ground, caplog: pytest.LogCaptureFixture) -> None:
    ticks(START)
    broken = models.Watch.objects.get(read="tag").pk

    def raises(question: Question) -> None:
        if question.read == "tag":
            raise RuntimeError(PERSONAL)

    ground.world.before_answer = raises
    ticks(START + 25 * HOUR)
    assert failing(watches.QUEUE) == [(broken, "RuntimeError")]
    assert PERSONAL not in caplog.text
    assert "before_answer" in caplog.text, "where it broke"
    assert models.Watch.objects.exclude(pk=broken).filter(looked_at=START + 25 * HOUR).exists()


@each
def test_a_pasted_link(two: list[Stage], kind: str) -> None:
    bad, good = two
    ticks(START)
    for stage, name in ((bad, "ada"), (good, "eve")):
        models.PastedLink.objects.create(
            member_id=stage.learners[name], challenge="c1", url="https://x.test/1", pasted_at=START, due_at=START
        )
    SPOILT[kind](bad)
    ticks(START)
    first, second = models.PastedLink.objects.order_by("pk")
    assert (bool(first.answer), bool(second.answer)) == (False, True)
    assert failing(pasted_links.QUEUE) == [(first.pk, kind)]


@each
def test_looking_at_texts(two: list[Stage], ground: Ground, kind: str) -> None:
    """Of a cohort whose end cannot be said texts are looked at as before: nobody's words stay for it."""
    bad, _good = two
    ticks(START)
    ground.world.posts = [post(1, "11", START + HOUR / 2), post(2, "21", START + HOUR / 2)]
    ticks(START + HOUR)
    assert models.Text.objects.count() == 2
    SPOILT[kind](bad)
    ground.world.posts = []
    models.Text.objects.update(due_at=START, enqueued_until=None)
    ticks(START + 2 * HOUR)
    assert not models.Text.objects.exclude(body="").exists()
    assert failing(opening.QUEUE) == [(bad.cohort.pk, kind)]


def test_a_text_that_raises(two: list[Stage], ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks(START)
    ground.world.posts = [post(1, "11", START + HOUR / 2), post(2, "21", START + HOUR / 2)]
    ticks(START + HOUR)
    first, _ = models.Text.objects.order_by("pk")
    fit = texts.decide_retention

    def raises(key: str, *what: Any) -> object:
        if key == first.activity.key:
            raise ArithmeticError
        return fit(key, *what)

    monkeypatch.setattr(texts, "decide_retention", raises)
    ground.world.posts = []
    models.Text.objects.update(due_at=START, enqueued_until=None)
    ticks(START + 2 * HOUR, times=4)
    assert failing(retention.QUEUE) == [(first.pk, "ArithmeticError")], "the other one was looked at without it"
    assert not models.Text.objects.exclude(pk=first.pk).exclude(body="").exists()


def test_a_letter_that_raises(two: list[Stage], monkeypatch: pytest.MonkeyPatch) -> None:
    budgets = [models.Budget.objects.create(cohort=stage.cohort, network="x", cap_usd=1) for stage in two]
    for stage, budget in zip(two, budgets, strict=True):
        stage.staff("facilitator", "fanny", f"f{stage.cohort.pk}@example.org")
        models.BudgetAlert.objects.create(budget=budget, level=50, at=START, due_at=START)
    written = list[str]()

    def send(to: str, *letter: str) -> bool:
        if to == f"f{two[0].cohort.pk}@example.org":
            raise UnicodeError(to)
        written.append(to)
        return True

    monkeypatch.setattr(budget_alerts, "send", send)
    ticks(START)
    assert written == [f"f{two[1].cohort.pk}@example.org"]
    (alert,) = models.BudgetAlert.objects.filter(budget=budgets[0])
    assert failing(alerts.QUEUE) == [(alert.pk, "UnicodeError")]
    assert models.BudgetAlert.objects.filter(budget=budgets[0], mailed_at=None).exists(), "it is tried again"


def test_pairing_somebody_whose_zone_does_not_exist(two: list[Stage]) -> None:
    """A zone that is not known is read as UTC: nobody is left out for it, and nothing is broken."""
    stage, _ = two
    models.User.objects.filter(name="ada").update(zone="Europe/Lutece")
    pairing.pair_all(stage.cohort.pk, START, 1, 2)
    assert models.TwinomeMember.objects.filter(twinome__cohort=stage.cohort).count() == 2


def test_an_outage_of_the_database_is_nobody_s_fault(two: list[Stage], monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*what: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(checking.opening, "advance", away)
    with pytest.raises(OperationalError):
        ticks(START)
    assert not any(failing(queue) for queue in QUEUES)

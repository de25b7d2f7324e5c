"""A generated class in the real store, seen by the real flow: one cohort on two networks, looked at in any order.

told ── Arriving (in batches, shuffled, doubled) ── collect ── append ── judge_due ──▶ verdicts, receipts
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mooc.core.course.course import Course
from mooc.core.engine.engine import Engine
from mooc.core.engine.memory_log import Polling
from mooc.core.evidence.codec import Json, canonical
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity
from mooc.core.facts.cost import NO_LIMIT, EndpointUsage, Limit
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Completeness, PostStatus, Reading
from mooc.core.values.span import Span
from mooc.services import checking
from mooc.simulation.classes import CHALLENGES, START, ClassStory
from mooc.simulation.classes.judging import SINCE, classroom
from mooc.simulation.classes.solo import HOUR, LISTS, MENTOR
from mooc.simulation.classes.story import AFTERWARDS, NETWORKS
from mooc.simulation.played_network import PlayedNetwork
from mooc.simulation.worlds import World
from mooc.store import models
from mooc.store.courses import courses

EVERY = 12 * HOUR
ROUNDS = 200
HASHTAG = "mooc"
ALL, PART = "all", "part:"
"""Cursors: of a look that has shown all (the next begins anew), and of one that has shown so many facts."""


class Arriving:
    """The played network, as a network of the flow. A stream shows ``size`` facts at a time, in any order, some of them
    once more; a state is shown whole."""

    def __init__(self, world: World, chance: random.Random, size: int) -> None:
        self._played, self._chance, self._size = PlayedNetwork(world), chance, size
        self.name = world.network
        self.reads = tuple(_as_played(read) for read in self._played.reads)
        self._streams = {read.name for read in self.reads if read.scope is Scope.STREAM}

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        reading = self._played.read(question, "", now)
        if reading.trouble or question.read not in self._streams:
            return replace(reading, usage=(EndpointUsage("read", 1),))
        facts = sorted(reading.activities, key=lambda fact: fact.at or now)
        shown = (int(cursor.removeprefix(PART)) if cursor.startswith(PART) else 0) + self._size
        if shown >= len(facts):
            return replace(reading, activities=self._mixed(facts), cursor=ALL, usage=(EndpointUsage("read", 1),))
        until = facts[shown].at or now
        return Reading(
            self._mixed(facts[:shown]),
            completeness=Completeness(Span(question.since, until)),
            cursor=f"{PART}{shown}",
            usage=(EndpointUsage("read", 1),),
        )  # what was shown before comes once more

    def _mixed(self, facts: Sequence[Activity]) -> tuple[Activity, ...]:
        some = self._chance.sample(facts, len(facts) // 3)
        return tuple(self._chance.sample([*facts, *some], len(facts) + len(some)))

    def find(self, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
        return {}

    def profile(self, account: str) -> AccountProfile:
        return AccountProfile(self.name, account, "")

    def recognise(self, url: str) -> str | None:
        return None

    def post(self, reference: str, now: datetime) -> Reading:
        return Reading()

    def post_statuses(self, authors: Mapping[str, str], now: datetime, allowance: Limit = NO_LIMIT) -> Reading:
        return Reading(post_statuses=dict.fromkeys(authors, PostStatus.STANDS), usage=(EndpointUsage("read", 1),))


def _as_played(read: Read) -> Read:
    """Where looks must not lie too far apart: asked as often as the class is looked at."""
    return read._replace(every=EVERY / 2) if NeedKind.UNFOLLOWS in read.needs else read


def in_memory(told: ClassStory, polling: Polling = Polling.SCHEDULED) -> Engine:
    """The same class, seen by the engine in memory: looked at on the same days, by the same tables."""
    tables = {network: tuple(_as_played(read) for read in PlayedNetwork.reads) for network in told.worlds}
    same = {"tables": tables, "hashtag": HASHTAG, "version": _course(told).version}
    engine = Engine(replace(classroom(told, told.windows), **same), polling)  # type: ignore[arg-type]
    asks = {network: PlayedNetwork(world).read for network, world in told.worlds.items()}
    for now in days(told):
        engine.advance(asks, now)
    return engine


def days(told: ClassStory) -> Iterator[datetime]:
    """When a class is looked at: twice a day, at the end of each week, and once more afterwards."""
    for window in told.windows.values():
        moment = window.start
        while moment < window.end:
            yield moment
            moment += EVERY
    yield window.end
    yield window.end + AFTERWARDS


class School:
    """The class of a story as a cohort in the database, and all that is done about it until its last week is over."""

    def __init__(self, told: ClassStory, chance: random.Random) -> None:
        self._told, self._chance = told, chance
        self.cohort = models.Cohort.objects.create(
            name=f"class-{models.Cohort.objects.count()}",
            title="A class",
            course_id=courses.keep(_course(told)),
            start=START,
            zone="UTC",
            hashtag=HASHTAG,
            networks=list(NETWORKS),
            lists={on: {name: [told.worlds[on].id_of(who)] for name, who in LISTS.items()} for on in NETWORKS},
            advance_at=START,
        )
        self._enrol(MENTOR, NETWORKS, "mentor")
        self._names = {self._enrol(one.handle, one.networks): one.handle for one in told.learners}

    def _enrol(self, handle: str, networks: Sequence[str], role: str = "learner") -> int:
        user = models.User.objects.create(email=f"{handle}@{self.cohort.name}.example", name=handle)
        for name in networks:
            account = self._told.worlds[name].id_of(handle)
            models.Account.objects.create(
                network=name, external_id=account, handle=handle, user=user, linked_at=SINCE, proof="test"
            )
        return models.Member.objects.create(cohort=self.cohort, user=user, role=role, joined_at=START).pk

    def moments(self) -> Iterator[datetime]:
        """When it is looked at."""
        return days(self._told)

    def work(self, now: datetime) -> None:
        """Do all that is due at ``now``: the watches in any order, parts to the end, then the pairs."""
        for _ in range(ROUNDS):
            due = checking.due(now)
            for watch in self._chance.sample(due.watches, len(due.watches)):
                checking.collect(watch, now)
            parts = models.Watch.objects.filter(cursor__startswith=PART, trouble="")
            if parts.update(due_at=now, enqueued_until=None):
                continue
            judged = checking.judge_due(self.cohort.pk, now)
            if not due.watches and not judged:
                return
        raise AssertionError("there is no end to what is due")

    def answers(self) -> dict[tuple[str, str], Answer]:
        """What stands, by handle and challenge."""
        rows = models.Verdict.objects.filter(member__in=self._names).values_list("member", "challenge", "answer")
        return {(self._names[member], challenge): Answer(answer) for member, challenge, answer in rows}

    def findings(self) -> dict[tuple[str, str], str]:
        """The verdicts that stand, byte by byte."""
        rows = models.Verdict.objects.filter(member__in=self._names).values_list("member", "challenge", "finding")
        return {(self._names[member], challenge): canonical(finding) for member, challenge, finding in rows}

    def receipts(self) -> dict[tuple[str, str], str]:
        """The receipts, byte by byte, but for the number of the row that a member has."""
        rows = models.Receipt.objects.filter(member__in=self._names).values_list("member", "challenge", "body")
        return {(self._names[member], name): canonical(body | {"member": ""}) for member, name, body in rows}


def proven(body: Json) -> str:
    """What a receipt rests on, byte by byte, without what is said of the cohort around it."""
    return canonical({name: body[name] for name in ("facts", "context", "check", "window", "met_at", "made_at")})


def _course(told: ClassStory) -> Course:
    units = [
        {"unit": f"u{number}", "title": {"en": name}, "challenges": [CHALLENGES[name].model_dump(mode="json")]}
        for number, name in enumerate(told.windows, 1)
    ]
    body = {"course": "generated", "title": {"en": "Generated"}, "hashtag": "mooc", "pace": "weekly", "units": units}
    return Course.model_validate(body | {"version": "".join(told.windows).rjust(64, "0")[-64:]})

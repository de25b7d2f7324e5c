"""Rehearsing a case: its world happens, the engine looks and judges, and the learner reads what comes of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cases.network import Played, ids
from cases.observing import Observer
from cases.reading import Case, named_in, people, run_of
from mooc.core.course.course import Course
from mooc.core.evidence.scene import OwnAccount, Scene
from mooc.core.evidence.verdict import Answer, Mark
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import HOST, Tie
from mooc.core.facts.hashtags import asked_as
from mooc.core.facts.network import Standing
from mooc.core.facts.proof import Confirmation
from mooc.core.judging.credit import Previous, credit
from mooc.core.judging.judge import judge
from mooc.core.judging.receipt import Receipt
from mooc.core.judging.rendering import render
from mooc.core.values.authored import LANGS, Lang
from mooc.core.values.span import Span

SOON = timedelta(minutes=1)
"""So long after something happens it is looked at."""
BEFORE = timedelta(days=7)
"""So long before the cohort starts everybody has linked their account."""
ROUNDS = 5
_MARKS = {Mark.COUNTS: "✓ ", Mark.DOES_NOT_COUNT: "· ", Mark.UNKNOWN: "? ", Mark.SUMMARY: ""}
_TIES = {"learner": Tie.COHORT, "mentor": Tie.MENTORS, "facilitator": Tie.FACILITATORS}


class Outcome(NamedTuple):
    """What came of a case. ``said``: the lines that the learner reads, in each language. ``scene``: the last that was
    judged, with all ``facts`` that were seen; ``receipt``: of the pass that stands, None if there is none."""

    case: Case
    answer: Answer
    said: Mapping[Lang, tuple[str, ...]]
    scene: Scene
    facts: tuple[Activity, ...]
    receipt: Receipt | None

    @property
    def is_as_expected(self) -> bool:
        """Whether the answer is the one that the case asks for."""
        return self.answer is self.case.row.expected


def rehearse(course: Course, case: Case) -> Outcome:
    """Let the world happen up to ``case.now``, look right after each thing that happens, and judge each time."""
    stage = _Stage(course, case)
    standing = Previous()
    for moment in _moments(case):
        standing = stage.judged(moment, standing)
    answer = standing.answer or Answer.CANT_TELL
    return Outcome(case, answer, stage.said(standing), stage.scene(case.now), stage.facts, stage.receipt)


def _moments(case: Case) -> list[datetime]:
    """When to look: as the window opens and closes, after everything that happens, at last when it is judged."""
    world = case.world
    happens = [event.at + SOON for event in world.events] + [at for at, _ in case.said]
    changes = [edge for outage in world.outages for edge in (outage.start, outage.end)]
    edges = (case.looked, case.window.start, case.window.end)
    within = {moment for moment in (*edges, *happens, *changes) if case.looked <= moment < case.now}
    return [*sorted(within), case.now]


class _Stage:
    """The cohort of a case, and what the engine knows of it."""

    def __init__(self, course: Course, case: Case) -> None:
        self._course, self._case = course, case
        self._since = run_of(case.cohort).start - BEFORE
        world, cohort = case.world, case.cohort
        members = ids(world, [handle for handles in people(cohort).values() for handle in handles])
        self._learner = world.id_of(case.row.learner)
        seen = Span(min(case.looked, case.window.start), case.window.end)
        self._observer = Observer(Played(world), dict.fromkeys(members, self._since), seen)
        named = {name: cohort.lists.get(name, (HOST,)) for name in {*course.lists, HOST}}
        named |= named_in(cohort, case.challenge.check)
        self._lists = {(world.network, name): ids(world, handles) for name, handles in named.items()}
        self._ties = dict(self._tied())
        self.receipt: Receipt | None = None

    @property
    def facts(self) -> tuple[Activity, ...]:
        """All that was seen."""
        return tuple(self._observer.facts.values())

    def judged(self, now: datetime, standing: Previous) -> Previous:
        """What stands once all that the judge asks for has been looked at."""
        for _ in range(ROUNDS):
            verdict = judge(self._case.challenge, self._course.version, self.scene(now))
            if not self._observer.want(verdict.finding.needs):
                break
            self._observer.look(now)
        self._observer.look(now)
        scene = self.scene(now)
        verdict = judge(self._case.challenge, self._course.version, scene)
        given = credit(standing, verdict, self._case.challenge, scene)
        self.receipt = given.receipt or (self.receipt if given.answer is Answer.MET else None)
        return Previous(given.answer, given.finding, given.settled)

    def said(self, standing: Previous) -> Mapping[Lang, tuple[str, ...]]:
        """What the learner reads, line by line."""
        names = {account.id: account.handle for account in self._case.world.accounts}
        zone = ZoneInfo(self._case.cohort.zone)
        lines = standing.finding.lines if standing.finding else ()
        return {lang: tuple(_MARKS[line.mark] + render(line, lang, names, zone) for line in lines) for lang in LANGS}

    def scene(self, now: datetime) -> Scene:
        """All that is known of the learner at that moment."""
        case, learner = self._case, self._learner
        account = OwnAccount(
            case.world.network,
            learner,
            case.row.learner,
            self._since,
            Standing(self._observer.standings.get(learner, Standing.ACTIVE)),
        )
        return Scene(
            member=case.row.learner,
            accounts=(account,) if case.row.linked else (),
            window=case.window,
            now=now,
            log=self._observer.log,
            hashtag=asked_as(case.cohort.hashtag or self._course.hashtag),
            lists=self._lists,
            ties=self._ties,
            coverage=self._observer.coverage,
            confirmed=tuple(self._confirmed()),
        )

    def _confirmed(self) -> Iterator[Confirmation]:
        """What people have said, with what they are to the learner."""
        for at, said in self._case.said:
            is_own = said.by == self._case.row.learner
            ties = {Tie.SELF} if is_own else self._ties.get(self._case.world.id_of(said.by), frozenset())
            yield Confirmation(said.by, at, ties=tuple(sorted(ties)), vouch=said.vouch)

    def _tied(self) -> Iterator[tuple[str, frozenset[str]]]:
        """Account → what it is to the learner."""
        cohort, world = self._case.cohort, self._case.world
        fellows = set(cohort.twinome) if self._case.row.learner in cohort.twinome else set()
        ties: dict[str, set[str]] = {}
        for role, handles in people(cohort).items():
            for handle in handles:
                ties.setdefault(handle, {Tie.COHORT}).add(_TIES[role])
        for handle in fellows:
            ties.setdefault(handle, set()).add(Tie.TWINOME)
        ties.setdefault(self._case.row.learner, set()).add(Tie.SELF)
        for handle in cohort.another_cohort:
            ties.setdefault(handle, {Tie.OTHER_COHORT})  # who is of both is of one's own
        for (_, name), listed in self._lists.items():
            for account in world.accounts:
                if account.id in listed:
                    ties.setdefault(account.handle, set()).add(f"list:{name}")
        return ((world.id_of(handle), frozenset(found)) for handle, found in ties.items())

"""Rehearsing a case: its world happens, the engine looks and judges, and the learner reads what comes of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mooc.core.course.course import Course
from mooc.core.engine.engine import Classroom, Engine, Participant
from mooc.core.evidence.scene import OwnAccount, Scene
from mooc.core.evidence.verdict import Answer, Mark
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import HOST, Relation
from mooc.core.facts.hashtags import asked_as
from mooc.core.facts.proof import Attestation
from mooc.core.judging.receipt import Receipt
from mooc.core.judging.rendering import render
from mooc.core.values.authored import LANGS, Lang
from mooc.core.values.span import Span
from mooc.simulation.played_network import PlayedNetwork, ids_of_handles
from mooc.simulation.rehearsal.reading import Case, people, run_of

SOON = timedelta(minutes=1)
"""So long after something happens it is looked at."""
BEFORE = timedelta(days=7)
"""So long before the cohort starts everybody has linked their account."""
_MARKS = {Mark.COUNTS: "✓ ", Mark.DOES_NOT_COUNT: "· ", Mark.UNKNOWN: "? ", Mark.SUMMARY: ""}
_TIES = {"learner": Relation.COHORT, "mentor": Relation.MENTORS, "facilitator": Relation.FACILITATORS}


class CaseOutcome(NamedTuple):
    """What came of a case. ``sentences``: the lines that the learner reads, in each language. ``scene``: the last that
    was judged, with all ``facts`` that were seen; ``receipt``: of the pass that stands, None if there is none."""

    case: Case
    answer: Answer
    sentences: Mapping[Lang, tuple[str, ...]]
    scene: Scene
    facts: tuple[Activity, ...]
    receipt: Receipt | None

    @property
    def is_as_expected(self) -> bool:
        """Whether the answer is the one that the case asks for."""
        return self.answer is self.case.row.expected


def rehearse(course: Course, case: Case) -> CaseOutcome:
    """Let the world happen up to ``case.now``, look right after each thing that happens, and judge each time."""
    engine = Engine(_classroom(course, case))
    asks = {case.world.network: PlayedNetwork(case.world).read}
    # It is looked as the window opens and closes, after everything that happens, and at last when it is judged.
    happens = [event.at + SOON for event in case.world.events] + [at for at, _ in case.statements]
    changes = [edge for outage in case.world.outages for edge in (outage.start, outage.end)]
    edges = (case.observed_since, case.window.start, case.window.end)
    looks = {moment for moment in (*edges, *happens, *changes) if case.observed_since <= moment < case.now}
    for moment in (*sorted(looks), case.now):
        engine.advance(asks, moment)
    ((pair, scene),) = engine.scenes(engine.pairs(case.now), case.now)
    judgement = engine.judgements[pair]
    answer = judgement.previous.answer or Answer.CANT_TELL
    names = {account.id: account.handle for account in case.world.accounts}
    zone, finding = ZoneInfo(case.cohort.zone), judgement.previous.finding
    lines = finding.lines if finding else ()
    sentences = {lang: tuple(_MARKS[line.mark] + render(line, lang, names, zone) for line in lines) for lang in LANGS}
    return CaseOutcome(case, answer, sentences, scene, engine.facts, judgement.receipt)


def _classroom(course: Course, case: Case) -> Classroom:
    """The cohort of the case, of which one learner is judged in one challenge."""
    world, cohort, network = case.world, case.cohort, case.world.network
    since = run_of(cohort).start - BEFORE
    members = ids_of_handles(world, [handle for handles in people(cohort).values() for handle in handles])
    named = {name: cohort.lists.get(name, (HOST,)) for name in {*course.lists, HOST}}
    named |= case.named
    lists = {(network, name): ids_of_handles(world, handles) for name, handles in named.items()}
    own_account = OwnAccount(network, world.id_of(case.row.learner), case.row.learner, since)
    ties = _ties(case)
    attestations = []
    for at, row in case.statements:  # what people say in the app, with what they are to the learner
        is_own = row.by == case.row.learner
        relations = {Relation.SELF} if is_own else ties.get(world.id_of(row.by), frozenset())
        attestations.append(Attestation(row.by, at, ties=tuple(sorted(relations)), vouch=row.vouch))
    accounts = (own_account,) if case.row.linked else ()
    learner = Participant(case.row.learner, accounts, ties, tuple(attestations))
    return Classroom(
        challenges=(case.challenge,),
        windows={case.challenge.challenge: case.window},
        participants=(learner,),
        tables={network: PlayedNetwork.reads},
        version=course.version,
        hashtag=asked_as(cohort.hashtag or course.hashtag),
        lists=lists,
        linked={(network, account): since for account in members},
        observed_span=Span(min(case.observed_since, case.window.start), case.window.end),
    )


def _ties(case: Case) -> dict[str, frozenset[str]]:
    """Account → what it is to the learner."""
    cohort, world = case.cohort, case.world
    fellows = set(cohort.twinome) if case.row.learner in cohort.twinome else set()
    ties: dict[str, set[str]] = {}
    for role, handles in people(cohort).items():
        for handle in handles:
            ties.setdefault(handle, {Relation.COHORT}).add(_TIES[role])
    for handle in fellows:
        ties.setdefault(handle, set()).add(Relation.TWINOME)
    ties.setdefault(case.row.learner, set()).add(Relation.SELF)
    for handle in cohort.another_cohort:
        ties.setdefault(handle, {Relation.OTHER_COHORT})  # who is of both is of one's own
    return {world.id_of(handle): frozenset(names) for handle, names in ties.items()}

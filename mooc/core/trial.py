"""A trial: one challenge judged for one account, right now, with nothing kept.

    needs ── questions ──▶ Question… ── (asked by whoever runs the trial) ──▶ Reading ── after ──▶ the next Trial

The planner's choice of reads, reconciling and the judge are those of the engine; only the log and what has been seen
live in values here. A trial has no cohort: who is of the twinome, the cohort or the mentors is what it is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mooc.core.checks.attestation import Vouched
from mooc.core.checks.base import Check
from mooc.core.checks.combining import leaves
from mooc.core.course.course import Challenge
from mooc.core.course.named_people import meant
from mooc.core.evidence.scene import Log, OwnAccount, Scene
from mooc.core.evidence.verdict import Verdict
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import Tie
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.hashtags import asked_as
from mooc.core.facts.network import Need, NeedKind, Question, Read, Reading, Standing, Trouble
from mooc.core.facts.reconcile import reconcile
from mooc.core.judging.judge import judge
from mooc.core.planning.plan import Tables, WatchKey, coverage_of, item_of, key_of, read_for, wants
from mooc.core.values.span import Span

TIES: Mapping[str, frozenset[str]] = {
    "twinome": frozenset({Tie.TWINOME, Tie.COHORT}),
    "cohort": frozenset({Tie.COHORT}),
    "mentors": frozenset({Tie.COHORT, Tie.MENTORS}),
    "another_cohort": frozenset({Tie.OTHER_COHORT}),
}
"""Words for people that a cohort knows, and what an account among them is to the learner."""
QUESTIONS_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Look:
    """What asking one question has shown: the spans seen, and up to when each post is known that it went among."""

    spans: tuple[Span, ...] = ()
    items: Mapping[str, datetime] = field(default_factory=dict)
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """``account``: whose; ``people``: word or list of the rule → account ids. ``facts``, ``looks``: what was seen so
    far; ``asked``: what was asked for already, be it in vain."""

    challenge: Challenge
    account: OwnAccount
    window: Span
    now: datetime
    tables: Tables
    hashtag: str = ""
    people: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Activity] = field(default_factory=dict)
    looks: Mapping[WatchKey, Look] = field(default_factory=dict)
    asked: frozenset[tuple[WatchKey, str]] = frozenset()

    def verdict(self) -> Verdict:
        """What is to be said with what was seen so far."""
        return judge(self.challenge, "", self._scene())

    def questions(self) -> list[tuple[Read, Question]]:
        """What the judge still needs and has not been asked for; empty when there is nothing more to learn."""
        if self.account.standing is not Standing.ACTIVE:
            return []
        needs = [need for need in self.verdict().finding.needs if need.kind is not NeedKind.STANDING]
        new: dict[WatchKey, list[str]] = {}
        for want in sorted(wants(needs, self.challenge.challenge, self.window, self.tables)):
            if (want.key, want.item) not in self.asked:
                new.setdefault(want.key, []).append(want.item)
        room = QUESTIONS_AT_MOST - len({key for key, _ in self.asked})
        return [self._question(key, items) for key, items in list(new.items())[: max(room, 0)]]

    def after(self, read: Read, question: Question, reading: Reading) -> "Trial":
        """The trial with what came of a question."""
        found = reconcile(read, question, reading, (), {}, self.now)
        key = WatchKey(question.network, question.read, question.subject)
        before = self.looks.get(key, Look())
        covered = (reading.covered,) if reading.covered else ()
        known = dict.fromkeys(reading.seen, reading.moment) if reading.moment else {}
        items = {**before.items, **{item: moment for item, moment in known.items() if moment}}
        look = Look((*before.spans, *covered), items, reading.trouble)
        things = {(key, item) for item in (question.among if read.each else ("",))}
        return replace(
            self,
            facts={**{fact.key: fact for fact in found}, **self.facts},
            looks={**self.looks, key: look},
            asked=self.asked | things,
        )

    def _question(self, key: WatchKey, items: list[str]) -> tuple[Read, Question]:
        read = next(read for read in self.tables[key.network] if read.name == key.read)
        among = tuple(item for item in items if item) if read.each else (self.account.id,)
        return read, Question(*key, self.window.start, self.window.end, among, whole=True)

    def _scene(self) -> Scene:
        network = self.account.network
        ties: dict[str, frozenset[str]] = {}
        for name, ids in self.people.items():
            ties |= {account: ties.get(account, frozenset()) | TIES.get(name, frozenset()) for account in ids}
        return Scene(
            self.account.id,
            (self.account,),
            self.window,
            self.now,
            Log(self.facts.values()),
            asked_as(self.hashtag),
            {(network, name): ids for name, ids in self.people.items() if name not in TIES},
            ties,
            self._coverage,
        )

    def _coverage(self, need: Need) -> Coverage | None:
        read = read_for(need, self.tables)
        if read is None:
            return None
        if need.kind is NeedKind.STANDING:  # the account was looked up just now
            return coverage_of(need, read, (), None, None, self.now)
        look = self.looks.get(key_of(need, read))
        if look is None:
            return None
        spans = self._of_item(look, need, read) if read.each else look.spans
        return coverage_of(need, read, spans, None, look.trouble, self.window.start)

    def _of_item(self, look: Look, need: Need, read: Read) -> tuple[Span, ...]:
        moment = look.items.get(item_of(need, read))
        return (Span(moment, moment),) if moment else ()


def people_meant(check: Check) -> Iterator[str]:
    """The lists that a rule names, and the words in it for people whom a cohort knows; not those whom one meets."""
    for leaf in leaves(check):
        for who in meant(leaf) if not isinstance(leaf, Vouched) else ():
            if who.list or who.word in TIES:
                yield who.list or who.word

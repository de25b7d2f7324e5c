"""The engine in memory: from the rules of a class to verdicts and receipts, with nothing stored.

    pairs ── judge ──▶ verdict ── credit ──▶ what stands, receipt
      ▲                  └─ needs ── plan ──▶ watches
      └─ facts, coverage, cursor ◀── take ── Reading ◀── (a network is asked) ◀── questions

The steps are those of the engine in the database, by the same functions; that the two say the same is shown by
generated classes. A dry run of one rule (``mooc try``), rehearsals of cases (``mooc test``) and simulations drive it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from mooc.core.course.course import Challenge
from mooc.core.engine.memory_log import MemoryLog, MemoryWatch, Polling, UnsettledPair
from mooc.core.evidence.member_logs import AccountKey, member_logs
from mooc.core.evidence.scene import OwnAccount, Scene
from mooc.core.evidence.verdict import Answer, Verdict
from mooc.core.facts.account_visibility import AccountVisibility
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.audience import LISTED
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Need
from mooc.core.facts.proof import Attestation
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Reading
from mooc.core.facts.reading_facts import Look
from mooc.core.judging.credit import Previous
from mooc.core.judging.evaluate import evaluate
from mooc.core.judging.receipt import Receipt
from mooc.core.planning.member_coverage import hidden_networks
from mooc.core.planning.plan import Tables, Want, own_timelines_only, wants
from mooc.core.values.span import Span

MAX_ROUNDS = 6
"""What was seen may raise new questions (who passed on the posts that were seen), so often at most."""

NetworkReader = Callable[[Question, str, datetime], Reading]
"""What answers a question, from a cursor on, at a moment: ``mooc.core.facts.network.Network.read``."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A learner who is judged. ``ties``: account id → what that account is to the learner; who is absent is a stranger.
    On which lists of the class accounts stand is added by the engine. ``attestations``: what people have said of the
    learner."""

    name: str
    accounts: tuple[OwnAccount, ...]
    ties: Mapping[str, frozenset[str]] = field(default_factory=dict)
    attestations: tuple[Attestation, ...] = ()


@dataclass(frozen=True, slots=True)
class Classroom:
    """A class: whom to judge, by what, and where to look. ``windows``: challenge → when it counts; ``version``: of the
    course; ``hashtag``: the cohort's, as networks are asked for it; ``lists``: (network, list) → account ids.

    ``linked``: accounts of members besides those of the participants, and since when they are (UTC). ``observed_span``:
    a span that every question asks about, where it is wider than the windows.
    """

    challenges: tuple[Challenge, ...]
    windows: Mapping[str, Span]
    participants: tuple[Participant, ...]
    tables: Tables
    version: str = ""
    hashtag: str = ""
    lists: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    linked: Mapping[AccountKey, datetime] = field(default_factory=dict)
    observed_span: Span | None = None


class PairKey(NamedTuple):
    """A participant, by name, and a challenge."""

    participant: str
    challenge: str


class PendingQuestion(NamedTuple):
    """A question that is to be put, from ``cursor`` on."""

    watch: MemoryWatch
    question: Question
    cursor: str

    @property
    def read(self) -> Read:
        """The line of the network's table by which it is put."""
        return self.watch.read


class Judgement(NamedTuple):
    """What stands of a pair. ``verdict``: the last that was given; ``previous``: what it has come to, with what was
    credited before; ``receipt``: of the pass that stands."""

    verdict: Verdict
    previous: Previous
    receipt: Receipt | None


class Engine:
    """The engine for one class. ``standing_at``: account → when it was last known to stand as it does, where that is
    later than it was linked (UTC)."""

    def __init__(
        self,
        classroom: Classroom,
        polling: Polling = Polling.AT_WILL,
        standing_at: Mapping[AccountKey, datetime] | None = None,
    ) -> None:
        self.classroom, self._polling = classroom, polling
        self._challenges = {challenge.challenge: challenge for challenge in classroom.challenges}
        self._participants = {participant.name: participant for participant in classroom.participants}
        owned = {
            (account.network, account.id): (participant.name, account)
            for participant in classroom.participants
            for account in participant.accounts
        }
        linked = {**classroom.linked, **{key: account.since for key, (_, account) in owned.items()}}
        owners = {key: name for key, (name, _) in owned.items()}
        self._log = MemoryLog(linked, owners, classroom.tables, polling)
        for key, (_, account) in owned.items():
            last_look = (standing_at or {}).get(key, account.since)
            self._log.accounts[key] = AccountVisibility(account.standing, last_look)
        self._ties: dict[str, Mapping[str, frozenset[str]]] = {}
        """Participant → the ties of everybody to him or her, and on which lists of the course they stand."""
        for participant in classroom.participants:
            ties = dict(participant.ties)
            for (_, name), listed in classroom.lists.items():
                ties |= {account: ties.get(account, frozenset()) | {f"{LISTED}{name}"} for account in listed}
            self._ties[participant.name] = ties
        self._judgements: dict[PairKey, Judgement] = {}

    @property
    def facts(self) -> tuple[Activity, ...]:
        """All that was seen."""
        return tuple(self._log.facts.values())

    @property
    def judgements(self) -> Mapping[PairKey, Judgement]:
        """What stands of each pair that was judged."""
        return self._judgements

    def pairs(self, now: datetime) -> tuple[PairKey, ...]:
        """The pairs that are judged at ``now``: where somebody drives it at will all of them; else those of challenges
        that have opened, but for what is met for good."""
        pairs = (PairKey(name, challenge) for challenge in self._challenges for name in self._participants)
        if self._polling is Polling.AT_WILL:
            return tuple(pairs)
        begun = (pair for pair in pairs if self.classroom.windows[pair.challenge].start <= now)
        return tuple(pair for pair in begun if not self._previous(pair).settled)

    def questions(self, now: datetime) -> list[PendingQuestion]:
        """The questions that are to be put at ``now``; empty when there is nothing more to learn."""
        unsettled = [
            UnsettledPair(*pair, judgement.previous.answer or "")
            for pair, judgement in self._judgements.items()
            if not judgement.previous.settled
        ]
        return [
            PendingQuestion(watch, question, watch.progress.cursor)
            for watch, question in self._log.pending(unsettled, now)
        ]

    def take(self, question: PendingQuestion, reading: Reading, now: datetime) -> None:
        """Take in the answer to a question."""
        self._log.append(question.watch, Look(question.question, question.read, reading, now))

    def judge(self, now: datetime) -> None:
        """Judge and credit all pairs by what was seen so far, and see to it that all is watched that is asked for."""
        all_wants: set[Want] = set()
        for pair, scene in self.scenes(self.pairs(now), now):
            challenge, judgement = self._challenges[pair.challenge], self._judgements.get(pair)
            verdict, new = evaluate(challenge, self.classroom.version, self._previous(pair), scene)
            receipt = new.receipt or (judgement.receipt if judgement and new.answer is Answer.MET else None)
            self._judgements[pair] = Judgement(verdict, Previous(new.answer, new.finding, new.settled), receipt)
            tables = own_timelines_only(self.classroom.tables, self._hidden(pair))
            all_wants |= wants(verdict.finding.needs, pair.challenge, scene.window, tables)
        self._log.ensure(all_wants, self.classroom.observed_span, now)

    def advance(self, asks: Mapping[str, NetworkReader], now: datetime, limit: int | None = None) -> None:
        """Do all that is due at ``now``: ask (``asks``: by network), take the answers in, and judge, until nothing more
        is to be asked, or ``limit`` questions were put."""
        left = limit
        for _ in range(MAX_ROUNDS):
            questions = self.questions(now)[:left]
            left = None if left is None else left - len(questions)
            for question in questions:
                self.take(question, asks[question.question.network](question.question, question.cursor, now), now)
            self.judge(now)
            if not self.questions(now):
                break

    def scenes(self, pairs: Collection[PairKey], now: datetime) -> Iterator[tuple[PairKey, Scene]]:
        """What a check may know of each pair at ``now``."""
        facts = self._log.facts
        accounts = {
            participant.name: tuple(
                account._replace(standing=self._log.accounts[account.network, account.id].standing)
                for account in participant.accounts
            )
            for participant in self.classroom.participants
        }
        posts = {key: fact for key, fact in facts.items() if fact.kind is Kind.POST}
        logs = member_logs(accounts, accounts, facts.values(), posts)
        seen = self._log.coverage()
        coverages: dict[tuple[str, frozenset[str]], Callable[[Need], Coverage | None]] = {}
        for pair in pairs:
            name, hidden = pair.participant, self._hidden(pair)
            if (name, hidden) not in coverages:
                coverages[name, hidden] = seen.of_member(accounts[name], logs[name], hidden)
            scene = Scene(
                member=name,
                accounts=accounts[name],
                window=self.classroom.windows[pair.challenge],
                now=now,
                log=logs[name],
                hashtag=self.classroom.hashtag,
                lists=self.classroom.lists,
                ties=self._ties[name],
                coverage=coverages[name, hidden],
                attestations=self._participants[name].attestations,
            )
            yield pair, scene

    def _previous(self, pair: PairKey) -> Previous:
        judgement = self._judgements.get(pair)
        return judgement.previous if judgement else Previous()

    def _hidden(self, pair: PairKey) -> frozenset[str]:
        """The networks on which the participant could not be read at some time since the challenge opened."""
        opens = self.classroom.windows[pair.challenge].start
        accounts = self._participants[pair.participant].accounts
        returned = (
            (account.network, self._log.accounts[account.network, account.id].returned_at) for account in accounts
        )
        return hidden_networks([(network, moment) for network, moment in returned if moment], opens)

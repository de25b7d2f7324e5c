"""The activity log in memory: watches, facts, coverage, and what is known of accounts.

    wants ── ensure ──▶ watches ── pending ──▶ questions ── (asked elsewhere) ──▶ Reading ── append ──▶ facts, coverage

It takes the steps of the log in the database, by the same functions of the core, and forgets all of it with itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from mooc.core.evidence.member_logs import AccountKey
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Reading
from mooc.core.facts.reading_facts import new_facts, new_facts_of_posts, posts_listed
from mooc.core.facts.reconcile import edge_kind, listed_kind
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.planning.member_coverage import WatchState
from mooc.core.planning.plan import RETRY, Tables, Want, WatchKey, continues_span, next_look
from mooc.core.planning.query_scope import ItemSeen, LinkedAccount, OpenPair, QueryScope, is_of_a_post, scope_of
from mooc.core.values.span import Span

UNREADABLE_STATUSES = frozenset({AccountStatus.PROTECTED, AccountStatus.SUSPENDED, AccountStatus.GONE})
WAITING_TROUBLES = frozenset({TroubleKind.RATE_LIMITED, TroubleKind.BUDGET, TroubleKind.OUT_OF_CREDITS})
"""Nothing is wrong with the watch itself: it waits, and is not counted as having failed."""


class UnsettledPair(NamedTuple):
    """A pair about which something may still be said: whose it is, by name, and what stands."""

    participant: str
    challenge: str
    answer: str


class Polling(StrEnum):
    """When questions are put."""

    SCHEDULED = "scheduled"
    """As in the database: each watch falls due by its network's table, and rests once it has seen all there is."""
    AT_WILL = "at_will"
    """Whenever somebody drives it on: every watch once a moment, nothing is promised for later, and between two moments
    nothing was missed, unless a look has failed."""


@dataclass
class MemoryWatch:
    """A question that is put again and again. ``span``: what it asks about; ``uses``: challenge → window; ``items``:
    (post, for whom) → up to when the post has been seen, of a watch that goes among posts. ``asked_at``: the moment at
    which it was last asked, and ``asked_items`` about which posts; ``is_resting``: nobody needed it."""

    key: WatchKey
    read: Read
    span: Span
    due: datetime | None
    uses: dict[str, Span] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    trouble: Trouble | None = None
    cursor: str = ""
    attempts: int = 0
    items: dict[tuple[str, str], datetime | None] = field(default_factory=dict)
    is_resting: bool = False
    asked_at: datetime | None = None
    asked_items: frozenset[str] = frozenset()

    def state(self, polling: Polling) -> WatchState:
        """The watch as the judge sees it."""
        due = self.due if polling is Polling.SCHEDULED else None
        trouble = self.trouble._replace(until=due) if self.trouble and due else self.trouble
        return WatchState(self.spans, due, trouble)

    def reach(self, want: Want, span: Span, now: datetime) -> None:
        """Ask over the wanted span, too; what must reach further back begins again from there."""
        if not (self.span.start <= span.start and span.end <= self.span.end):
            self.cursor = "" if span.start < self.span.start else self.cursor
            self.span = Span(min(span.start, self.span.start), max(span.end, self.span.end))
            self.due = now
        used_over = self.uses.get(want.challenge)
        if used_over is None or used_over.end < span.end:
            self.uses[want.challenge] = span
            self.due = min(self.due, span.end) if self.due else self.due
        is_new = bool(want.item) and (want.item, want.author) not in self.items
        if is_new:
            self.items[want.item, want.author] = None
        if is_new or self.is_resting:
            self.due, self.is_resting = self.due or now, False

    def extend(self, new: Span, polling: Polling) -> None:
        """Note what has now been seen completely. Spans that touch become one; of a STATE there is one, from the first
        complete look to the last, but where an end may have been missed between two looks."""
        if self.read.scope is Scope.STREAM and new.start >= new.end:
            return
        if self.read.scope is Scope.STATE and polling is Polling.AT_WILL and not self.trouble:
            joined = self.spans[-1:]
        else:
            joined = tuple(span for span in self.spans if continues_span(self.read, span, new))
        parts = (new, *joined)
        whole = Span(min(span.start for span in parts), max(span.end for span in parts))
        self.spans = tuple(sorted((whole, *(span for span in self.spans if span not in joined))))

    def release(self, reading: Reading, question: Question, now: datetime) -> None:
        """Note how the look went, and when the next one is due."""
        trouble = reading.trouble
        waits = trouble is not None and trouble.kind in WAITING_TROUBLES
        self.attempts = self.attempts + 1 if trouble and not waits else 0
        self.trouble = trouble
        self.cursor = reading.cursor or self.cursor
        covered_until = self.spans[-1].end if self.spans and not trouble else None
        self.due = next_look(self.read, now, covered_until, list(self.uses.values()), self.attempts)
        if reading.unfinished and not trouble:
            is_stream = self.read.scope is Scope.STREAM
            self.due = now + RETRY + (timedelta(0) if is_stream else timedelta(seconds=self.read.rate_limit.seconds))
        if self.due is None and any(
            seen_until is None and key not in question.among for (key, _), seen_until in self.items.items()
        ):
            self.due = now


class MemoryLog:
    """What has been seen for a class. ``linked``: account → since when it is a member's (UTC); ``owners``: account →
    the participant whose it is."""

    def __init__(
        self, linked: Mapping[AccountKey, datetime], owners: Mapping[AccountKey, str], tables: Tables, polling: Polling
    ) -> None:
        self.linked, self._owners, self._tables, self._polling = linked, owners, tables, polling
        self.standings: dict[AccountKey, AccountStatus] = {}
        self.facts: dict[AccountKey, Activity] = {}
        self.signs: dict[AccountKey, datetime] = dict(linked)
        """Account → when it was last known to stand as it is noted."""
        self.returned: dict[AccountKey, datetime] = {}
        """Account that could not be read for a time → when it was seen again."""
        self._watches: dict[WatchKey, MemoryWatch] = {}

    def ensure(self, wants: Iterable[Want], observed: Span | None, now: datetime) -> None:
        """See to it that every wanted watch is there, and reaches over its window, and over ``observed``."""
        for want in sorted(wants):
            span = want.window
            if observed:
                span = Span(min(span.start, observed.start), max(span.end, observed.end))
            if want.key not in self._watches:
                read = next(read for read in self._tables[want.key.network] if read.name == want.key.read)
                self._watches[want.key] = MemoryWatch(want.key, read, span, now)
            self._watches[want.key].reach(want, span, now)

    def pending(self, pairs: Collection[UnsettledPair], now: datetime) -> Iterator[tuple[MemoryWatch, Question]]:
        """The watches that are to be asked now, and the question of each; one whose answer is appended comes no more,
        unless there are posts that it was not asked about. ``pairs``: those for whom something is still to be known."""
        for watch in list(self._watches.values()):
            scope = (
                self._scheduled(watch, pairs, now) if self._polling is Polling.SCHEDULED else self._at_will(watch, now)
            )
            if scope:
                among, whole, lacking = scope
                yield watch, Question(*watch.key, *watch.span, among, whole=whole, lacking=lacking)

    def _at_will(self, watch: MemoryWatch, now: datetime) -> QueryScope | None:
        """Everybody is asked about, once a moment; of posts, those that were not asked about at this moment."""
        if not watch.read.each:
            return QueryScope(tuple(self._linked_for(watch)), False) if watch.asked_at != now else None
        asked_items = watch.asked_items if watch.asked_at == now else frozenset()
        answered = {key for (key, _), seen_until in watch.items.items() if seen_until and watch.read.asks_once}
        among = dict.fromkeys(key for key, _ in watch.items if key not in asked_items | answered)
        return QueryScope(tuple(among), False) if among else None

    def _scheduled(self, watch: MemoryWatch, pairs: Collection[UnsettledPair], now: datetime) -> QueryScope | None:
        """What is due, for the pairs that use the watch (of one about one account, those of that account); what nobody
        needs any more is put to rest."""
        if watch.due is None or watch.due > now:
            return None
        account = watch.key.subject if watch.read.by == "actor" else ""
        if is_of_a_post(watch.read) and (post := self.facts.get((watch.key.network, watch.key.subject))):
            account = post.actor
        owner = self._owners.get((watch.key.network, account)) if account else None
        open_pairs = [
            OpenPair(pair.participant, pair.answer, watch.uses[pair.challenge].end)
            for pair in pairs
            if pair.challenge in watch.uses and (not account or pair.participant == owner)
        ]
        linked = self._linked_for(watch)
        covered_until = watch.spans[-1].end if watch.spans else None
        items = [ItemSeen(key, author, seen_until) for (key, author), seen_until in watch.items.items()]
        scope = scope_of(watch.read, open_pairs, linked, items, covered_until, now)
        if scope is None:
            watch.due, watch.is_resting = None, True
        return scope

    def _linked_for(self, watch: MemoryWatch) -> dict[str, LinkedAccount]:
        """The accounts on the watch's network, or the one that it is about."""
        network, subject = watch.key.network, watch.key.subject
        of_network = [key for key in sorted(self.linked) if key[0] == network]
        if watch.read.by == "actor":
            of_network = [key for key in of_network if key[1] == subject]
        return {
            key[1]: LinkedAccount(self._owners.get(key, key), self.linked[key], self.signs[key], self._standing(key))
            for key in of_network
        }

    def _standing(self, key: AccountKey) -> AccountStatus:
        return self.standings.get(key, AccountStatus.ACTIVE)

    def append(self, watch: MemoryWatch, question: Question, reading: Reading, now: datetime) -> None:
        """Take in what was seen: 1. facts that are new; 2. accounts; 3. coverage; 4. cursor and next look."""
        network, moment = watch.key.network, now - watch.read.lag
        fresh = [fact for fact in self._new_facts(watch, question, reading, now) if self._key(fact) not in self.facts]
        self.facts.update((self._key(fact), fact) for fact in fresh)
        for person in reading.people:
            key = network, person.id
            if self._standing(key) in UNREADABLE_STATUSES and person.standing not in UNREADABLE_STATUSES:
                self.returned[key] = moment
            self.standings[key] = person.standing
        # who was looked at, and whose posts were shown, can be read as it is noted
        looked_at = {(network, person.id) for person in reading.people}
        posted = {(network, fact.actor) for fact in fresh if fact.kind is Kind.POST}
        for key in (looked_at | posted) & self.linked.keys():
            self.signs[key] = max(moment, self.signs[key])
            if key not in looked_at and self._standing(key) is not AccountStatus.ACTIVE:
                self.standings[key], self.returned[key] = AccountStatus.ACTIVE, moment
        if reading.completeness.covered:
            watch.extend(reading.completeness.covered, self._polling)
        if reading.completeness.moment:
            for (post, author), seen_until in watch.items.items():
                if post in reading.completeness.items:
                    watch.items[post, author] = max(
                        reading.completeness.moment, seen_until or reading.completeness.moment
                    )
        asked_items = watch.asked_items if watch.asked_at == now else frozenset()
        watch.asked_at, watch.asked_items = now, asked_items | frozenset(question.among if watch.read.each else ())
        watch.release(reading, question, now)

    def _key(self, fact: Activity) -> AccountKey:
        return fact.network, fact.key

    def _new_facts(
        self, watch: MemoryWatch, question: Question, reading: Reading, now: datetime
    ) -> tuple[Activity, ...]:
        present = [
            fact
            for fact in self.facts.values()
            if fact.kind is not Kind.GONE
            and (fact.network, f"gone:{fact.key}") not in self.facts
            and _is_within(fact, watch, reading)
        ]
        if watch.read.each:
            seen_until = {key: moment for (key, _), moment in watch.items.items()}
            return new_facts_of_posts(watch.read, question, reading, present, seen_until, now)
        linked = {account: linked_account.since for account, linked_account in self._linked_for(watch).items()}
        last_look = watch.spans[-1].end if watch.spans else None
        return new_facts(watch.read, question, reading, linked, present, last_look, now)

    def states(self) -> dict[WatchKey, WatchState]:
        """The watches as the judge sees them."""
        return {key: watch.state(self._polling) for key, watch in self._watches.items()}

    def items(self) -> dict[tuple[WatchKey, str], datetime]:
        """(MemoryWatch, post) → up to when the post has been seen."""
        return {
            (key, item): seen_until
            for key, watch in self._watches.items()
            for (item, _), seen_until in watch.items.items()
            if seen_until is not None
        }


def _is_within(fact: Activity, watch: MemoryWatch, reading: Reading) -> bool:
    """Whether the fact is of those that the watch's answer may end, or that it need not tell again."""
    if fact.network != watch.key.network:
        return False
    kind = edge_kind(watch.read)
    if kind:
        targets = posts_listed(reading) if watch.read.each else (watch.key.subject,)
        return fact.kind is kind and fact.target in targets
    if NeedKind.PROFILE in watch.read.needs:
        return fact.kind is Kind.PROFILE
    is_of_the_kind = fact.kind is listed_kind(watch.read) and fact.actor == watch.key.subject
    return (
        is_of_the_kind
        and reading.completeness.listing is not None
        and fact.at is not None
        and fact.at in reading.completeness.listing
    )

"""The activity log in memory: watches, facts, coverage, and what is known of accounts.

    wants ── ensure ──▶ watches ── pending ──▶ questions ── (asked elsewhere) ──▶ Reading ── append ──▶ facts, coverage

It takes the steps of the log in the database, by the same functions of the core, and forgets all of it with itself.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mooc.core.evidence.member_logs import AccountKey
from mooc.core.facts.account_visibility import AccountVisibility
from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading_facts import LastLook, Look, new_facts, standing_facts
from mooc.core.facts.troubles import Trouble
from mooc.core.planning.member_coverage import ClassCoverage, WatchState
from mooc.core.planning.plan import Tables, Want, WatchKey
from mooc.core.planning.query_scope import ItemSeen, OpenPair, QueryScope, WatchedAccount, is_of_a_post, scope_of
from mooc.core.planning.watch_progress import WatchProgress, after_look, extend_spans, is_too_short, stretched
from mooc.core.values.span import Span


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
    """A question that is put again and again. ``progress``: what it asks about, from where, and when; ``uses``:
    challenge → window; ``items``: (post, for whom) → up to when the post has been seen, of a watch that goes among
    posts. ``asked_at``: the moment at which it was last asked, and ``asked_items`` about which posts; ``is_resting``:
    nobody needed it."""

    key: WatchKey
    read: Read
    progress: WatchProgress
    uses: dict[str, Span] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    trouble: Trouble | None = None
    items: dict[tuple[str, str], datetime | None] = field(default_factory=dict)
    is_resting: bool = False
    asked_at: datetime | None = None
    asked_items: frozenset[str] = frozenset()

    def state(self, polling: Polling) -> WatchState:
        """The watch as the judge sees it."""
        if polling is Polling.AT_WILL:
            return WatchState(self.spans, None, self.trouble)
        trouble = self.trouble._replace(until=self.progress.next_look) if self.trouble else None
        return WatchState(self.spans, self.progress.due, trouble)

    def reach(self, want: Want, span: Span, now: datetime) -> None:
        """Ask over the wanted span, too; what must reach further back begins again from there."""
        if is_too_short(self.progress.span, span):
            self.progress = stretched(self.progress, span, now)
        used_over = self.uses.get(want.challenge)
        due = self.progress.due
        if used_over is None or used_over.end < span.end:
            self.uses[want.challenge] = Span(used_over.start, span.end) if used_over else span
            due = min(due, span.end) if due else None
        is_new = bool(want.item) and (want.item, want.author) not in self.items
        if is_new:
            self.items[want.item, want.author] = None
        if is_new or self.is_resting:
            due, self.is_resting = due or now, False
        self.progress = self.progress._replace(due=due)

    def note(self, look: Look, polling: Polling) -> None:
        """Note what has now been seen completely, how the look went, and when the next one is due."""
        completeness = look.reading.completeness
        nothing_was_missed = polling is Polling.AT_WILL and not self.trouble
        self.spans = extend_spans(self.read, self.spans, completeness.covered, is_unbroken=nothing_was_missed)
        if completeness.moment:
            for (post, author), seen_until in self.items.items():
                if post in completeness.items:
                    self.items[post, author] = max(completeness.moment, seen_until or completeness.moment)
        asked_items = self.asked_items if self.asked_at == look.now else frozenset()
        self.asked_at, self.asked_items = (
            look.now,
            asked_items.union(look.question.targets if self.read.per_item else ()),
        )
        self.trouble = look.reading.trouble
        unseen = {key for (key, _), seen_until in self.items.items() if seen_until is None}
        self.progress = after_look(self.progress, look, list(self.uses.values()), self.spans, unseen)


class MemoryLog:
    """What has been seen for a class. ``linked``: account → since when it is a member's (UTC); ``owners``: account →
    the participant whose it is."""

    def __init__(
        self, linked: Mapping[AccountKey, datetime], owners: Mapping[AccountKey, str], tables: Tables, polling: Polling
    ) -> None:
        self.linked, self._owners, self._tables, self._polling = linked, owners, tables, polling
        self.accounts = {key: AccountVisibility(standing_at=since) for key, since in linked.items()}
        self.facts: dict[AccountKey, Activity] = {}
        self._watches: dict[WatchKey, MemoryWatch] = {}

    def ensure(self, wants: Iterable[Want], observed: Span | None, now: datetime) -> None:
        """See to it that every wanted watch is there, and reaches over its window, and over ``observed``."""
        for want in sorted(wants):
            span = want.window
            if observed:
                span = Span(min(span.start, observed.start), max(span.end, observed.end))
            if want.key not in self._watches:
                read = next(read for read in self._tables[want.key.network] if read.name == want.key.read)
                self._watches[want.key] = MemoryWatch(want.key, read, WatchProgress(span, "", now))
            self._watches[want.key].reach(want, span, now)

    def pending(self, pairs: Collection[UnsettledPair], now: datetime) -> Iterator[tuple[MemoryWatch, Question]]:
        """The watches that are to be asked now, and the question of each; one whose answer is appended comes no more,
        unless there are posts that it was not asked about. ``pairs``: those for whom something is still to be known."""
        for watch in list(self._watches.values()):
            scope = (
                self._scheduled(watch, pairs, now) if self._polling is Polling.SCHEDULED else self._at_will(watch, now)
            )
            if scope:
                yield watch, Question(*watch.key, *watch.progress.span, **scope._asdict())

    def _at_will(self, watch: MemoryWatch, now: datetime) -> QueryScope | None:
        """Everybody is asked about, once a moment, and all is listed; of posts, those that were not asked about at this
        moment. Whether an account can be read is not asked where it was looked up at this moment."""
        if not watch.read.per_item:
            linked = self._linked_for(watch)
            is_known = watch.read.needs == {NeedKind.STANDING} and all(
                account.standing_at == now for account in linked.values()
            )
            return QueryScope(tuple(linked), True) if watch.asked_at != now and not is_known else None
        asked_items = watch.asked_items if watch.asked_at == now else frozenset()
        answered = {key for (key, _), seen_until in watch.items.items() if seen_until and watch.read.asks_once}
        targets = dict.fromkeys(key for key, _ in watch.items if key not in asked_items | answered)
        return QueryScope(tuple(targets), True) if targets else None

    def _scheduled(self, watch: MemoryWatch, pairs: Collection[UnsettledPair], now: datetime) -> QueryScope | None:
        """What is due, for the pairs that use the watch (of one about one account, those of that account); what nobody
        needs any more is put to rest."""
        due, not_before = watch.progress.due, watch.progress.not_before
        if due is None or due > now or (not_before and not_before > now):
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
            watch.progress, watch.is_resting = watch.progress._replace(due=None), True
        return scope

    def _linked_for(self, watch: MemoryWatch) -> dict[str, WatchedAccount]:
        """The accounts on the watch's network, or the one that it is about."""
        network, subject = watch.key.network, watch.key.subject
        of_network = [key for key in sorted(self.linked) if key[0] == network]
        if watch.read.by == "actor":
            of_network = [key for key in of_network if key[1] == subject]
        return {
            key[1]: WatchedAccount(
                self._owners.get(key, key),
                self.linked[key],
                self.accounts[key].standing_at,
                self.accounts[key].standing,
            )
            for key in of_network
        }

    def append(self, watch: MemoryWatch, look: Look) -> None:
        """Take in what was seen: 1. facts that are new; 2. accounts; 3. coverage, cursor and next look."""
        fresh = [fact for fact in self._new_facts(watch, look) if self._key(fact) not in self.facts]
        self.facts.update((self._key(fact), fact) for fact in fresh)
        network, as_of = look.question.network, look.now - watch.read.lag
        looked_at = {(network, person.id): person.standing for person in look.reading.people}
        for key, standing in looked_at.items():
            self.accounts[key] = self.accounts.get(key, AccountVisibility()).after_look(standing, as_of)
        posted = {(network, fact.actor) for fact in fresh if fact.kind is Kind.POST}
        for key in (posted & self.linked.keys()) - looked_at.keys():
            self.accounts[key] = self.accounts[key].after_post(as_of)
        watch.note(look, self._polling)

    def _key(self, fact: Activity) -> AccountKey:
        return fact.network, fact.key

    def _new_facts(self, watch: MemoryWatch, look: Look) -> tuple[Activity, ...]:
        network, wanted = look.question.network, standing_facts(look)
        standing = [
            fact
            for fact in self.facts.values()
            if fact.network == network
            and (network, f"gone:{fact.key}") not in self.facts
            and wanted is not None
            and wanted.has(fact)
        ]
        seen_until = {key: moment for (key, _), moment in watch.items.items()}
        linked = {account: linked_account.since for account, linked_account in self._linked_for(watch).items()}
        last_look = watch.spans[-1].end if watch.spans else None
        return new_facts(look, standing, LastLook(last_look, seen_until, linked))

    def coverage(self) -> ClassCoverage:
        """How far all is seen, as the judge sees it."""
        states = {key: watch.state(self._polling) for key, watch in self._watches.items()}
        items = {
            (key, item): seen_until
            for key, watch in self._watches.items()
            for (item, _), seen_until in watch.items.items()
            if seen_until is not None
        }
        standing_at = {key: account.standing_at for key, account in self.accounts.items() if account.standing_at}
        return ClassCoverage(self._tables, states, items, standing_at)

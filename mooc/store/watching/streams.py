"""Streams: who listens to which host, how far, and what a signal makes due."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.hashtags import asked_as
from mooc.core.facts.questions import Read
from mooc.core.planning.plan import WatchKey
from mooc.core.push import EventType, Gap, Signal, Subscription
from mooc.store import models
from mooc.store.database.leases import lease_end, locked_in_order
from mooc.store.leased_rows import WELL
from mooc.store.log import activities
from mooc.store.queue import OutcomeColumns, Queue, QueueClock
from mooc.store.watching.watches import matches_keys

LEASE = timedelta(seconds=15)
"""Who listens says so again and again; whoever has not for so long (by the database's clock) is taken to be dead."""
QUEUE = Queue(
    "streams",
    models.Stream,
    lambda cohort: Q(pk__in=[]),
    due=Q(due_at__isnull=False),
    clock=QueueClock.REAL,
    is_late_for=Q(pk__in=[]),
    outcome_columns=OutcomeColumns(deletes=True),
)
"""A stream is no cohort's: where none is listened to, polls see what people do, only later. One that is dropped is
listened to anew, from then on."""
FAILING = 3
"""A watch that has failed so often in a row is left to its polls, which ask it less and less often."""
_EDGES: Mapping[EventType, Kind] = {EventType.REPOST: Kind.REPOST, EventType.FOLLOW: Kind.FOLLOW}


ONE_LOOK = frozenset({EventType.STANDING, EventType.PROFILE})
"""Of what an account is, nothing can be looked up by key: one look at it is enough."""


class HeldStream(NamedTuple):
    """A host that this process alone listens to. ``cursor``: everything before it has been made due."""

    stream_id: int
    token: uuid.UUID
    cursor: str


def hold(network: str, host: str, *, together: bool = False) -> HeldStream | None:
    """Take the host for this process (compare-and-set); None if another process listens to it, or it is parked.

    ``together``: raises SuspectRow for one over which a process has died.
    """
    row, _ = models.Stream.objects.get_or_create(network=network, host=host)
    token = QUEUE.claim(row.pk, together=together, lease=LEASE, open_since=None)
    if not token:
        return None
    row.refresh_from_db(fields=["cursor"])
    return HeldStream(row.pk, token, row.cursor)


def keep(held: HeldStream, cursor: str, heard: bool) -> None:
    """Note how far everything has been made due, and hold the host for longer. ``heard``: something came meanwhile.

    Raises LostLease: then another process listens, and goes by its own cursor.
    """
    fields = {"heard_at": Now()} if heard else {}
    QUEUE.keep([held.stream_id], held.token, cursor=cursor, lease_until=lease_end(LEASE), **fields)


def note_open(held: HeldStream) -> None:
    """The connection stands."""
    _held_row(held).update(open_since=Now(), trouble="")


def note_broken(held: HeldStream, why: str) -> None:
    """The connection is gone; ``why`` is for the operator: an exception's class or a status."""
    _held_row(held).update(open_since=None, trouble=why[:80])


def note_healthy(held: HeldStream) -> None:
    """The connection has stood for so long that nothing is wrong with the stream."""
    _held_row(held).update(**WELL)


def release(held: HeldStream) -> None:
    """Listen no longer: another process may at once."""
    QUEUE.release([held.stream_id], held.token, open_since=None)


def _held_row(held: HeldStream) -> QuerySet[models.Stream]:
    return QUEUE.held([held.stream_id], held.token)


def note_gap(held: HeldStream, gap: Gap, after_cursor: str, filled: int) -> None:
    """Record that something may have been missed, and how many watches became due for it."""
    models.StreamGap.objects.create(
        stream_id=held.stream_id, kind=gap.kind, after=after_cursor, accounts=len(gap.accounts), filled=filled
    )


def subscription_of(network: str, without: Collection[int] = ()) -> Subscription:
    """The linked accounts of everybody in a cohort that runs, and the open watches: those that another cohort uses than
    the ones to do ``without``. Two queries."""
    accounts = models.Account.objects.filter(
        network=network,
        linked_at__isnull=False,
        user__memberships__left_at__isnull=True,
        user__memberships__cohort__closed_at__isnull=True,
    )
    columns = set(accounts.values_list("external_id", "handle", "user__memberships__cohort__hashtag"))
    people = sorted({(pk, handle) for pk, handle, _ in columns})
    tags = frozenset(asked_as(tag) for _, _, tag in columns if tag)
    watches = models.Watch.objects.filter(network=network, due_at__isnull=False)
    if without:
        uses = models.WatchUse.objects.exclude(cohort__in=without).filter(cohort__closed_at__isnull=True)
        watches = watches.filter(pk__in=uses.values("watch"))
    keys = watches.values_list("network", "read", "subject")
    return Subscription(
        frozenset(pk for pk, _ in people), frozenset(WatchKey(*key) for key in keys), tuple(people), tags
    )


def existing(keys: Collection[WatchKey]) -> set[WatchKey]:
    """Those of the watches that there are, and that are still asked. One query."""
    if not keys:
        return set()
    watches = models.Watch.objects.filter(matches_keys(keys), due_at__isnull=False)
    return {WatchKey(*key) for key in watches.values_list("network", "read", "subject")}


def cohorts_using(keys: Collection[WatchKey]) -> dict[WatchKey, frozenset[int]]:
    """Watch → the running cohorts for which it is asked. One query."""
    cohorts_by_key: dict[WatchKey, set[int]] = {}
    uses = models.WatchUse.objects.filter(
        watch__in=models.Watch.objects.filter(matches_keys(keys)), cohort__closed_at__isnull=True
    )
    for *key, cohort in uses.values_list("watch__network", "watch__read", "watch__subject", "cohort"):
        cohorts_by_key.setdefault(WatchKey(*key), set()).add(cohort)
    return {key: frozenset(ids) for key, ids in cohorts_by_key.items()}


def make_due(keys: Collection[WatchKey], now: datetime) -> list[int]:
    """Make these watches due at ``now`` (course time); returns their ids, for a hint. Two queries, whatever the number.
    Belongs in a transaction.

    A watch that keeps failing is left as it is: people who post must not make a broken server be asked more often.
    """
    return _pull(models.Watch.objects.filter(matches_keys(keys)).filter(failures__lt=FAILING), now) if keys else []


def fill_gap(network: str, gap: Gap, reads: Collection[Read], now: datetime) -> int:
    """Make everything due that the gap may hide; returns how many watches that were. Two queries. Belongs in a
    transaction.

    ``reads``: those that the stream tells of. Of certain people: what is asked about them, and about many at once.
    """
    watches = models.Watch.objects.filter(network=network, read__in=[read.name for read in reads])
    if gap.accounts:
        shared = [read.name for read in reads if read.batch]
        watches = watches.filter(Q(subject__in=gap.accounts) | Q(read__in=shared))
    return len(_pull(watches, now))


def _pull(watches: QuerySet[models.Watch], now: datetime) -> list[int]:
    ids = sorted(watches.filter(due_at__isnull=False).values_list("pk", flat=True))
    locked_in_order(models.Watch.objects.filter(pk__in=ids, due_at__gt=now)).update(due_at=now, enqueued_until=None)
    return ids


def resolve_deletions(network: str, signals: Collection[Signal]) -> list[Signal]:
    """The signals; of a fact that was taken back, the signal of that fact. What the log does not have is left out:
    nothing has to be ended. One query, none if nothing was taken back."""
    ended_keys = {signal.key for signal in signals if signal.event is EventType.GONE}
    ended = {fact.key: fact for fact in activities.by_keys(network, ended_keys)} if ended_keys else {}
    return [
        _end_of(signal, ended[signal.key]) if signal.event is EventType.GONE else signal
        for signal in signals
        if signal.event is not EventType.GONE or signal.key in ended
    ]


def _end_of(signal: Signal, fact: Activity) -> Signal:
    """The end of the fact touches what the fact touched; it stands in the log under a key of its own."""
    return Signal(
        signal.network,
        EventType(fact.kind),
        fact.actor,
        f"gone:{fact.key}",
        fact.target,
        fact.target_author,
        fact.references.reply_to,
        fact.references.reply_to_author,
        fact.references.quote_of,
        fact.references.quote_author,
        fact.content.tags,
    )


def in_the_log(network: str, signals: Collection[Signal]) -> set[Signal]:
    """Those of the signals whose facts stand in the log. Of an account that changed nothing can be looked up there:
    one look at it is enough. At most three queries."""
    keys = activities.known_keys(network, {signal.key for signal in signals if signal.key})
    logged = {signal for signal in signals if signal.key in keys or signal.event in ONE_LOOK}
    for deed, kind in _EDGES.items():
        edges = {signal for signal in signals if signal.event is deed and not signal.key.startswith("gone:")} - logged
        if edges:
            pairs = activities.standing_pairs(network, kind, {(signal.actor, signal.target) for signal in edges})
            logged |= {signal for signal in edges if (signal.actor, signal.target) in pairs}
    return logged

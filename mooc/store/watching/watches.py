"""Watches: which are wanted, which are due, and the claim on one."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Min, Q
from django.db.models.functions import Now

from mooc.core.facts.questions import Question, Read
from mooc.core.planning.plan import Tables, Want, WatchKey
from mooc.core.planning.query_scope import QueryScope, WatchedAccount
from mooc.core.planning.watch_progress import WatchProgress, is_too_short, stretched
from mooc.core.values.span import Span
from mooc.store import models
from mooc.store.database.leases import HELD_UP, MAX_ATTEMPTS, locked_in_order
from mooc.store.queue import Queue
from mooc.store.watching.query_scope import linked_accounts, query_scope_of

QUEUE = Queue(
    "watches",
    models.Watch,
    lambda cohort: Q(pk__in=models.WatchUse.objects.filter(cohort=cohort).values_list("watch", flat=True)),
    buries=True,
)


class ClaimedWatch(NamedTuple):
    """A watch that this worker alone may read now. ``linked``: account id → since when it is a member's (UTC), of all
    who use the watch, or of the one whom it is about.

    ``in_vain``: reading it has failed so often that it is to be parked.
    """

    watch: int
    token: uuid.UUID
    question: Question
    cursor: str
    linked: Mapping[str, datetime]
    in_vain: bool = False


def matches_keys(keys: Collection[WatchKey]) -> Q:
    """The watches that ask these questions."""
    condition = Q(pk__in=[])
    for network, read in sorted({(key.network, key.read) for key in keys}):
        subjects = {key.subject for key in keys if (key.network, key.read) == (network, read)}
        condition |= Q(network=network, read=read, subject__in=subjects)
    return condition


def ensure(cohort: int, wants: Collection[Want], now: datetime) -> None:
    """See to it that every wanted watch is there, noted as used, and reaches over the wanted windows.

    Belongs in a transaction of the caller. Two queries when nothing is new, a constant number when all is.
    """
    if not wants:
        return
    spans = _spans(wants)
    watches = _by_key(spans)
    if missing := sorted(spans.keys() - watches.keys()):
        models.Watch.objects.bulk_create(
            [
                models.Watch(**key._asdict(), since=spans[key].start, until=spans[key].end, due_at=now)
                for key in missing
            ],
            ignore_conflicts=True,
            batch_size=500,
        )
        watches |= _by_key(missing)
    too_short = {
        watches[key].pk: span
        for key, span in spans.items()
        if is_too_short(Span(watches[key].since, watches[key].until), span)
    }
    _stretch(too_short, now)
    _note_uses(cohort, wants, watches)
    _note_items(wants, watches, now)
    _wake([row.pk for row in watches.values() if row.is_inactive], now)


def look_now(cohort: int, want: Want, rest: timedelta, now: datetime) -> bool:
    """Let the watch be due at once, for somebody waits for the answer; whether it is. Not within ``rest`` after its
    last look, nor while it fails: then its next look is on its way already. ``now`` is course time. Belongs in a
    transaction."""
    models.Cohort.objects.select_for_update(no_key=True).filter(pk=cohort).first()
    row = models.Watch.objects.filter(matches_keys({want.key})).first()
    if row is not None and (row.trouble or (row.looked_at is not None and row.looked_at > now - rest)):
        return False
    ensure(cohort, {want}, now)
    models.Watch.objects.filter(matches_keys({want.key}), due_at__gt=now).update(due_at=now)
    return True


def _spans(wants: Iterable[Want]) -> dict[WatchKey, Span]:
    spans: dict[WatchKey, Span] = {}
    for want in wants:
        start, end = spans.get(want.key, want.window)
        spans[want.key] = Span(min(start, want.window.start), max(end, want.window.end))
    return spans


def _by_key(keys: Collection[WatchKey]) -> dict[WatchKey, models.Watch]:
    watches = models.Watch.objects.filter(matches_keys(keys))
    return {WatchKey(row.network, row.read, row.subject): row for row in watches}


def _stretch(spans: Mapping[int, Span], now: datetime) -> None:
    """A watch that must reach further back starts again from there; one that must reach further on becomes due.

    The rows are read again under a lock: another worker may have stretched them meanwhile.
    """
    if not spans:
        return
    watches = list(models.Watch.objects.select_for_update(no_key=True).filter(pk__in=spans).order_by("pk"))
    for row in watches:
        asked_before = WatchProgress(Span(row.since, row.until), row.cursor, row.due_at)
        (row.since, row.until), row.cursor, row.due_at, *_ = stretched(asked_before, spans[row.pk], now)
    models.Watch.objects.bulk_update(watches, ["since", "until", "due_at", "cursor"], batch_size=500)


def _note_uses(cohort: int, wants: Collection[Want], watches: Mapping[WatchKey, models.Watch]) -> None:
    """Note what uses each watch and how long: as long as the last of those for whom it does."""
    stored_uses = models.WatchUse.objects.filter(cohort=cohort, watch__in={row.pk for row in watches.values()})
    stored_ends = {
        (watch, challenge): until for watch, challenge, until in stored_uses.values_list("watch", "challenge", "until")
    }
    uses: dict[tuple[int, str], models.WatchUse] = {}
    for want in sorted(wants, key=lambda want: want.window.end):
        watch = watches[want.key]
        since, until = want.window
        fields = {"cohort_id": cohort, "challenge": want.challenge, "since": since, "until": until}
        uses[watch.pk, want.challenge] = models.WatchUse(watch=watch, **fields)
    new = [use for key, use in uses.items() if key not in stored_ends]
    models.WatchUse.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    longer = [use for key, use in uses.items() if key in stored_ends and use.until > stored_ends[key]]
    for use in longer:
        stored_use = models.WatchUse.objects.filter(cohort=cohort, watch=use.watch_id, challenge=use.challenge)
        stored_use.filter(until__lt=use.until).update(until=use.until)
    new += longer
    for until in sorted({use.until for use in new}):  # one that is asked rarely must not sleep through a new end
        ids = [use.watch_id for use in new if use.until == until]
        locked_in_order(models.Watch.objects.filter(pk__in=ids, due_at__gt=until)).update(due_at=until)


def _note_items(wants: Collection[Want], watches: Mapping[WatchKey, models.Watch], now: datetime) -> None:
    """Note the posts that are new to their watch. One that had seen all there was becomes due again."""
    items = {(watches[want.key].pk, want.item, want.author) for want in wants if want.item}
    if not items:
        return
    ids, keys = {watch for watch, _, _ in items}, {key for _, key, _ in items}
    stored = models.WatchItem.objects.filter(watch__in=ids, key__in=keys)
    new = sorted(items - set(stored.values_list("watch", "key", "author")))
    models.WatchItem.objects.bulk_create(
        [models.WatchItem(watch_id=watch, key=key, author=author) for watch, key, author in new],
        ignore_conflicts=True,
        batch_size=500,
    )
    _wake({watch for watch, _, _ in new}, now)


def _wake(ids: Collection[int], now: datetime) -> None:
    """What is not asked any more is asked again. One that a worker holds decides itself, when it is given back."""
    if ids:
        asleep = models.Watch.objects.filter(pk__in=ids, due_at__isnull=True)
        locked_in_order(asleep).update(due_at=now, is_inactive=False)


def due(now: datetime, limit: int = 500) -> list[int]:
    """Ids of watches that are due (``now`` in course time) and that no message is on its way for; notes the message."""
    return QUEUE.enqueue(now, limit)


def next_due() -> datetime | None:
    """The earliest moment (course time) at which a watch falls due; None if none will."""
    moment: datetime | None = models.Watch.objects.aggregate(first=Min("due_at"))["first"]
    return moment


def claim(watch: int, now: datetime, tables: Tables | None = None, *, together: bool = False) -> ClaimedWatch | None:
    """Take the watch for this worker (compare-and-set); None if it is not due, or another worker got there first.

    A message that comes late or twice costs one small query, and no lock. With the networks' ``tables`` a watch that
    nobody needs any more is put to rest instead, and one that goes among many is asked about those who matter.
    ``together``: see ``Queue.claim``; raises SuspectRow as it does.
    """
    if not models.Watch.objects.filter(pk=watch, due_at__lte=now).exists():
        return None
    token = QUEUE.claim(watch, now, together=together, undone={"not_before": Now() + HELD_UP})
    if not token:
        return None
    row = models.Watch.objects.get(pk=watch)
    read = next((read for read in (tables or {}).get(row.network, ()) if read.name == row.read), None)
    is_personal = read is not None and read.by == "actor"  # as many as learners: it alone is looked up
    linked = linked_accounts(row.pk, row.network, {row.subject} if is_personal else None)
    if tables is None:
        scope: QueryScope | None = QueryScope(tuple(linked), False)
    else:
        scope = (query_scope_of(row, read, linked, now) if read else None) or _rest(row, read, linked, now)
    if scope is None:
        return None
    question = Question(row.network, row.read, row.subject, row.since, row.until, **scope._asdict())
    since = {account: linked_account.since for account, linked_account in linked.items()}
    return ClaimedWatch(watch, token, question, row.cursor, since, row.attempts > MAX_ATTEMPTS)


def give_back(claimed: ClaimedWatch, wait: timedelta) -> None:
    """The watch was claimed and not read, for others hold what is left of the budget: it is tried again soon."""
    QUEUE.defer([claimed.watch], claimed.token, not_before=Now() + wait)


def stall(claimed: ClaimedWatch, reason: str) -> None:
    """The watch cannot be read with the settings that there are: it waits for others."""
    QUEUE.stall([claimed.watch], claimed.token, reason)


def _rest(
    row: models.Watch, read: Read | None, linked: Mapping[str, WatchedAccount], now: datetime
) -> QueryScope | None:
    """Put the watch to rest, unless somebody has come to need it meanwhile."""
    with transaction.atomic():
        if row.lease_token is None or not QUEUE.held([row.pk], row.lease_token).select_for_update(no_key=True).exists():
            return None
        scope = query_scope_of(row, read, linked, now) if read else None
        if scope is None:
            QUEUE.release([row.pk], row.lease_token, due_at=None, is_inactive=True)
    return scope

"""Watches: which are wanted, which are due, and the claim on one."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Case, F, Min, Q, QuerySet, When
from django.db.models.functions import Now

from mooc.core.facts.network import Question, Read
from mooc.core.planning.plan import Tables, Want, WatchKey
from mooc.core.values.span import Span
from mooc.store import models
from mooc.store.database.leases import HELD_UP, Suspect, free, in_order, lease_end, new_token
from mooc.store.watching.query_scope import Asked, Linked, how_to_ask, linked_accounts

NUDGE = timedelta(seconds=30)
"""How long a message may be on its way before another is sent for the same row."""


class Claimed(NamedTuple):
    """A watch that this worker alone may read now. ``linked``: account id → since when it is a member's (UTC), of all
    who use the watch, or of the one whom it is about.

    ``crashes``: how many workers in a row never came back from reading it.
    """

    watch: int
    token: uuid.UUID
    question: Question
    cursor: str
    linked: Mapping[str, datetime]
    crashes: int = 0


def asking(keys: Collection[WatchKey]) -> Q:
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
    rows = _by_key(spans)
    if missing := sorted(spans.keys() - rows.keys()):
        _create(missing, spans, now)
        rows |= _by_key(missing)
    _stretch({rows[key].pk: span for key, span in spans.items() if not _reaches(rows[key], span)}, now)
    _note_uses(cohort, wants, rows)
    _note_items(wants, rows, now)
    _wake([row.pk for row in rows.values() if row.resting], now)


def look_now(cohort: int, want: Want, rest: timedelta, now: datetime) -> bool:
    """Let the watch be due at once, for somebody waits for the answer; whether it is. Not within ``rest`` after its
    last look, nor while it fails: then its next look is on its way already. ``now`` is course time. Belongs in a
    transaction."""
    models.Cohort.objects.select_for_update(no_key=True).filter(pk=cohort).first()
    row = models.Watch.objects.filter(asking({want.key})).first()
    if row is not None and (row.trouble or (row.looked_at is not None and row.looked_at > now - rest)):
        return False
    ensure(cohort, {want}, now)
    models.Watch.objects.filter(asking({want.key}), due_at__gt=now).update(due_at=now)
    return True


def _spans(wants: Iterable[Want]) -> dict[WatchKey, Span]:
    spans: dict[WatchKey, Span] = {}
    for want in wants:
        start, end = spans.get(want.key, want.window)
        spans[want.key] = Span(min(start, want.window.start), max(end, want.window.end))
    return spans


def _by_key(keys: Collection[WatchKey]) -> dict[WatchKey, models.Watch]:
    rows = models.Watch.objects.filter(asking(keys))
    return {WatchKey(row.network, row.read, row.subject): row for row in rows}


def _create(keys: Iterable[WatchKey], spans: Mapping[WatchKey, Span], now: datetime) -> None:
    rows = [models.Watch(**key._asdict(), since=spans[key].start, until=spans[key].end, due_at=now) for key in keys]
    models.Watch.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _reaches(row: models.Watch, span: Span) -> bool:
    return row.since <= span.start and span.end <= row.until


def _stretch(spans: Mapping[int, Span], now: datetime) -> None:
    """A watch that must reach further back starts again from there; one that must reach further on becomes due.

    The rows are read again under a lock: another worker may have stretched them meanwhile.
    """
    if not spans:
        return
    rows = list(models.Watch.objects.select_for_update(no_key=True).filter(pk__in=spans).order_by("pk"))
    for row in rows:
        start, end = spans[row.pk]
        row.cursor = "" if start < row.since else row.cursor
        row.since, row.until, row.due_at = min(start, row.since), max(end, row.until), now
    models.Watch.objects.bulk_update(rows, ["since", "until", "due_at", "cursor"], batch_size=500)


def _note_uses(cohort: int, wants: Collection[Want], rows: Mapping[WatchKey, models.Watch]) -> None:
    """Note what uses each watch and how long: as long as the last of those for whom it does."""
    found = models.WatchUse.objects.filter(cohort=cohort, watch__in={row.pk for row in rows.values()})
    noted = {(watch, challenge): until for watch, challenge, until in found.values_list("watch", "challenge", "until")}
    uses: dict[tuple[int, str], models.WatchUse] = {}
    for want in sorted(wants, key=lambda want: want.window.end):
        watch = rows[want.key]
        since, until = want.window
        fields = {"cohort_id": cohort, "challenge": want.challenge, "since": since, "until": until}
        uses[watch.pk, want.challenge] = models.WatchUse(watch=watch, **fields)
    new = [use for key, use in uses.items() if key not in noted]
    models.WatchUse.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    longer = [use for key, use in uses.items() if key in noted and use.until > noted[key]]
    for use in longer:
        same = models.WatchUse.objects.filter(cohort=cohort, watch=use.watch_id, challenge=use.challenge)
        same.filter(until__lt=use.until).update(until=use.until)
    new += longer
    for until in sorted({use.until for use in new}):
        _look_at_the_end(until, [use.watch_id for use in new if use.until == until])


def _note_items(wants: Collection[Want], rows: Mapping[WatchKey, models.Watch], now: datetime) -> None:
    """Note the posts that are new to their watch. One that had seen all there was becomes due again."""
    items = {(rows[want.key].pk, want.item, want.author) for want in wants if want.item}
    if not items:
        return
    ids, keys = {watch for watch, _, _ in items}, {key for _, key, _ in items}
    known = models.WatchItem.objects.filter(watch__in=ids, key__in=keys).values_list("watch", "key", "author")
    new = sorted(items - set(known))
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
        in_order(asleep).update(due_at=now, resting=False)


def _look_at_the_end(until: datetime, ids: Collection[int]) -> None:
    """A watch that is asked rarely must not sleep through the end of a window that is new to it."""
    in_order(models.Watch.objects.filter(pk__in=ids, due_at__gt=until)).update(due_at=until)


def _due(now: datetime) -> Q:
    return Q(due_at__lte=now) & (Q(not_before__isnull=True) | Q(not_before__lte=Now())) & free()


def due(now: datetime, limit: int = 500) -> list[int]:
    """Ids of watches that are due (``now`` in course time) and that no message is on its way for; notes the message."""
    quiet = Q(nudged_until__isnull=True) | Q(nudged_until__lt=Now())
    rows = models.Watch.objects.filter(_due(now), quiet)
    if not rows.exists():
        return []
    with transaction.atomic():
        locked = rows.select_for_update(no_key=True, skip_locked=True).order_by("due_at", "pk")
        ids = list(locked.values_list("pk", flat=True)[:limit])
        models.Watch.objects.filter(pk__in=ids).update(nudged_until=Now() + NUDGE)
    return ids


def late(now: datetime) -> QuerySet[models.Watch]:
    """All that are due and that nobody holds."""
    return models.Watch.objects.filter(_due(now))


def next_due() -> datetime | None:
    """The earliest moment (course time) at which a watch falls due; None if none will."""
    moment: datetime | None = models.Watch.objects.aggregate(first=Min("due_at"))["first"]
    return moment


def claim(watch: int, now: datetime, tables: Tables | None = None, *, together: bool = False) -> Claimed | None:
    """Take the watch for this worker (compare-and-set); None if it is not due, or another worker got there first.

    A message that comes late or twice costs one small query, and no lock. With the networks' ``tables`` a watch that
    nobody needs any more is put to rest instead, and one that goes among many is asked about those who matter.
    ``together``: others work in this process, too; raises Suspect for one over which a worker has died.
    """
    if not models.Watch.objects.filter(pk=watch, due_at__lte=now).exists():
        return None
    token = new_token(models.Watch, nudged_until=None, not_before=Now() + HELD_UP)
    innocent = Q(crashes=0, lease_token__isnull=True) if together else Q()
    taken = (
        models.Watch.objects.filter(innocent)
        .filter(_due(now), pk=watch)
        .update(
            lease_until=lease_end(),
            lease_token=token,
            crashes=F("crashes") + Case(When(lease_token__isnull=False, then=1), default=0),
        )
    )
    if not taken:
        if together and models.Watch.objects.filter(_due(now), ~innocent, pk=watch).exists():
            raise Suspect
        return None
    row = models.Watch.objects.get(pk=watch)
    read = None if tables is None else _read_of(row, tables)
    alone = read is not None and read.by == "actor"  # there are as many of these as learners: it alone is looked up
    linked = linked_accounts(row.pk, row.network, {row.subject} if alone else None)
    asked = Asked(tuple(linked), False) if tables is None else _asked(row, read, linked, now)
    if asked is None:
        return None
    question = Question(row.network, row.read, row.subject, row.since, row.until, **asked._asdict())
    since = {account: one.since for account, one in linked.items()}
    return Claimed(watch, token, question, row.cursor, since, row.crashes)


def _read_of(row: models.Watch, tables: Tables) -> Read | None:
    return next((read for read in tables.get(row.network, ()) if read.name == row.read), None)


def _asked(row: models.Watch, read: Read | None, linked: Mapping[str, Linked], now: datetime) -> Asked | None:
    """How the watch is to be asked; None if it has been put to rest."""
    asked = how_to_ask(row, read, linked, now) if read else None
    return asked or _rest(row, read, linked, now)


def _rest(row: models.Watch, read: Read | None, linked: Mapping[str, Linked], now: datetime) -> Asked | None:
    """Put the watch to rest, unless somebody has come to need it meanwhile."""
    with transaction.atomic():
        held = models.Watch.objects.select_for_update(no_key=True).filter(pk=row.pk, lease_token=row.lease_token)
        if not held.exists():
            return None
        asked = how_to_ask(row, read, linked, now) if read else None
        if asked is None:
            models.Watch.objects.filter(pk=row.pk).update(
                due_at=None, resting=True, lease_until=None, lease_token=None, nudged_until=None, crashes=0
            )
    return asked

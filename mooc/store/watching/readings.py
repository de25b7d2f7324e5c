"""Appending a Reading: facts, coverage, cursor, spend and news for the judge, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet

from mooc.core.facts.activity import Activity
from mooc.core.facts.network import Profile, Read, Reading, Scope, TroubleKind
from mooc.core.planning.plan import RETRY, carries_on, next_look
from mooc.core.values.span import Span
from mooc.store import models
from mooc.store.database.leases import ATTEMPTS, LostLease, in_order
from mooc.store.log import account_visibility, activities, deletions, item_coverage
from mooc.store.spending import budgets
from mooc.store.spending.budgets import NOBODY_PAYS, Payment
from mooc.store.watching import reconcile_reading
from mooc.store.watching.deferral import CLOSED
from mooc.store.watching.query_scope import linked_accounts, owner
from mooc.store.watching.watches import Claimed

_UNPAID = frozenset({TroubleKind.BUDGET, TroubleKind.OUT_OF_CREDITS})
"""Nothing is wrong with the watch itself: it waits until somebody pays."""


class Appended(NamedTuple):
    """What came of a reading: facts that are new, and the cohorts that have something to judge."""

    found: int
    cohorts: tuple[int, ...]


def append(claimed: Claimed, read: Read, reading: Reading, now: datetime, payment: Payment = NOBODY_PAYS) -> Appended:
    """Store the reading, or nothing at all. ``now`` is the course time of the look; ``payment``: who pays for it.

    1. the lease still holds, else LostLease; 2. facts that are new; 3. people; 4. coverage; 5. the ledger;
    6. pairs that have news; 7. words that must go; 8. cursor, next look and release. Number of queries: constant.
    """
    with transaction.atomic():
        watch = _held(claimed)
        rows = list(watch.coverage.order_by("start"))
        before = [Span(row.start, row.end) for row in rows]
        items = item_coverage.known(watch, reading) if read.each else {}
        facts = reconcile_reading.of(claimed, read, reading, before[-1].end if before else None, items, now)
        facts = (*facts, *deletions.facts(watch.network, reading, now))
        found = activities.add(watch.network, facts, _texts(watch, reading))
        moved = _meet(watch.network, reading.people, found, now - read.lag)
        moved |= account_visibility.of_life(watch.network, reading, found, now - read.lag)
        after = _cover(watch, read, reading, rows)
        stepped = _enter(payment, watch, reading, len(found), now)
        uses = list(watch.uses.all())
        news = _touched(found) | moved | _first_seen(claimed, read, before, after)
        news |= item_coverage.note(watch, reading, items) if read.each else set()
        cohorts = _tell(news, watch, read, _shaken(watch, reading, before, after, uses), stepped)
        deletions.take_in(watch.network, found, reading, read.usd > 0, now)
        _release(
            claimed,
            watch,
            read,
            reading,
            after[-1].end if after else None,
            [Span(use.since, use.until) for use in uses],
            now,
        )
    return Appended(len(found), cohorts)


def _held(claimed: Claimed) -> models.Watch:
    row = (
        models.Watch.objects.select_for_update(no_key=True).filter(pk=claimed.watch, lease_token=claimed.token).first()
    )
    if row is None:
        raise LostLease(f"watch {claimed.watch}: another worker got there first")
    return row


def _texts(watch: models.Watch, reading: Reading) -> Mapping[str, str]:
    """Of members' posts the text is kept, of strangers' posts it is not. One query, none where there is no text."""
    wrote = {post.key: post.actor for post in reading.activities if post.key in reading.texts}
    members = linked_accounts(watch, set(wrote.values())) if wrote else {}
    return {key: reading.texts[key] for key, actor in wrote.items() if actor in members}


def _meet(
    network: str, people: Collection[Profile], found: Collection[Activity], moment: datetime
) -> set[tuple[str, str]]:
    """Keep handles and standings up to date; returns the accounts whose standing has changed."""
    actors = {fact.actor for fact in found}
    shown = {person.id: person for person in people}
    known = {row.external_id: row for row in models.Account.objects.filter(network=network, external_id__in=shown)}
    fresh = [
        models.Account(
            network=network,
            external_id=person.id,
            handle=person.handle or (known[person.id].handle if person.id in known else ""),
            name=person.name,
            standing=person.standing,
            moved_to=person.moved_to,
        )
        for _, person in sorted(shown.items())
        if _is_news(person, known.get(person.id), person.id in actors)
    ]
    models.Account.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["network", "external_id"],
        update_fields=["handle", "name", "standing", "moved_to"],
    )
    back = [row.pk for pk, row in known.items() if account_visibility.has_returned(row.standing, shown[pk].standing)]
    account_visibility.note_return(back, moment)
    return {(network, pk) for pk, row in known.items() if row.standing != shown[pk].standing}


def _is_news(person: Profile, known: models.Account | None, acted: bool) -> bool:
    if known is None:
        return acted
    shown = person.handle or known.handle, person.standing, person.moved_to
    return (known.handle, known.standing, known.moved_to) != shown


def _cover(watch: models.Watch, read: Read, reading: Reading, rows: Sequence[models.Coverage]) -> list[Span]:
    """Note what is now completely seen; returns all that is. Spans that touch become one; of a STATE there is one, but
    where an end may have been missed: there looks that lie too far apart stay apart."""
    spans = [Span(row.start, row.end) for row in rows]
    new = reading.covered
    if new is None or (read.scope is Scope.STREAM and new.start >= new.end):
        return spans
    joined = [row for row in rows if carries_on(read, Span(row.start, row.end), new)]
    start, end = min([new.start, *(row.start for row in joined)]), max([new.end, *(row.end for row in joined)])
    kept = joined[0] if joined else models.Coverage(watch=watch)
    kept.start, kept.end = start, end
    kept.save()
    if len(joined) > 1:
        models.Coverage.objects.filter(pk__in=[row.pk for row in joined[1:]]).delete()
    apart = (Span(row.start, row.end) for row in rows if row not in joined)
    return sorted([Span(start, end), *apart])


def _enter(payment: Payment, watch: models.Watch, reading: Reading, found: int, now: datetime) -> list[int]:
    """The ledger. What was refused before anything was sent is no look; returns as ``budgets.settle``."""
    if not reading.requests and reading.trouble and reading.trouble.kind in _UNPAID:
        return []
    look = models.Look.objects.create(
        watch=watch,
        network=watch.network,
        at=now,
        requests=reading.requests,
        rows=reading.rows,
        usd=reading.usd,
        found=found,
        trouble=reading.trouble.kind if reading.trouble else "",
    )
    return budgets.settle(look, reading, payment, now)


def _touched(found: Collection[Activity]) -> set[tuple[str, str]]:
    """The accounts that have something to do with the new facts."""
    ids = {
        (fact.network, account)
        for fact in found
        for account in (fact.actor, fact.target_author, fact.reply_to_author, fact.quote_author)
    }
    return {(network, account) for network, account in ids if account}


def _first_seen(claimed: Claimed, read: Read, before: Sequence[Span], after: Sequence[Span]) -> set[tuple[str, str]]:
    """The accounts that were linked since the last complete look, which this one is the first to speak for."""
    if read.scope is not Scope.STATE or not before or not after:
        return set()
    new = Span(before[-1].end, after[-1].end)
    return {(claimed.question.network, pk) for pk, since in claimed.linked.items() if new.start < since <= new.end}


def _shaken(
    watch: models.Watch,
    reading: Reading,
    before: Sequence[Span],
    after: Sequence[Span],
    uses: Sequence[models.WatchUse],
) -> list[models.WatchUse]:
    """The uses for which what may be said changes, though no fact is new: trouble came or went, a first look, a gap
    that opened or was closed, or a window of which the first moment or the last has now been seen."""
    trouble = reading.trouble.kind if reading.trouble else ""
    if trouble != watch.trouble or [span.start for span in before] != [span.start for span in after]:
        return list(uses)
    grown = [Span(old.end, new.end) for old, new in zip(before, after, strict=True) if old.end < new.end]
    return [
        use for use in uses if any(new.start <= edge <= new.end for new in grown for edge in (use.since, use.until))
    ]


def _tell(
    accounts: Collection[tuple[str, str]],
    watch: models.Watch,
    read: Read,
    uses: Sequence[models.WatchUse],
    stepped: Collection[int],
) -> tuple[int, ...]:
    """Mark the pairs that have something new to judge; returns their cohorts. ``stepped``: see ``budgets.settle``."""
    if not accounts and not uses and not stepped:
        return ()
    _hold_cohorts(watch)
    open_pairs = models.Verdict.objects.filter(settled=False, member__cohort__closed_at__isnull=True)
    concerned = _of_uses(watch, read, uses) if uses else Q(pk__in=[])
    for network in sorted({network for network, _ in accounts}):
        ids = sorted(account for on, account in accounts if on == network)
        users = models.Account.objects.filter(network=network, external_id__in=ids, user__isnull=False)
        concerned |= Q(member__user__in=users.values("user"))
    if stepped:
        vouched_for = models.Confirmation.objects.filter(withdrawn_at__isnull=True).values("member")
        concerned |= Q(member__cohort__in=stepped, member__in=vouched_for)
    cohorts = _cohorts(open_pairs.filter(concerned))
    if cohorts:
        in_order(open_pairs.filter(concerned)).update(asked=F("asked") + 1)
    return cohorts


def _hold_cohorts(watch: models.Watch) -> None:
    """Nobody joins, links or opens a challenge between this and the commit: who comes after sees the new facts, and
    who came before is told of them."""
    rows = models.Cohort.objects.filter(watch_uses__watch=watch).values("pk")
    held = models.Cohort.objects.select_for_update(no_key=True).filter(pk__in=rows).order_by("pk")
    list(held.values_list("pk"))


def _cohorts(pairs: QuerySet[models.Verdict]) -> tuple[int, ...]:
    return tuple(pairs.order_by().values_list("member__cohort", flat=True).distinct())


def _of_uses(watch: models.Watch, read: Read, uses: Sequence[models.WatchUse]) -> Q:
    condition = Q(pk__in=[])
    for use in uses:
        condition |= Q(member__cohort=use.cohort_id, challenge=use.challenge)
    mine = owner(watch, read)
    if mine:
        users = models.Account.objects.filter(network=watch.network, external_id=mine, user__isnull=False)
        condition &= Q(member__user__in=users.values("user"))
    return condition


def _pause(read: Read) -> timedelta:
    """After a look that could not take all: a stream goes on in a moment. What is listed one by one has used up what
    the network allows in one window, which began only with the first request."""
    return RETRY if read.scope is Scope.STREAM else timedelta(seconds=read.limit_seconds) + RETRY


def _release(
    claimed: Claimed,
    watch: models.Watch,
    read: Read,
    reading: Reading,
    covered_until: datetime | None,
    windows: Sequence[Span],
    now: datetime,
) -> None:
    trouble = reading.trouble
    closed = trouble is not None and trouble.until is not None and trouble.kind in CLOSED
    waits = closed or (trouble is not None and trouble.kind in _UNPAID | {TroubleKind.RATE_LIMITED})
    watch.attempts = watch.attempts + 1 if trouble and not waits else 0
    watch.crashes = ATTEMPTS - 1 if trouble and trouble.kind is TroubleKind.CRASHING else 0  # then one more try
    watch.trouble = trouble.kind if trouble else ""
    watch.trouble_detail = trouble.detail[:80] if trouble else ""
    watch.failing_since = (watch.failing_since or now) if trouble else None
    watch.not_before = trouble.until if trouble and waits else None
    stretched = watch.since < claimed.question.since  # while it was read, somebody wanted it from further back
    watch.cursor = "" if stretched else reading.cursor or watch.cursor
    watch.looked_at = watch.looked_at if trouble or reading.unfinished else now
    seen_until = None if trouble else covered_until  # what was asked for anew has not been seen
    watch.due_at = now if stretched else next_look(read, now, seen_until, windows, watch.attempts)
    if closed and watch.due_at:  # it stays due, and ``not_before`` says from when on
        watch.due_at = min(watch.due_at, now)
    if reading.unfinished and not trouble:
        watch.due_at = now + _pause(read)
    if watch.due_at is None and read.each and item_coverage.came_meanwhile(watch, claimed.question.among):
        watch.due_at = now
    watch.lease_until = watch.lease_token = watch.nudged_until = None
    watch.save()

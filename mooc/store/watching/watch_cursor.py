"""Where a watch stands: the lock on it while a reading is stored, then its cursor and its next look."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.facts.needs import Scope
from mooc.core.facts.troubles import TroubleKind
from mooc.core.planning.plan import RETRY, next_look
from mooc.core.spending.budget import UNPAID
from mooc.core.spending.refusals import is_closed, is_refused, waits_until
from mooc.core.values.span import Span
from mooc.store import models
from mooc.store.leased_rows import set_deferred, set_idle, set_parked
from mooc.store.log import item_coverage
from mooc.store.log.answers import WatchAnswer
from mooc.store.watching.watches import QUEUE, ClaimedWatch


class UseSpan(NamedTuple):
    """A challenge of a cohort that needs the watch, and when (course time)."""

    cohort: int
    challenge: str
    window: Span


def lock(claimed: ClaimedWatch) -> models.Watch:
    """The watch, locked for whoever stores what it was answered. Raises LostLease. Belongs in a transaction."""
    return QUEUE.hold(claimed.watch, claimed.token)


def uses_of(watch: int) -> list[UseSpan]:
    """All that needs the watch. One query."""
    uses = models.WatchUse.objects.filter(watch=watch).values_list("cohort", "challenge", "since", "until")
    return [UseSpan(cohort, challenge, Span(since, until)) for cohort, challenge, since, until in uses]


def release(watch: models.Watch, answer: WatchAnswer, windows: Sequence[Span], covered_until: datetime | None) -> None:
    """Move the cursor to where the reading has come, say when the next look is, and give the watch back.

    ``watch``: locked; ``windows``: of all that uses it; ``covered_until``: up to when all is seen. Belongs in the
    transaction that stores the reading.
    """
    read, reading, trouble, now = answer.read, answer.reading, answer.reading.trouble, answer.now
    closed = is_closed(trouble)
    waits = closed or (trouble is not None and trouble.kind in UNPAID | {TroubleKind.RATE_LIMITED})
    in_vain = trouble is not None and trouble.kind is TroubleKind.CRASHING
    (set_parked if in_vain else set_deferred if is_refused(reading) else set_idle)(watch)
    watch.failures = watch.failures + 1 if trouble and not waits else 0
    watch.trouble = trouble.kind if trouble else ""
    watch.trouble_detail = trouble.detail[:80] if trouble else ""
    watch.failing_since = (watch.failing_since or now) if trouble else None
    watch.not_before = waits_until(trouble)
    stretched = watch.since < answer.question.since  # while it was read, somebody wanted it from further back
    watch.cursor = "" if stretched else reading.cursor or watch.cursor
    watch.looked_at = watch.looked_at if trouble or reading.unfinished else now
    seen_until = None if trouble else covered_until  # what was asked for anew has not been seen
    watch.due_at = now if stretched else next_look(read, now, seen_until, windows, watch.failures)
    if closed and watch.due_at:  # it stays due, and ``not_before`` says from when on
        watch.due_at = min(watch.due_at, now)
    if reading.unfinished and not trouble:
        # a stream goes on in a moment; what is listed one by one has used up what the network allows in one window,
        # which began only with the first request
        window = timedelta(0) if read.scope is Scope.STREAM else timedelta(seconds=read.rate_limit.seconds)
        watch.due_at = now + window + RETRY
    if watch.due_at is None and read.each and item_coverage.has_others(answer.watch, answer.question.among):
        watch.due_at = now
    watch.due_at = None if in_vain else watch.due_at
    watch.save()

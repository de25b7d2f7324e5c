"""Where a watch stands: the lock on it while a reading is stored, then its cursor and its next look."""

from collections.abc import Sequence
from typing import NamedTuple

from mooc.core.facts.troubles import TroubleKind
from mooc.core.planning.watch_progress import WatchProgress, after_look
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


def release(watch: models.Watch, answer: WatchAnswer, windows: Sequence[Span], spans: Sequence[Span]) -> None:
    """Move the cursor to where the reading has come, say when the next look is, and give the watch back.

    ``watch``: locked; ``windows``: of all that uses it; ``spans``: all that is seen. Belongs in the transaction that
    stores the reading.
    """
    reading, trouble, now = answer.reading, answer.reading.trouble, answer.now
    unseen = item_coverage.unseen(answer.watch) if answer.read.per_item else ()
    progress = WatchProgress(Span(watch.since, watch.until), watch.cursor, watch.due_at, watch.failures)
    after = after_look(progress, answer.look, windows, spans, unseen)
    in_vain = trouble is not None and trouble.kind is TroubleKind.CRASHING
    (set_parked if in_vain else set_deferred if reading.was_refused else set_idle)(watch)
    watch.trouble = trouble.kind if trouble else ""
    watch.trouble_detail = trouble.detail[:80] if trouble else ""
    watch.failing_since = (watch.failing_since or now) if trouble else None
    watch.looked_at = watch.looked_at if trouble or reading.unfinished else now
    watch.cursor, watch.due_at = after.cursor, after.due
    watch.failures, watch.not_before = after.failures, after.not_before
    watch.save()

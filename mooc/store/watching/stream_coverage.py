"""What a stream has told of counts as seen: the watches' spans reach further, and their next looks come later.

A window's first moment and its last are never passed in this way: a look decides them. What is due, or in trouble, is
looked at as ever. Where the stream falls silent or breaks nothing has to be undone: each watch is due one ordinary
round after what was last told of it.
"""

from collections.abc import Iterable

from mooc.core.facts.questions import Read
from mooc.core.planning.plan import WatchKey, next_look
from mooc.core.push import CHECK_INTERVAL, StreamCoverage
from mooc.core.values.span import Span
from mooc.store import models
from mooc.store.watching.watches import matches_keys


def extend(coverage: StreamCoverage, reads: Iterable[Read]) -> int:
    """Note it; returns for how many watches. Belongs in a transaction of the caller. Five queries, two where nothing
    comes of it; more where there are thousands."""
    reads_by_name = {read.name: read for read in reads}
    due = models.Watch.objects.filter(
        matches_keys(coverage.since), trouble="", due_at__gt=coverage.now, looked_at__isnull=False
    )
    watches = due.select_for_update(no_key=True).order_by("pk").prefetch_related("coverage", "uses")
    extended = [(row, span) for row in watches if (span := _extended(row, reads_by_name[row.read], coverage))]
    for end in {span.end for _, span in extended}:
        span_ids = [span.pk for _, span in extended if span.end == end]
        models.Coverage.objects.filter(pk__in=span_ids).update(end=end)
    models.Watch.objects.bulk_update([row for row, _ in extended], ["due_at"], batch_size=500)
    return len(extended)


def _extended(row: models.Watch, read: Read, coverage: StreamCoverage) -> models.Coverage | None:
    """The watch's last span, reaching further, and its next look put off; None where the stream does not go on from
    where the looks have come to. What was told is in the network's index a lag later."""
    last = max(row.coverage.all(), key=lambda span: span.end, default=None)
    since, until = coverage.since[WatchKey(row.network, row.read, row.subject)] + read.lag, coverage.until - read.lag
    windows = [Span(use.since, use.until) for use in row.uses.all()]
    if last is None or not since <= last.end < until:
        return None
    if any(last.end <= edge <= until for window in windows for edge in window):
        return None
    next_at = next_look(read, until, until, windows, 0)
    if next_at is None or row.looked_at is None or row.due_at is None:
        return None
    last.end = until
    row.due_at = max(row.due_at, min(next_at, row.looked_at + max(CHECK_INTERVAL, read.every)))
    return last

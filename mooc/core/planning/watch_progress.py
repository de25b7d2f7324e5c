"""How a watch goes on: how far it has seen, and, after each look, from where and when it is asked again.

The log in the database and the one in memory both go on by these functions: they load, call and store.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.facts.needs import Scope
from mooc.core.facts.questions import Read
from mooc.core.facts.reading_facts import Look
from mooc.core.facts.troubles import TroubleKind
from mooc.core.planning.plan import RETRY, continues_span, next_look
from mooc.core.values.span import Span


class WatchProgress(NamedTuple):
    """Where a watch stands. ``span``: what it asks about (UTC); ``cursor``: where the next look goes on; ``due``: when
    it is (course time; None: not any more); ``failures``: looks in a row that failed; ``not_before``: what it waits
    for, besides."""

    span: Span
    cursor: str
    due: datetime | None
    failures: int = 0
    not_before: datetime | None = None

    @property
    def next_look(self) -> datetime | None:
        """When it is looked at again; None: nobody knows."""
        return max((moment for moment in (self.due, self.not_before) if moment), default=None)


def is_too_short(span: Span, wanted: Span) -> bool:
    """Whether what a watch asks about has to be stretched."""
    return wanted.start < span.start or span.end < wanted.end


def stretched(progress: WatchProgress, wanted: Span, now: datetime) -> WatchProgress:
    """The watch asks over the wanted span, too, and is due; to reach further back it begins again from there."""
    span = Span(min(progress.span.start, wanted.start), max(progress.span.end, wanted.end))
    cursor = "" if span.start < progress.span.start else progress.cursor
    return progress._replace(span=span, cursor=cursor, due=now)


def extend_spans(
    read: Read, spans: Sequence[Span], covered: Span | None, *, is_unbroken: bool = False
) -> tuple[Span, ...]:
    """All that is seen completely, by time, when ``covered`` is as well; ``spans``: what was so far, by time.

    Spans that touch become one; of a STATE there is one, but where an end may have been missed: there looks that lie
    too far apart stay apart, unless nothing can have been missed (``is_unbroken``).
    """
    if covered is None or (read.scope is Scope.STREAM and covered.start >= covered.end):
        return tuple(spans)
    if is_unbroken and read.scope is Scope.STATE:
        joined = {*spans[-1:]}
    else:
        joined = {span for span in spans if continues_span(read, span, covered)}
    start, end = min(span.start for span in (covered, *joined)), max(span.end for span in (covered, *joined))
    return tuple(sorted([Span(start, end), *(span for span in spans if span not in joined)]))


def after_look(
    progress: WatchProgress, look: Look, windows: Sequence[Span], spans: Sequence[Span], unseen: Collection[str]
) -> WatchProgress:
    """Where the watch stands after a look. ``windows``: of all that uses it; ``spans``: all that is seen, with this
    look; ``unseen``: of a watch that goes among posts, those that have not been seen at all."""
    trouble = look.reading.trouble
    is_waiting = trouble is not None and trouble.waits
    is_behind = progress.span.start < look.question.since  # while it was read, somebody wanted it from further back
    after = progress._replace(
        cursor="" if is_behind else look.reading.cursor or progress.cursor,
        failures=progress.failures + 1 if trouble and not is_waiting else 0,
        not_before=trouble.waits_until if trouble else None,
    )
    seen_until = spans[-1].end if spans and not trouble else None  # what was asked for anew has not been seen
    due = look.now if is_behind else next_look(look.read, look.now, seen_until, windows, after.failures)
    return after._replace(due=_due(look, due, unseen))


def _due(look: Look, planned: datetime | None, unseen: Collection[str]) -> datetime | None:
    """When the next look is, where ``planned`` is what the table says."""
    reading, trouble = look.reading, look.reading.trouble
    if trouble and trouble.kind is TroubleKind.CRASHING:
        return None  # it is parked
    if trouble and trouble.is_closed and planned:
        return min(planned, look.now)  # it stays due, and ``not_before`` says from when on
    if reading.unfinished and not trouble:
        # a stream goes on in a moment; what is listed one by one has used up what the network allows in one window,
        # which began only with the first request
        is_stream = look.read.scope is Scope.STREAM
        return look.now + RETRY + (timedelta(0) if is_stream else timedelta(seconds=look.read.rate_limit.seconds))
    return look.now if planned is None and not set(unseen) <= set(look.question.targets) else planned

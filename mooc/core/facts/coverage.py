"""Coverage: what has been seen completely, and therefore what may be called absent."""

from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.facts.needs import Scope
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.values.span import Span


class Coverage(NamedTuple):
    """How far one need has been seen.

    ``spans``: merged, sorted. For a STATE each span goes from a first complete look to a last one: only its end
    counts. ``patience``: how old a look may be and still speak for now. ``since``: looks before it say nothing about
    this account (it was linked later). ``trouble``: what is wrong with the latest look, None if nothing. ``carries``:
    a look from before the window speaks for it, too, as long as there is patience; once the window is over, only a
    look since does.
    """

    scope: Scope
    spans: tuple[Span, ...] = ()
    patience: timedelta = timedelta(0)
    next_look: datetime | None = None
    trouble: Trouble | None = None
    since: datetime | None = None
    carries: bool = False

    def known_until(self, start: datetime) -> datetime | None:
        """Up to when everything from ``start`` on has been seen; None if not even ``start`` has."""
        if self.carries:
            return max(start, self.spans[-1].end) if self.spans else None
        if self.scope is Scope.STATE:
            earliest = max(start, self.since) if self.since else start
            latest = self.spans[-1].end if self.spans else None
            return latest if latest and latest >= earliest else None
        for span in self.spans:
            if span.start <= start < span.end:
                return span.end
        return None

    def missing(self, window: Span, now: datetime) -> Trouble | None:
        """Why "not yet" may not be said of ``window`` at ``now``; None if it may."""
        known_until = self.known_until(window.start)
        if known_until is not None and known_until >= window.end:
            return None
        if self.carries and self.spans and now < window.end and self.spans[-1].end >= now - self.patience:
            return None
        if self.trouble:
            return self.trouble
        if known_until is None or self.carries or known_until < min(window.end, now) - self.patience:
            # where later parts were seen while an earlier one was not, time alone will not heal that
            is_gap = self.scope is not Scope.STATE and any(
                window.start < span.start < min(window.end, now) for span in self.spans
            )
            return Trouble(TroubleKind.GAP if is_gap else TroubleKind.NOT_LOOKED, self.next_look)
        return None

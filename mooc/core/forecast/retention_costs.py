"""What it costs to look whether posts still stand of which the text is kept.

By the timetable of ``mooc.core.planning.retention``:

    posts, spread over windows ── slot ──▶ how many are due each evening ── at a time ──▶ requests
                                    └── first seen on the UTC day before ──▶ dollars

Where a look costs there is one for each post; it is paid for only where the post was first seen in the last hour of a
day, so that the evening of its look is that of the next. Elsewhere a post is looked at again, ever less often.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from mooc.core.facts.cost import Cost
from mooc.core.planning.retention import BATCH, DAY, next_look, slot
from mooc.core.values.span import Span


class RetainedPosts(NamedTuple):
    """So many posts, spread evenly over the window, whose texts are kept."""

    posts: int
    window: Span


def texts_cost(kept: Iterable[RetainedPosts], at_once: int, usd: Decimal) -> Cost:
    """Requests and dollars of all looks until the evening after the last window. ``at_once``: posts in one request;
    ``usd``: the price of a post."""
    kept = list(kept)
    end = slot(max((one.window.end for one in kept), default=datetime.min.replace(tzinfo=UTC))) if kept else None
    due: dict[datetime, float] = defaultdict(float)
    again = 0.0
    for one in kept:
        for evening, posts, late in _evenings(one):
            again += late if usd else 0.0
            for look in [evening] if usd else _looks(evening, end or evening):
                due[look] += posts
    requests = sum(_requests(round(posts), at_once) for posts in due.values())
    return Cost(requests, Decimal(round(again)) * usd)


def _requests(posts: int, at_once: int) -> int:
    """Up to ``BATCH`` are looked at together, in as many requests as that takes."""
    whole, rest = divmod(posts, BATCH)
    return whole * ceil(BATCH / at_once) + ceil(rest / at_once)


def _evenings(kept: RetainedPosts) -> Iterable[tuple[datetime, float, float]]:
    """Each first look, how many posts it is of, and how many of them were seen before that day began."""
    since, until = kept.window
    each = kept.posts / ((until - since) / DAY)
    while since < until:
        evening = slot(since)
        last, midnight = min(evening, until), evening.replace(hour=0)
        yield evening, each * ((last - since) / DAY), each * (max(timedelta(0), min(last, midnight) - since) / DAY)
        since = last


def _looks(first: datetime, end: datetime) -> Iterable[datetime]:
    """The looks at a post that was seen half a day before the first of them."""
    seen, look = first - DAY / 2, first
    while look <= end:
        yield look
        look = next_look(seen, look)

"""What it costs to look whether posts still stand of which the text is kept.

By the timetable of ``mooc.core.planning.retention``:

    posts, spread over windows ── slot ──▶ how many are due each evening ── at a time ──▶ requests
                                    └── first seen on the UTC day before ──▶ dollars

Where a look costs there is one for each post; it is paid for only where the post was first seen in the last hour of a
day, so that the evening of its look is that of the next. Elsewhere a post is looked at again, ever less often.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import NamedTuple

from mooc.core.facts.cost import Cost
from mooc.core.planning.retention import BATCH, DAY, next_look, next_slot
from mooc.core.values.span import Span


class RetainedPosts(NamedTuple):
    """So many posts, spread evenly over the window, whose texts are kept."""

    posts: int
    window: Span


def retention_cost(retained: Iterable[RetainedPosts], at_once: int, usd: Decimal) -> Cost:
    """Requests and dollars of all looks until the evening after the last window. ``at_once``: posts in one request;
    ``usd``: the price of a post."""
    retained = list(retained)
    if not retained:
        return Cost(0, 0 * usd)
    end = next_slot(max(stretch.window.end for stretch in retained))
    due: dict[datetime, float] = defaultdict(float)
    paid_again = 0.0
    for stretch in retained:
        for first_look, posts, from_the_day_before in _evenings(stretch):
            paid_again += from_the_day_before if usd else 0.0
            seen_at, look = first_look - DAY / 2, first_look  # half a day before, on average
            while look <= end:
                due[look] += posts
                if usd:
                    break
                look = next_look(seen_at, look)
    requests = 0
    for posts in due.values():  # up to ``BATCH`` are looked at together, in as many requests as that takes
        whole, rest = divmod(round(posts), BATCH)
        requests += whole * ceil(BATCH / at_once) + ceil(rest / at_once)
    return Cost(requests, Decimal(round(paid_again)) * usd)


def _evenings(retained: RetainedPosts) -> Iterable[tuple[datetime, float, float]]:
    """Each first look, how many posts it is of, and how many of them were seen before that day began."""
    since, until = retained.window
    each = retained.posts / ((until - since) / DAY)
    while since < until:
        evening = next_slot(since)
        last, midnight = min(evening, until), evening.replace(hour=0)
        yield evening, each * ((last - since) / DAY), each * (max(timedelta(0), min(last, midnight) - since) / DAY)
        since = last

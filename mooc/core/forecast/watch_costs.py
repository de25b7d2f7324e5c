"""What one kind of question costs over its windows: looks by the engine's own timetable, pages and prices by its table.

windows ── next_look, from look to look ──▶ looks ── results, page, batch ──▶ requests, dollars
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from mooc.core.facts.cost import Cost
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.questions import Read
from mooc.core.planning.plan import next_look, polling_interval
from mooc.core.push import CHECK_INTERVAL
from mooc.core.spending.costs import Assumptions
from mooc.core.values.span import Span, merge_spans

DAY = timedelta(days=1)


class WatchLoad(NamedTuple):
    """What a kind of question is about. ``number``: how many such questions there are (one for each learner, or one
    for all). ``learners``: in the class. ``results``: what there is to be seen in all, of which each is billed once.
    ``items``: posts that it goes among. ``windows``: over which it is asked; ``asked_before``: of these, those over
    which it is asked anyhow, for an earlier challenge. ``by_stream``: a stream speaks for it."""

    number: int
    learners: int
    results: int
    items: int
    windows: tuple[Span, ...]
    asked_before: tuple[Span, ...] = ()
    by_stream: bool = False


@lru_cache(maxsize=4096)
def count_looks(read: Read, windows: tuple[Span, ...]) -> int:
    """How often the question is asked until all these windows have been seen.

    Between two edges of windows the looks lie evenly: they are counted and not walked, for a course has tens of
    thousands of them, and its forecast asks for the same windows again and again.
    """
    count, now = 0, min((window.start for window in windows), default=None)
    while now is not None:
        begun = [window for window in windows if window.start <= now]
        later = [window.start for window in windows if window.start > now]
        count += not (read.scope is Scope.STREAM and any(window.start == now for window in begun))
        every = polling_interval(read, now, begun)
        ends = [moment for window in begun for moment in (window.end, window.end + read.lag) if moment > now]
        even = max(0, -((now - min([*ends, *later])) // every) - 1) if ends else 0
        count += even
        now += even * every
        moments = [*later, next_look(read, now, now - read.lag, begun, 0)]
        now = min((moment for moment in moments if moment), default=None)
    return count


def watch_cost(read: Read, load: WatchLoad, assumed: Assumptions) -> Cost:
    """Requests and dollars of all such questions."""
    new_windows = len(set(load.windows) - set(load.asked_before))
    if NeedKind.STANDING in read.needs:  # asked at the end of each window, of those who lack something
        lacking = ceil(load.learners * (1 - assumed.share)) * new_windows
        return Cost(ceil(lacking / (read.batch or 1)), lacking * read.price.usd)
    if load.by_stream:
        rounds = _looks_by_stream(read, load, load.windows, assumed) - _looks_by_stream(
            read, load, load.asked_before, assumed
        )
    else:
        rounds = count_looks(read, load.windows) - count_looks(read, load.asked_before)
    if read.asks_once:
        return Cost(min(load.results, max(rounds, ceil(load.results / read.batch))), load.results * read.price.usd)
    if read.per_item:
        return _among_posts(read, load, assumed, rounds)
    if read.by == "object" and load.items:  # a question for each post, until it is passed on
        relayed_life, unrelayed_life = _lives(read, load, assumed)
        relayed, unrelayed = 1 + relayed_life / read.every, 1 + unrelayed_life / read.every
        each = assumed.share * relayed + (1 - assumed.share) * unrelayed
        return Cost(ceil(load.items * each), load.results * read.price.usd)
    if read.by == "actor":  # a question for each learner, until he or she is done: half the window, on average
        posts = count_posts_read(read, load, assumed)
        pages = max(1, ceil(posts / max(1, load.number * rounds) / read.price.page))
        requests = round(load.number * rounds * (1 - assumed.share / 2) * pages)
        planned = Cost(requests, posts * read.price.usd + _along(read, load))
    else:
        planned = _shared(read, load, rounds)
    if NeedKind.PROFILE not in read.needs:
        return planned
    # who opens a challenge that asks for a profile is read at once: each learner once in each window, let us say
    opened = load.learners * new_windows
    return planned.plus(Cost(opened, opened * read.price.usd))


def _looks_by_stream(read: Read, load: WatchLoad, windows: Sequence[Span], assumed: Assumptions) -> int:
    """What a stream speaks for is looked at as a window opens and ends, and else when it tells of something, or to be
    sure."""
    length = sum((span.end - span.start for span in merge_spans(windows)), timedelta(0))
    deeds = assumed.posts_a_day * (length / DAY) if NeedKind.POSTS in read.needs else load.results / load.number
    return len({edge for window in windows for edge in window}) + max(ceil(length / CHECK_INTERVAL), round(deeds))


def minimum_cost(read: Read, load: WatchLoad) -> Cost:
    """The least that any plan could do: each billed result once, each page once; of a post that is listed, its list."""
    if NeedKind.STANDING in read.needs:
        return Cost()
    pages = load.items if load.items else max(load.number * bool(load.results), ceil(load.results / read.price.page))
    return Cost(pages, load.results * read.price.usd)


def _shared(read: Read, load: WatchLoad, rounds: int) -> Cost:
    """One question for everybody, asked in so many ``rounds``: as many pages as it takes to list them."""
    if NeedKind.UNFOLLOWS in read.needs and not read.batch:  # each look lists all of them anew
        pages = ceil(load.results / load.number / read.price.page)
        return Cost(
            round(load.number * rounds * (read.price.extra_requests + pages)), load.results * rounds * read.price.usd
        )
    if read.batch:
        each = float(ceil(load.learners / read.batch))
    else:
        each = 1 + read.price.extra_requests + max(0, ceil(load.results / max(rounds, 1) / read.price.page) - 1)
    first = 1 if read.price.rebilled_rows else 0  # how many there are to be listed is asked before
    # paid for a second time are the results by which a list is known to have been joined to what was read before
    arrived = load.results / load.number / max(rounds, 1)
    joined = max(read.price.rebilled_rows, 2 * arrived) - arrived if read.price.rebilled_rows else 0
    paid_twice = Decimal(round(load.number * max(0.0, _new_days(load) - 1) * joined)) * read.price.usd
    results = load.learners * rounds if NeedKind.PROFILE in read.needs else load.results  # a look shows everybody anew
    usd = results * read.price.usd + paid_twice + _along(read, load)
    return Cost(load.number * (round(rounds * each) + first), usd)


def _new_days(load: WatchLoad) -> float:
    """For how many days it is asked that it would not be asked anyhow."""
    return sum((window.end - window.start) / DAY for window in load.windows if window not in load.asked_before)


def _along(read: Read, load: WatchLoad) -> Decimal:
    """What posts cost that come along with others: of answers to an account its post, once a day; of answers to posts
    and of reposts, each such post. What posts with a tag quote or answer besides is not foreseen."""
    if not read.price.expands:
        return Decimal(0)
    if read.needs == {NeedKind.REPLIES}:
        days = sum(
            ceil((window.end - window.start) / DAY) for window in load.windows if window not in load.asked_before
        )
        return load.number * days * read.price.usd
    return load.results * read.price.usd if read.needs & {NeedKind.SHARES, NeedKind.ANSWERS} else Decimal(0)


def count_posts_read(read: Read, load: WatchLoad, assumed: Assumptions) -> int:
    """How many posts of the learners are seen: what they are to do, or where each is asked about all that they write
    until he or she is done."""
    if read.by != "actor":
        return load.results
    return max(load.results, round(load.number * assumed.posts_a_day * _new_days(load) * (1 - assumed.share / 2)))


def _lives(read: Read, load: WatchLoad, assumed: Assumptions) -> tuple[timedelta, timedelta]:
    """How long a post is looked at: one that is passed on, until that is seen; any other, half the window."""
    window = max(window.end - window.start for window in load.windows)
    return min(window, assumed.relayed_after + read.every / 2), window / 2


def _among_posts(read: Read, load: WatchLoad, assumed: Assumptions, rounds: int) -> Cost:
    """Counts of all posts that are not passed on yet, then the list of each that is."""
    relayed_life, unrelayed_life = _lives(read, load, assumed)
    window = max(window.end - window.start for window in load.windows)
    relayed, unrelayed = load.items * assumed.share, load.items * (1 - assumed.share)
    at_once = (relayed * (relayed_life / window)) + (unrelayed * (unrelayed_life / window))
    counts = rounds * max(1, ceil(at_once / read.batch)) if load.items else 0
    # on its first day it was paid for when it was found
    days = relayed * (relayed_life / DAY) + unrelayed * (unrelayed_life / DAY)
    return Cost(counts + round(relayed), Decimal(round(days)) * read.price.usd_item + load.results * read.price.usd)

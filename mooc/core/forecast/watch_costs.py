"""What one kind of question costs over its windows: looks by the engine's own timetable, pages and prices by its table.

windows ── next_look, from look to look ──▶ looks ── rows, page, batch ──▶ requests, dollars
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from mooc.core.facts.cost import Cost
from mooc.core.facts.network import NeedKind, Read, Scope
from mooc.core.planning.plan import next_look, rhythm
from mooc.core.push import CHECKED
from mooc.core.spending.costs import Assumptions
from mooc.core.values.span import Span, merged

DAY = timedelta(days=1)


class Load(NamedTuple):
    """What a kind of question is about. ``number``: how many such questions there are (one for each learner, or one
    for all). ``learners``: in the class. ``rows``: what there is to be seen in all, of which each is billed once.
    ``items``: posts that it goes among. ``windows``: over which it is asked; ``before``: of these, those over which it
    is asked anyhow, for an earlier challenge. ``told``: a stream speaks for it."""

    number: int
    learners: int
    rows: int
    items: int
    windows: tuple[Span, ...]
    before: tuple[Span, ...] = ()
    told: bool = False


@lru_cache(maxsize=4096)
def looks(read: Read, windows: tuple[Span, ...]) -> int:
    """How often the question is asked until all these windows have been seen.

    Between two edges of windows the looks lie evenly: they are counted and not walked, for a course has tens of
    thousands of them, and its forecast asks for the same windows again and again.
    """
    asked, now = 0, min((window.start for window in windows), default=None)
    while now is not None:
        spans = [window for window in windows if window.start <= now]
        later = [window.start for window in windows if window.start > now]
        asked += not (read.scope is Scope.STREAM and any(window.start == now for window in spans))
        even = _looks_before_an_edge(read, now, spans, later)
        asked += even
        now = _next(read, now + even * rhythm(read, now, spans), spans, later)
    return asked


def _looks_before_an_edge(read: Read, now: datetime, spans: Sequence[Span], later: Sequence[datetime]) -> int:
    """How many looks after this one come before the next moment at which anything begins, ends or has been seen."""
    ends = [moment for window in spans for moment in (window.end, window.end + read.lag) if moment > now]
    if not ends:
        return 0
    return max(0, -((now - min([*ends, *later])) // rhythm(read, now, spans)) - 1)


def _next(read: Read, now: datetime, spans: Sequence[Span], later: Sequence[datetime]) -> datetime | None:
    moments = [*later, next_look(read, now, now - read.lag, spans, 0)]
    return min((moment for moment in moments if moment), default=None)


def cost(read: Read, load: Load, assumed: Assumptions) -> Cost:
    """Requests and dollars of all such questions."""
    if load.told:
        asked = _told(read, load, load.windows, assumed) - _told(read, load, load.before, assumed)
    else:
        asked = looks(read, load.windows) - looks(read, load.before)
    if NeedKind.STANDING in read.needs:
        return _standings(read, load, assumed)
    if read.asks_once:
        return Cost(min(load.rows, max(asked, ceil(load.rows / read.batch))), load.rows * read.usd)
    if read.each:
        return _among_posts(read, load, assumed, asked)
    if read.by == "object" and load.items:
        return _post_by_post(read, load, assumed)
    found = _one_by_one(read, load, assumed, asked) if read.by == "actor" else _shared(read, load, asked)
    return found.plus(_opened(read, load)) if NeedKind.PROFILE in read.needs else found


def _opened(read: Read, load: Load) -> Cost:
    """Who opens a challenge that asks for a profile is read at once: each learner once in each window, let us say."""
    windows = len(set(load.windows) - set(load.before))
    return Cost(load.learners * windows, load.learners * windows * read.usd)


def _told(read: Read, load: Load, windows: Sequence[Span], assumed: Assumptions) -> int:
    """What a stream speaks for is looked at as a window opens and ends, and else when it tells of something, or to be
    sure."""
    length = sum((span.end - span.start for span in merged(windows)), timedelta(0))
    deeds = assumed.posts_a_day * (length / DAY) if NeedKind.POSTS in read.needs else load.rows / load.number
    return len({edge for window in windows for edge in window}) + max(ceil(length / CHECKED), round(deeds))


def floor(read: Read, load: Load) -> Cost:
    """The least that any plan could do: each billed row once, each page once; of a post that is listed, its list."""
    if NeedKind.STANDING in read.needs:
        return Cost()
    pages = load.items if load.items else max(load.number * bool(load.rows), ceil(load.rows / read.page))
    return Cost(pages, load.rows * read.usd)


def _shared(read: Read, load: Load, asked: int) -> Cost:
    """One question for everybody: as many pages as there are rows at a time."""
    if NeedKind.UNFOLLOWS in read.needs and not read.batch:  # each look lists all of them anew
        pages = ceil(load.rows / load.number / read.page)
        return Cost(round(load.number * asked * (read.besides + pages)), load.rows * asked * read.usd)
    if read.batch:
        each = float(ceil(load.learners / read.batch))
    else:
        each = 1 + read.besides + max(0, ceil(load.rows / max(asked, 1) / read.page) - 1)
    first = 1 if read.again else 0  # how many there are to be listed is asked before
    rows = load.learners * asked if NeedKind.PROFILE in read.needs else load.rows  # each look shows everybody anew
    usd = rows * read.usd + _again(read, load, asked) + _along(read, load)
    return Cost(load.number * (round(asked * each) + first), usd)


def _again(read: Read, load: Load, asked: int) -> Decimal:
    """What is paid for a second time: the rows by which a list is known to have been joined to what was read before."""
    days = sum((window.end - window.start) / DAY for window in load.windows if window not in load.before)
    came = load.rows / load.number / max(asked, 1)
    joined = max(read.again, 2 * came) - came if read.again else 0
    return Decimal(round(load.number * max(0.0, days - 1) * joined)) * read.usd


def _one_by_one(read: Read, load: Load, assumed: Assumptions, asked: int) -> Cost:
    """A question for each learner, until he or she is done: half the window, on average."""
    part = 1 - assumed.share / 2
    rows = posts_read(read, load, assumed)
    pages = max(1, ceil(rows / max(1, load.number * asked) / read.page))
    return Cost(round(load.number * asked * part * pages), rows * read.usd + _along(read, load))


def _along(read: Read, load: Load) -> Decimal:
    """What posts cost that come along with others: of answers to an account its post, once a day; of answers to posts
    and of reposts, each such post. What posts with a tag quote or answer besides is not foreseen."""
    if not read.expands:
        return Decimal(0)
    if read.needs == {NeedKind.REPLIES}:
        days = sum(ceil((window.end - window.start) / DAY) for window in load.windows if window not in load.before)
        return load.number * days * read.usd
    return load.rows * read.usd if read.needs & {NeedKind.SHARES, NeedKind.ANSWERS} else Decimal(0)


def posts_read(read: Read, load: Load, assumed: Assumptions) -> int:
    """How many posts of the learners are seen: what they are to do, or where each is asked about all that they write
    until he or she is done."""
    if read.by != "actor":
        return load.rows
    days = sum((window.end - window.start) / DAY for window in load.windows if window not in load.before)
    return max(load.rows, round(load.number * assumed.posts_a_day * days * (1 - assumed.share / 2)))


def _lives(read: Read, load: Load, assumed: Assumptions) -> tuple[timedelta, timedelta]:
    """How long a post is looked at: one that is passed on, until that is seen; any other, half the window."""
    window = max(window.end - window.start for window in load.windows)
    return min(window, assumed.relayed_after + read.every / 2), window / 2


def _among_posts(read: Read, load: Load, assumed: Assumptions, asked: int) -> Cost:
    """Counts of all posts that are not passed on yet, then the list of each that is."""
    done, left = _lives(read, load, assumed)
    window = max(window.end - window.start for window in load.windows)
    passed, kept = load.items * assumed.share, load.items * (1 - assumed.share)
    at_once = (passed * (done / window)) + (kept * (left / window))
    counts = asked * max(1, ceil(at_once / read.batch)) if load.items else 0
    days = passed * (done / DAY) + kept * (left / DAY)  # on its first day it was paid for when it was found
    return Cost(counts + round(passed), Decimal(round(days)) * read.usd_item + load.rows * read.usd)


def _post_by_post(read: Read, load: Load, assumed: Assumptions) -> Cost:
    """A question for each post, until it is passed on."""
    done, left = _lives(read, load, assumed)
    asked = load.items * (assumed.share * (1 + done / read.every) + (1 - assumed.share) * (1 + left / read.every))
    return Cost(ceil(asked), load.rows * read.usd)


def _standings(read: Read, load: Load, assumed: Assumptions) -> Cost:
    """Asked at the end of each window, of those who lack something."""
    lacking = ceil(load.learners * (1 - assumed.share)) * len(set(load.windows) - set(load.before))
    return Cost(ceil(lacking / (read.batch or 1)), lacking * read.usd)

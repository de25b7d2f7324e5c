"""Planning: which questions cover the needs, and when each is to be asked again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Need, NeedKind, Scope
from mooc.core.facts.questions import Read
from mooc.core.facts.troubles import Trouble
from mooc.core.values.backoff import NETWORK
from mooc.core.values.span import Span

Tables = Mapping[str, Sequence[Read]]
"""Network name → its table of reads, cheapest first."""

RETRY = timedelta(minutes=1)
"""There was more than one look may take: it goes on so much later."""
FREE_REST, PAID_REST = timedelta(minutes=1), timedelta(hours=1)
MIN_LOOKS_PER_WINDOW = 6
"""How many looks a short window gets at least: who tells an evening as it happens wants to see it count."""
SHORTEST_INTERVAL = timedelta(minutes=10)
_WRITTEN = frozenset({NeedKind.POSTS, NeedKind.REPLIES})
ONCE = timedelta(days=3650)
"""How long a look speaks for what is asked for only once."""


class WatchKey(NamedTuple):
    """A watch by what it asks."""

    network: str
    read: str
    subject: str


class Want(NamedTuple):
    """A challenge wants a watch over its window. ``item``: the post that the watch is to go among, if it goes among
    posts, and ``author``: for whom, the member who wrote it or answered it."""

    key: WatchKey
    challenge: str
    window: Span
    item: str = ""
    author: str = ""


def read_for(need: Need, tables: Tables) -> Read | None:
    """The cheapest planned read that covers the need; None where the network has none, or is not set up."""
    for read in tables.get(need.network, ()):
        if not read.on_demand and need.kind in read.needs and covers(read, need):
            return read
    return None


def read_on_demand(need: Need, tables: Tables) -> Read | None:
    """The read that answers the need of one account alone, for when somebody waits; None where there is none."""
    alone = [read for read in tables.get(need.network, ()) if read.by == "actor" and covers(read, need)]
    return next((read for read in alone if read.on_demand), next(iter(alone), None))


def covers(read: Read, need: Need) -> bool:
    """Whether the read can be put so that it covers the need."""
    return need.kind in read.needs and (not read.by or bool(getattr(need, read.by)))


def watch_for(need: Need, tables: Tables) -> WatchKey | None:
    """The watch that covers the need. Needs of many members share one wherever the read allows it."""
    read = read_for(need, tables)
    return key_of(need, read) if read else None


def key_of(need: Need, read: Read) -> WatchKey:
    """The watch that covers the need by this read."""
    return WatchKey(need.network, read.name, getattr(need, read.by) if read.by else "")


def item_of(need: Need, read: Read) -> str:
    """The post that the watch is to go among for this need; empty where it does not go among posts."""
    return getattr(need, read.per_item) if read.per_item else ""


def wants(needs: Iterable[Need], challenge: str, window: Span, tables: Tables) -> frozenset[Want]:
    """The watches that a challenge wants for these needs."""
    planned = ((need, read, item_of(need, read)) for need in needs if (read := read_for(need, tables)))
    return frozenset(
        Want(key_of(need, read), challenge, window, item, need.actor if item else "") for need, read, item in planned
    )


def own_timelines_only(tables: Tables, networks: Collection[str]) -> Tables:
    """The tables for somebody who could not be read for a time on these networks: of what was posted meanwhile a search
    shows nothing, and does not tell so. Only the person's own timeline does."""
    return {
        name: tuple(read for read in reads if read.by == "actor" or not read.needs & _WRITTEN)
        if name in networks
        else reads
        for name, reads in tables.items()
    }


def freshness(read: Read) -> timedelta:
    """How old a complete look may be and still speak for now: two rounds and the network's own lag."""
    return 2 * read.every + read.lag


def continues_span(read: Read, span: Span, new: Span) -> bool:
    """Whether a look goes on with the span of those before it, and does not begin one of its own. Of a STATE it always
    does, but where an end may be missed between two looks: then they must not lie further apart than any look speaks
    for."""
    if read.scope is Scope.STREAM:
        return span.touches(new)
    return NeedKind.UNFOLLOWS not in read.needs or new.start - span.end <= freshness(read)


def pause_after_look(read: Read) -> timedelta:
    """How long after a look that somebody waited for the next one may be made: what is paid for, less often."""
    return FREE_REST if not read.price.usd and not read.price.usd_request else PAID_REST


def sign_lifetime(read: Read) -> timedelta:
    """How old a sign that an account can be read may be and still speak for it, while a window is open."""
    return max(read.trust, freshness(read))


def recheck_age(read: Read) -> timedelta:
    """How old such a sign may be before it is time to look again: sooner than it is worth nothing."""
    return sign_lifetime(read) - read.every - read.every / 2


def window_interval(read: Read, window: Span) -> timedelta:
    """How often to ask while this window is open: as the table says, and more often in a window that is short."""
    if read.trust or NeedKind.STANDING in read.needs:
        return read.every
    return min(read.every, max(SHORTEST_INTERVAL, (window.end - window.start) / MIN_LOOKS_PER_WINDOW))


def polling_interval(read: Read, now: datetime, windows: Sequence[Span]) -> timedelta:
    """How long after ``now`` the next look comes, where no edge of a window comes before."""
    return min((window_interval(read, window) for window in windows if now in window), default=read.every)


def next_look(
    read: Read, now: datetime, covered_until: datetime | None, windows: Sequence[Span], attempts: int
) -> datetime | None:
    """When to ask again (course time); None once everything up to the end of the last of ``windows`` has been seen.

    ``windows``: those that use the watch. A look falls right on each end (plus the network's lag), so that what the
    network gives no time for is placed as sharply as can be. ``attempts``: failures in a row.
    """
    ends = [window.end for window in windows]
    last = max(ends, default=None)
    if last is None or (covered_until is not None and covered_until >= last):
        return None
    if attempts:
        return now + NETWORK.wait(attempts)
    every = polling_interval(read, now, windows)
    edges = [end + read.lag for end in ends if end + read.lag > now]
    return min([now + every, *edges])


def with_look_on_demand(planned: Coverage, looked: Coverage | None) -> Coverage:
    """What is known of a STATE by the planned looks, and by one at this account that somebody waited for: the latest
    speaks, and what was wrong with a planned one before it counts no more."""
    if looked is None or not looked.spans or looked.trouble:
        return planned
    latest = looked.spans[-1].end
    if planned.spans and planned.spans[-1].end > latest:
        return planned
    return planned._replace(spans=(*planned.spans, Span(latest, latest)), trouble=None)


def coverage_of(
    need: Need, read: Read, spans: tuple[Span, ...], due: datetime | None, trouble: Trouble | None, since: datetime
) -> Coverage:
    """What the watch's spans say for one need. ``since``: when the member's account was linked (UTC).

    Of follows, and of profiles that are asked for together, only the accounts known at that time were looked at; posts
    and reposts were kept whoever made them. Of an
    account's standing ``since`` is the last sign that it can be read: linking it, a post that was seen, a look at it.
    What one post says need be seen only once.
    """
    if need.kind is NeedKind.STANDING:
        return Coverage(Scope.STATE, (Span(since, since),), sign_lifetime(read), due, trouble, carries=True)
    if need.kind is NeedKind.POST:
        return Coverage(read.scope, spans, ONCE, due, trouble)
    personal = need.kind in (NeedKind.FOLLOWS, NeedKind.UNFOLLOWS, NeedKind.PROFILE) and read.scope is Scope.STATE
    return Coverage(read.scope, spans, freshness(read), due, trouble, since if personal else None)

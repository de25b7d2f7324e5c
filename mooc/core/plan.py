"""Planning: which questions cover the needs, and when each is to be asked again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from mooc.core.coverage import Coverage
from mooc.core.network import Need, NeedKind, Read, Scope, Trouble
from mooc.core.span import Span

Tables = Mapping[str, Sequence[Read]]
"""Network name → its table of reads, cheapest first."""

RETRY = timedelta(minutes=1)
RETRY_AT_MOST = timedelta(hours=1)


class WatchKey(NamedTuple):
    """A watch by what it asks."""

    network: str
    read: str
    subject: str


class Want(NamedTuple):
    """A challenge wants a watch over its window."""

    key: WatchKey
    challenge: str
    window: Span


def read_for(need: Need, tables: Tables) -> Read | None:
    """The cheapest read that covers the need; None where the network has none, or is not set up."""
    for read in tables.get(need.network, ()):
        if need.kind in read.needs and (not read.by or getattr(need, read.by)):
            return read
    return None


def watch_for(need: Need, tables: Tables) -> WatchKey | None:
    """The watch that covers the need. Needs of many members share one wherever the read allows it."""
    read = read_for(need, tables)
    return key_of(need, read) if read else None


def key_of(need: Need, read: Read) -> WatchKey:
    """The watch that covers the need by this read."""
    return WatchKey(need.network, read.name, getattr(need, read.by) if read.by else "")


def wants(needs: Iterable[Need], challenge: str, window: Span, tables: Tables) -> frozenset[Want]:
    """The watches that a challenge wants for these needs."""
    keys = (watch_for(need, tables) for need in needs)
    return frozenset(Want(key, challenge, window) for key in keys if key)


def patience(read: Read) -> timedelta:
    """How old a complete look may be and still speak for now: two rounds and the network's own lag."""
    return 2 * read.every + read.lag


def next_look(
    read: Read, now: datetime, covered_until: datetime | None, ends: Sequence[datetime], attempts: int
) -> datetime | None:
    """When to ask again (course time); None once everything up to the last of ``ends`` has been seen.

    ``ends``: when the windows that use the watch close. A look falls right on each end (plus the network's lag), so
    that what the network gives no time for is placed as sharply as can be. ``attempts``: failures in a row.
    """
    last = max(ends, default=None)
    if last is None or (covered_until is not None and covered_until >= last):
        return None
    if attempts:
        return now + min(RETRY * (1 << min(attempts - 1, 10)), RETRY_AT_MOST)
    edges = [end + read.lag for end in ends if end + read.lag > now]
    return min([now + read.every, *edges])


def coverage_of(
    need: Need, read: Read, spans: tuple[Span, ...], due: datetime | None, trouble: Trouble | None, since: datetime
) -> Coverage:
    """What the watch's spans say for one need. ``since``: when the member's account was linked (UTC).

    Of follows and of an account's standing only the accounts known at that time were looked at; posts and reposts
    were kept whoever made them.
    """
    personal = need.kind in (NeedKind.FOLLOWS, NeedKind.STANDING) and read.scope is Scope.STATE
    return Coverage(read.scope, spans, patience(read), due, trouble, since if personal else None)

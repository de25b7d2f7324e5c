"""For which watches a stream speaks, and up to when.

It speaks for somebody from the first deed on that it tells of him or her: that proves both that he or she is listened
for and that it carries the server where the account lives. Whatever casts a doubt on either ends that until the next
deed: a gap, an account that has changed (or moved), a deed that was looked for in vain. A connection that goes on where
the last one was is no doubt: what was done meanwhile is told first.

How far it has come is told by the servers' clocks, in what has been dealt with since the last note: the middle of it,
so that one clock that runs ahead makes nobody believe more than was told, and never more than our own clock says.
Silence proves nothing: where nobody does anything, nothing is claimed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median_low
from typing import NamedTuple

from mooc.core.facts.needs import NeedKind
from mooc.core.facts.questions import Read
from mooc.core.planning.plan import WatchKey
from mooc.core.push.stream import StreamEvent
from mooc.core.push.stream_events import EventType

CHECK_INTERVAL = timedelta(hours=6)
"""How often a look is taken at what a stream speaks for, to be sure."""


class StreamCoverage(NamedTuple):
    """All that a watch asks about has been told, from ``since[watch]`` to ``until``. ``now``: course time of saying it.
    All in UTC."""

    until: datetime
    since: Mapping[WatchKey, datetime]
    now: datetime


class CoverageTracker:
    """What a stream has said since it was connected. ``speaks``: see ``EventStream.covers``."""

    def __init__(self, network: str, speaks: Collection[NeedKind], reads: Iterable[Read]) -> None:
        self._network = network
        self._reads = [read.name for read in reads if read.by == "actor" and read.needs <= set(speaks)]
        self._since: dict[WatchKey, datetime] = {}
        self._new: set[WatchKey] = set()
        self._times: list[datetime] = []

    def hear(self, events: Sequence[StreamEvent], accounts: Collection[str]) -> None:
        """Take in what came, in its order. ``accounts``: those that are listened for."""
        for event in events if self._reads else ():
            for signal in event.signals:
                if signal.event is EventType.STANDING:
                    self.doubt({signal.actor})
                elif signal.actor in accounts:
                    self._new |= self._of(signal.actor) - self._since.keys()

    def doubt(self, accounts: Collection[str] = ()) -> None:
        """Speak no longer for these (nobody named: for anybody), until they are heard again."""
        keys = [key for account in accounts for key in self._of(account)] if accounts else [*self._since, *self._new]
        self.drop(keys)

    def drop(self, keys: Iterable[WatchKey]) -> None:
        """Speak no longer for these watches, until their accounts are heard again."""
        for key in keys:
            self._since.pop(key, None)
            self._new.discard(key)

    def keep_to(self, accounts: Collection[str]) -> None:
        """Nobody else is listened for any more."""
        self.drop([key for key in (*self._since, *self._new) if key.subject not in accounts])

    def reach(self, at: datetime | None) -> None:
        """Something has been dealt with that was told with that time."""
        if at and self._reads:
            self._times.append(at)

    def say(self, now: datetime) -> StreamCoverage | None:
        """What may be claimed, and begin anew. Who was heard meanwhile is spoken for from now on."""
        coverage = (
            StreamCoverage(min(median_low(self._times), now), dict(self._since), now)
            if self._times and self._since
            else None
        )
        self._times.clear()
        self._since |= dict.fromkeys(self._new, now)
        self._new.clear()
        return coverage

    def _of(self, account: str) -> set[WatchKey]:
        return {WatchKey(self._network, read, account) for read in self._reads}

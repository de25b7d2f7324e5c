"""When to look, after a stream has told of something.

The network's index lags behind its stream, so one look may come too early: a watch is looked at shortly after the
signal, and again at growing distances until all that was told of it stands in the log; then it is left to the polls.
Whatever comes in between joins the look that is planned: a burst takes no more looks than one post.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mooc.core.planning.plan import WatchKey
from mooc.core.push.stream_events import Signal
from mooc.core.values.backoff import LOOK, Backoff

MAX_REMEMBERED = 1000
"""Of so many watches it is remembered when they were looked at, before the old ones are forgotten."""


@dataclass
class _Look:
    """The looks at one watch: the next (seconds of a monotonic clock), when it was touched, and how many there were for
    these signals."""

    at: float
    signalled_at: float
    done: int = 0
    signals: set[Signal] = field(default_factory=set)


class Scheduler:
    """What is to be looked at. ``delays``: seconds after a signal at which to look; ``backoff``: between two looks at
    one watch, however much is told. ``moment`` everywhere: seconds of one monotonic clock."""

    def __init__(self, delays: Sequence[float], backoff: Backoff = LOOK) -> None:
        self._delays, self._backoff = tuple(delays), backoff
        self._looks: dict[WatchKey, _Look] = {}
        self._last: dict[WatchKey, tuple[float, int]] = {}
        """Watch → when it was looked at last, and how many looks have followed closely upon each other."""

    def add(self, touched: Mapping[Signal, Collection[WatchKey]], moment: float) -> None:
        """These signals touch these watches. A watch that has been looked at for others is looked at anew, not sooner
        than a moment after its last look, and in a burst less and less often: nobody can make us ask without end."""
        for signal, keys in touched.items():
            for key in keys:
                last, streak = self._last.get(key, (moment - self._pause(0), 0))
                not_before = last + self._pause(self._streak(last, streak, moment))
                at = max(moment + self._delays[0], not_before)
                look = self._looks.setdefault(key, _Look(at, moment))
                if look.done:
                    look.at, look.signalled_at, look.done = min(look.at, at), moment, 0
                look.signals.add(signal)

    def open(self) -> frozenset[Signal]:
        """The signals whose facts are still looked for."""
        return frozenset(signal for look in self._looks.values() for signal in look.signals)

    def looked(self) -> frozenset[Signal]:
        """Those of them that have been looked for at least once."""
        return frozenset(signal for look in self._looks.values() if look.done for signal in look.signals)

    def next(self) -> float | None:
        """When the next look is due; None if none is planned."""
        return min((look.at for look in self._looks.values()), default=None)

    def due(self, moment: float) -> list[WatchKey]:
        """The watches to look at now. Those that have been looked at often enough are left to the polls."""
        ripe = [key for key, look in self._looks.items() if look.at <= moment]
        spent = [key for key in ripe if self._looks[key].done >= len(self._delays)]
        for key in spent:
            del self._looks[key]
        due = [key for key in ripe if key in self._looks]
        for key in due:
            look = self._looks[key]
            look.done += 1
            delay = self._delays[min(look.done, len(self._delays) - 1)]
            previous = self._last.get(key)
            streak = self._streak(*previous, moment) + 1 if previous else 0
            self._last[key] = moment, streak
            look.at = max(look.signalled_at + delay, moment + self._pause(streak))
            if len(self._last) > MAX_REMEMBERED:
                longest = 2 * self._backoff.longest.total_seconds()
                self._last = {watch: (at, n) for watch, (at, n) in self._last.items() if moment - at <= longest}
        return sorted(due)

    def seen(self, signals: Iterable[Signal]) -> None:
        """These stand in the log: a watch of which nothing else is missing needs no further look."""
        logged = set(signals)
        for key, look in list(self._looks.items()):
            look.signals -= logged
            if not look.signals:
                del self._looks[key]

    def _pause(self, streak: int) -> float:
        return self._backoff.wait(streak + 1).total_seconds()

    def _streak(self, last: float, streak: int, moment: float) -> int:
        """A burst is over when it has been quiet for twice the pause that it had come to."""
        return streak if moment - last <= 2 * self._pause(streak) else 0

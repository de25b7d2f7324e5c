"""How long to wait before something is tried again: twice as long each time in a row, up to a bound.

What else waits a fixed time, and for what, stands beside what waits. What counts the times: ``attempts`` of a row of a
queue, that work on it failed by itself; ``failures`` of a watch or a server, that the network was in trouble.
"""

from datetime import timedelta
from typing import NamedTuple

_DOUBLINGS = 20
"""More would only make numbers that no clock needs."""


class Backoff(NamedTuple):
    """The ``first`` wait, and the ``longest``."""

    first: timedelta
    longest: timedelta

    def wait(self, times: int, chance: float = 0.5) -> timedelta:
        """The wait after so many times in a row in vain; none after none. ``chance``: from 0 to 1, a quarter less or
        more, so that what failed together does not come back together.

        >>> backoff = Backoff(timedelta(seconds=30), timedelta(minutes=5))
        >>> [backoff.wait(times).seconds for times in (0, 1, 2, 4, 5, 99)]
        [0, 30, 60, 240, 300, 300]
        >>> [backoff.wait(2, chance).seconds for chance in (0, 0.5, 1)]
        [45, 60, 75]
        """
        if times <= 0:
            return timedelta(0)
        return min(self.first * (1 << min(times - 1, _DOUBLINGS)), self.longest) * (0.75 + chance / 2)


ROW = Backoff(timedelta(seconds=30), timedelta(minutes=5))
"""A row of a queue, work on which fails by itself (real time)."""
NETWORK = Backoff(timedelta(minutes=1), timedelta(hours=1))
"""A watch or a link whose network answers with trouble (course time)."""
BUCKET = Backoff(timedelta(minutes=1), timedelta(minutes=15))
"""A limit of a network that is used up, where nothing says until when (real time)."""
SERVER = Backoff(timedelta(seconds=30), timedelta(minutes=15))
"""A server that fails (real time)."""
TOKEN = Backoff(timedelta(minutes=5), timedelta(hours=1))
"""A token that is refused: one request after five minutes, ten, twenty, … an hour, in case somebody has put it right
(real time)."""
STREAM = Backoff(timedelta(seconds=1), timedelta(minutes=1))
"""A stream that breaks (real time)."""
LOOK = Backoff(timedelta(seconds=0.3), timedelta(seconds=9.6))
"""A watch of which a stream tells again and again: between two looks (real time)."""

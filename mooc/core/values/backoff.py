"""How long to wait before something is tried again: twice as long each time, up to a bound."""

from datetime import timedelta

DOUBLINGS = 12
"""More would only make numbers that no clock needs."""


def delay(attempts: int, first: timedelta, longest: timedelta) -> timedelta:
    """The wait after so many attempts in a row that failed; nothing after none.

    >>> [delay(attempts, timedelta(seconds=30), timedelta(minutes=5)).seconds for attempts in (0, 1, 2, 4, 5, 99)]
    [0, 30, 60, 240, 300, 300]
    """
    return min(first * (1 << min(attempts - 1, DOUBLINGS)), longest) if attempts > 0 else timedelta(0)


def with_jitter(wait: timedelta, chance: float) -> timedelta:
    """A quarter more or less, so that what failed together does not come back together. ``chance``: from 0 to 1.

    >>> [with_jitter(timedelta(seconds=60), chance).seconds for chance in (0, 0.5, 1)]
    [45, 60, 75]
    """
    return wait * (0.75 + chance / 2)

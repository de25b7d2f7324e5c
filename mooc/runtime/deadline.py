"""The time that a whole step may take in which networks are asked, however many requests it makes, one after another.

    with deadline.within(8) as step:
        …  # every request made here has the time that is left at most; where none is left, none is sent

Carried along by the context, as a step goes through layers that know nothing of who waits for it. A leaf module.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LEAST = 0.001
"""Sockets take 0 for "do not wait"."""

_NOTHING = 0.05
"""Seconds in which nobody answers; what is given up at the end of a step is given up a moment before or after it."""


class Step:
    """One step, from now on."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds, never below 0."""
        return max(self._end - time.monotonic(), 0.0)

    @property
    def is_over(self) -> bool:
        """Whether its time is used up."""
        return self.left < _NOTHING


_step: ContextVar[Step | None] = ContextVar("step", default=None)


@contextmanager
def within(seconds: float) -> Iterator[Step]:
    """A step that may take so many seconds; within another one it is for itself: what must be done has its own time."""
    step = Step(seconds)
    token = _step.set(step)
    try:
        yield step
    finally:
        _step.reset(token)


def seconds_left(at_most: float) -> float:
    """Seconds for one request that may take ``at_most``; never 0."""
    step = _step.get()
    return at_most if step is None else max(min(at_most, step.left), _LEAST)


def is_over() -> bool:
    """Whether no time is left: then nothing more is to be sent."""
    step = _step.get()
    return step is not None and step.is_over

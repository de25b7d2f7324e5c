"""A listener that a test starts and stops."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from mooc.core.facts.questions import Read
from mooc.core.push import Stream
from mooc.core.values.backoff import Backoff
from workers.streams import Listener


class Listening:
    """Listens for as long as the ``with`` block runs; it tries again sooner than in production."""

    def __init__(self, stream: Stream, reads: Sequence[Read]) -> None:
        self.listener = Listener(stream, reads, Backoff(timedelta(seconds=0.1), timedelta(seconds=1)))

    def __enter__(self) -> "Listening":
        self.listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.ask_to_stop()
        self.listener.join(timeout=10)
        assert not self.listener.is_alive(), "it stops when it is asked to"


def until(true: Callable[[], object], within: float, every: float = 0.1) -> bool:
    """Whether it becomes true within so many seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(every)
    return bool(true())

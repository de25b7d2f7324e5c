"""A listener that a test starts and stops."""

from collections.abc import Sequence
from datetime import timedelta

from mooc.core.facts.questions import Read
from mooc.core.push import EventStream
from mooc.core.values.backoff import Backoff
from workers.streams import Listener


class Listening:
    """Listens for as long as the ``with`` block runs; it tries again sooner than in production."""

    def __init__(self, stream: EventStream, reads: Sequence[Read]) -> None:
        self.listener = Listener(stream, reads, Backoff(timedelta(seconds=0.1), timedelta(seconds=1)))

    def __enter__(self) -> "Listening":
        self.listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.ask_to_stop()
        self.listener.join(timeout=10)
        assert not self.listener.is_alive(), "it stops when it is asked to"

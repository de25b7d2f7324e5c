"""A listener that a test starts and stops."""

from collections.abc import Sequence

from mooc.core.facts.questions import Read
from mooc.core.push import Stream
from workers.streams import Backoff, Listener


class Listening:
    """Listens for as long as the ``with`` block runs; it tries again sooner than in production."""

    def __init__(self, stream: Stream, reads: Sequence[Read]) -> None:
        self.listener = Listener(stream, reads, Backoff(0.1, 1.0))

    def __enter__(self) -> "Listening":
        self.listener.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.listener.ask_to_stop()
        self.listener.join(timeout=10)
        assert not self.listener.is_alive(), "it stops when it is asked to"

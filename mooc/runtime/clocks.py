"""The clocks there are, and the one that this process goes by."""

from datetime import UTC, datetime
from threading import Lock

from mooc.core.values.clock import Clock


class SystemClock:
    """Course time is real time."""

    def now(self) -> datetime:
        """The real moment (UTC)."""
        return datetime.now(UTC)


class PlayedClock:
    """Course time is moved by hand: a demo or a test plays weeks in seconds. Never goes back; safe among threads."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._lock = Lock()

    def now(self) -> datetime:
        """The moment that was played to (UTC)."""
        return self._now

    def play_to(self, moment: datetime) -> None:
        """Move on to ``moment``; what lies in the past is left as it is."""
        with self._lock:
            self._now = max(self._now, moment)


_current: Clock = SystemClock()


def use(clock: Clock) -> None:
    """From now on this process goes by ``clock``."""
    global _current
    _current = clock


def now() -> datetime:
    """Course time (UTC)."""
    return _current.now()

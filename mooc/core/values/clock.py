"""The Clock: where course time comes from."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Course time. Leases, rate limits and time-outs do not go by it: they go by real time."""

    def now(self) -> datetime:
        """The moment it is in the course (aware, UTC)."""

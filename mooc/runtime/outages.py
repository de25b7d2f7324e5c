"""What is away for a while is said in one line when it goes, one now and then, and one when it is back."""

import logging
import threading
import time

EVERY = 300.0
"""Seconds between two lines on the same outage."""


class Outage:
    """Whether one thing that others need is away, for this process. May be shared by threads."""

    def __init__(self, log: logging.Logger, what: str, every: float = EVERY) -> None:
        self._log, self._what, self._every = log, what, every
        self._lock = threading.Lock()
        self._since: float | None = None
        self._said = self._last = 0.0
        self._times = 0

    @property
    def seconds(self) -> float:
        """For how long it has been away; 0 where it is there."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since

    def gone(self, why: object) -> None:
        """It was needed, and is away: ``why`` is for the log."""
        now = time.monotonic()
        with self._lock:
            begins = self._since is None or now - self._last > self._every  # nobody has told that it was back
            self._since, self._times = (now, 1) if begins else (self._since, self._times + 1)
            self._last = now
            if not begins and now - self._said < self._every:
                return
            self._said, times, since = now, self._times, self._since or now
        if begins:
            self._log.warning("%s does not answer: %s", self._what, why)
        else:
            how = (self._what, now - since, times, why)
            self._log.warning("%s still does not answer, for %.0f s, %d times in vain: %s", *how)

    def back(self) -> None:
        """It was needed, and is there."""
        if self._since is None:
            return
        with self._lock:
            since, times = self._since, self._times
            self._since, self._times = None, 0
        if since is not None:
            how = (self._what, time.monotonic() - since, times)
            self._log.warning("%s answers again, after %.0f s, %d times in vain", *how)

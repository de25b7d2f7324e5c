"""What is away for a while is said in one line when it goes, one now and then, and one when it is back."""

import logging
import threading
import time

EVERY = 300.0
"""Seconds between two lines on the same outage."""


class OutageLog:
    """Whether one thing that others need is away, for this process. May be shared by threads."""

    def __init__(self, log: logging.Logger, service: str, every: float = EVERY) -> None:
        self._log, self._service, self._every = log, service, every
        self._lock = threading.Lock()
        self._since: float | None = None
        self._logged_at = self._last_failure = 0.0
        self._failures = 0

    @property
    def seconds(self) -> float:
        """For how long it has been away; 0 where it is there."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since

    def gone(self, why: object) -> None:
        """It was needed, and is away: ``why`` is for the log."""
        now = time.monotonic()
        with self._lock:
            begins = self._since is None or now - self._last_failure > self._every  # its coming back went unnoticed
            self._since, self._failures = (now, 1) if begins else (self._since, self._failures + 1)
            self._last_failure = now
            if not begins and now - self._logged_at < self._every:
                return
            self._logged_at, failures, since = now, self._failures, self._since or now
        if begins:
            self._log.warning("%s does not answer: %s", self._service, why)
        else:
            details = (self._service, now - since, failures, why)
            self._log.warning("%s still does not answer, for %.0f s, %d times in vain: %s", *details)

    def back(self) -> None:
        """It was needed, and is there."""
        if self._since is None:
            return
        with self._lock:
            since, failures = self._since, self._failures
            self._since, self._failures = None, 0
        if since is not None:
            details = (self._service, time.monotonic() - since, failures)
            self._log.warning("%s answers again, after %.0f s, %d times in vain", *details)

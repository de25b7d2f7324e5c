"""A gate that keeps its book in memory: for one process without a database, such as a command, a test, a sign-in."""

import threading
import time
from collections.abc import Callable

from mooc.core.spending.gate import Bucket, RequestOutcome
from mooc.core.spending.ratelimit import (
    SERVER_LIMITS,
    Breaker,
    BreakerLimits,
    BucketState,
    RequestState,
    after_request,
    after_response,
)


class LocalGate:
    """The Gate of one process, by the rules of ``mooc.core.spending.ratelimit``. May be shared by threads.

    ``clock``: seconds of the Unix clock.
    """

    def __init__(self, patience: BreakerLimits = SERVER_LIMITS, clock: Callable[[], float] = time.time) -> None:
        self._patience, self._clock, self._lock = patience, clock, threading.Lock()
        self._pages: dict[tuple[str, str, str, str], BucketState] = {}
        self._healths: dict[tuple[str, str], Breaker] = {}
        self._tokens: dict[tuple[str, str, str], Breaker] = {}

    def enter(self, bucket: Bucket) -> None:
        """Count one request, which may now be sent. Raises GateClosed."""
        with self._lock:
            self._keep(bucket, after_request(self._entry(bucket), bucket, self._clock(), self._patience))

    def leave(self, bucket: Bucket, answer: RequestOutcome) -> float:
        """Note what came of it; returns when it is worth asking again, 0 if it is now."""
        with self._lock:
            now = self._clock()
            entry = after_response(self._entry(bucket), answer, now, self._patience, has_token=bool(bucket.token))
            self._keep(bucket, entry)
            return entry.closed_until(now)

    def _entry(self, bucket: Bucket) -> RequestState:
        token = self._tokens.get((*bucket.host, bucket.token), Breaker())
        return RequestState(
            self._pages.get(bucket.key, BucketState()), self._healths.get(bucket.host, Breaker()), token
        )

    def _keep(self, bucket: Bucket, entry: RequestState) -> None:
        self._pages[bucket.key], self._healths[bucket.host], self._tokens[*bucket.host, bucket.token] = entry

"""The gate that all workers share: its book is the database.

    enter ── one UPDATE that counts, and only where there is something left ──▶ the request is sent
      └─ it counted nothing: closed, or both rows are read under a lock, changed by the core, and stored
    leave ── one SELECT; where the answer changes nothing (the usual case) that is all ──▶ else under a lock again

Each step is a transaction of its own, or a single statement: requests are made outside of transactions, and a count
that is rolled back would count nothing.
"""

from collections.abc import Callable, Collection

from django.db import transaction

from mooc.core.facts.troubles import TroubleKind
from mooc.core.spending.gate import Bucket, RequestOutcome
from mooc.core.spending.ratelimit import (
    SERVER_LIMITS,
    BreakerLimits,
    RequestState,
    after_request,
    after_response,
    is_failure,
    is_refusal,
)
from mooc.services.spending.waking import wake
from mooc.store.spending import ratelimit


class StoreGate:
    """The Gate that all workers share. Raises DatabaseError where the book cannot be reached: then nothing is sent."""

    def __init__(self, patience: BreakerLimits = SERVER_LIMITS) -> None:
        self._patience = patience

    def enter(self, bucket: Bucket) -> None:
        """Count one request, which may now be sent. Raises GateClosed."""
        if ratelimit.count(bucket):
            return

        def step(entry: RequestState, now: float) -> RequestState:
            return after_request(entry, bucket, now, self._patience)

        stored_state = ratelimit.look_up(bucket)
        if stored_state:  # many may ask while a bucket is closed: to see that needs no lock
            step(stored_state.entry, stored_state.now)
        _change(bucket, step)

    def leave(self, bucket: Bucket, answer: RequestOutcome) -> float:
        """Note what came of it; returns when it is worth asking again, 0 if it is now."""

        def step(entry: RequestState, now: float) -> RequestState:
            return after_response(entry, answer, now, self._patience, has_token=bool(bucket.token))

        at_fault: str | None = None  # which row the answer speaks against: that of the server (empty), or of the token
        if is_failure(answer):
            at_fault = ""
        elif bucket.token and is_refusal(answer):
            at_fault = bucket.token
        stored_state = ratelimit.look_up(bucket)
        if stored_state and at_fault is None and step(stored_state.entry, stored_state.now) == stored_state.entry:
            return stored_state.entry.closed_until(stored_state.now)
        return _change(bucket, step, at_fault)


def forget_refused_tokens(networks: Collection[str], but: Collection[str] = ()) -> bool:
    """Forget that tokens were refused on these networks, but those with these fingerprints; whether any was. What waits
    for it falls due at once. One query where there is nothing to forget."""
    forgiven_networks = ratelimit.forget_refusals(networks, but)
    for network in sorted(forgiven_networks):
        wake(network, {TroubleKind.UNAUTHORIZED})
    return bool(forgiven_networks)


def _change(bucket: Bucket, step: Callable[[RequestState, float], RequestState], at_fault: str | None = None) -> float:
    """Apply one step of the rules to the book; returns until when it is closed. Raises GateClosed, storing nothing."""
    with transaction.atomic():
        changed = ratelimit.change(bucket, step, at_fault)
    if changed.is_forgiven:
        wake(bucket.network, {TroubleKind.UNAUTHORIZED})
    return changed.closed_until

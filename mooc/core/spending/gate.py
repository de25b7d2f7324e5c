"""The gate that every request passes: rate limits, broken servers and refused tokens, known to all workers.

    gate.enter(bucket)                      # raises GateClosed: nothing was sent
    …                                       # the request
    gate.leave(bucket, RequestOutcome(200, remaining=12, reset=1_764_000_000.0))

An adapter knows its buckets and what the headers say; who keeps the book is chosen by whoever opens the adapter. All
times here are real time (seconds of the Unix clock), never course time.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple, Protocol

from mooc.core.facts.troubles import Trouble, TroubleKind


class Bucket(NamedTuple):
    """What a network counts together. ``server``: the host that is asked, which may break as a whole.

    ``endpoint``: the endpoint, or ``""`` where one limit holds for all of them. ``limit`` requests may be sent in
    ``seconds`` (0: not known beforehand). ``credential``: whose limit it is, as a name that gives nothing away.
    ``token``: the fingerprint of the token that is sent, which the server may refuse; empty: none is sent, or one that
    serves a single person once.
    """

    network: str
    server: str
    endpoint: str
    limit: int
    seconds: int
    credential: str = "app"
    token: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it this bucket and no other: a limit may change."""
        return self.network, self.server, self.endpoint, self.credential

    @property
    def host(self) -> tuple[str, str]:
        """The server, of its network."""
        return self.network, self.server


def fingerprint(token: str) -> str:
    """A name for a token, from which nobody gets it back; empty for none. Another token has another name."""
    return sha256(token.encode()).hexdigest()[:16] if token else ""


class RequestOutcome(NamedTuple):
    """What came of a request. ``status``: of HTTP; 0 where no answer came, or one that is no answer (a redirect, a page
    of maintenance, one that is too large or cut off).

    ``remaining``/``reset``: as the headers of the answer said; None where they said nothing.
    """

    status: int
    remaining: int | None = None
    reset: float | None = None


class GateClosed(Exception):
    """The request was not sent. ``kind``: RATE_LIMITED, UNREACHABLE for a server that is broken, UNAUTHORIZED for a
    token that it refuses; ``until``: when it is worth trying again."""

    def __init__(self, kind: TroubleKind, until: float) -> None:
        super().__init__(f"{kind} until {until:.0f}")
        self.kind, self.until = kind, until

    @property
    def trouble(self) -> Trouble:
        """The same, for the engine."""
        return Trouble(self.kind, datetime.fromtimestamp(self.until, UTC), "not sent")


class Gate(Protocol):
    """Counts requests before they are sent, and hears what came of them. May be shared by threads."""

    def enter(self, bucket: Bucket, /) -> None:
        """Count one request, which may now be sent. Raises GateClosed."""

    def leave(self, bucket: Bucket, answer: RequestOutcome, /) -> float:
        """Note what came of a request that was sent; returns when it is worth asking again (of a 401, and of a 429 that
        names no moment, too), 0 if it is now."""

"""Asking an AppView: atproto's requests and lexicon models, bounded in time and size, with every failure named.

With ``records`` the only module that knows atproto's client. Its models are generated from the lexicons
(https://atproto.com/specs/lexicon) and parse strictly where a lexicon is closed and liberally where it is open (an
embed of next year is no error), which models written here would have to learn anew. The client is
the one without a session: nothing is ever written.
"""

import time
from typing import Any

import httpx
import requests
from atproto_client.client.raw import ClientRaw  # type: ignore[import-untyped]
from atproto_client.exceptions import (  # type: ignore[import-untyped]
    ModelError,
    RateLimitExceededError,
    RequestErrorBase,
)
from atproto_client.request import Request  # type: ignore[import-untyped]

from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.spending.gate import Gate
from mooc.http.addresses import RefusalReason, RequestRefused
from mooc.http.bounds import BYTES_AT_MOST, TIMEOUT, read_bounded
from mooc.networks.bluesky.rate_limits import GatedTransport, server_bucket
from mooc.networks.local_gate import LocalGate
from mooc.runtime import deadline

DEACTIVATED = Trouble(TroubleKind.ACCOUNT_GONE, detail="deactivated")
UNREADABLE = {
    "AccountTakedown": Trouble(TroubleKind.SUSPENDED, detail="taken down"),
    "AccountDeactivated": DEACTIVATED,
    "Profile not found": Trouble(TroubleKind.ACCOUNT_GONE, detail="not found"),
}
"""What an AppView calls an account that it does not show: the error's name, or else its message."""


class BoundedTransport(httpx.BaseTransport):
    """HTTP that follows no redirect, and gives up when a whole answer takes ``seconds`` or exceeds ``size`` bytes.

    httpx's own time-out is for each piece, so that a server which drips would hold a worker for hours. ``size``
    counts what is unpacked.
    """

    def __init__(self, seconds: float, size: int) -> None:
        self._seconds, self._size = seconds, size
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and read the whole answer. Raises RequestRefused, and the errors of requests and httpx."""
        seconds = deadline.seconds_left(self._seconds)
        until = time.monotonic() + seconds
        request.extensions = {**request.extensions, "timeout": httpx.Timeout(seconds).as_dict()}
        answer = self._inner.handle_request(request)
        try:
            if answer.is_redirect:
                raise RequestRefused(RefusalReason.REDIRECT)
            body = read_bounded(answer.iter_bytes(), self._size, until)
            packing = ("content-encoding", "transfer-encoding", "content-length")
            headers = [(name, value) for name, value in answer.headers.multi_items() if name.lower() not in packing]
            return httpx.Response(answer.status_code, headers=headers, content=body, request=request)
        finally:
            answer.close()

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def connect(base_url: str, timeout: float = TIMEOUT, size: int = BYTES_AT_MOST, gate: Gate | None = None) -> Any:
    """The namespace ``app.bsky`` of the server at ``base_url``. May be shared by threads.

    ``gate``: what each request passes; None for one of its own, in memory.
    """
    transport = GatedTransport(BoundedTransport(timeout, size), gate or LocalGate(), server_bucket(base_url))
    return ClientRaw(base_url, request=Request(timeout=timeout, transport=transport)).app.bsky


def to_trouble(error: Exception) -> Trouble:
    """What went wrong, for the engine. Errors that are bugs of ours are raised on.

    https://atproto.com/specs/xrpc#error-responses and https://docs.bsky.app/docs/advanced-guides/rate-limits
    """
    if isinstance(error, RateLimitExceededError):
        return Trouble(TroubleKind.RATE_LIMITED, error.reset_at, "429")
    if isinstance(error, RequestErrorBase) and error.response is not None:
        status, body = error.response.status_code, error.response.content
        if status >= 500:
            return Trouble(TroubleKind.SERVER_ERROR, detail=str(status))
        reasons = (getattr(body, "error", None), getattr(body, "message", None))
        refused = Trouble(TroubleKind.REFUSED, detail=str(status))
        return next((UNREADABLE[reason] for reason in reasons if reason in UNREADABLE), refused)
    if isinstance(error, RequestRefused):
        return Trouble(TroubleKind.BAD_ANSWER, detail=str(error.key))
    if isinstance(error, (ModelError, ValueError, httpx.DecodingError)):
        return Trouble(TroubleKind.BAD_ANSWER, detail=type(error).__name__)
    if isinstance(error, (RequestErrorBase, httpx.HTTPError, requests.RequestException)):
        return Trouble(TroubleKind.UNREACHABLE, detail=type(error.__cause__ or error).__name__)
    raise error

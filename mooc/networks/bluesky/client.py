"""Asking an AppView: atproto's requests and lexicon models, bounded in time and size, with every failure named.

With ``records`` the only module that knows atproto's client. Its models are generated from the lexicons
(https://atproto.com/specs/lexicon) and parse strictly where a lexicon is closed and liberally where it is open (an
embed of next year is no error), which models written here would have to learn anew. The client is
the one without a session: nothing is ever written.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import httpx
from atproto_client.client.raw import ClientRaw  # type: ignore[import-untyped]
from atproto_client.exceptions import (  # type: ignore[import-untyped]
    ModelError,
    RateLimitExceededError,
    RequestErrorBase,
)
from atproto_client.request import Request  # type: ignore[import-untyped]

from mooc.core.facts.network import ENDLESS, Allowance, NetworkTrouble, Sent, Trouble, TroubleKind, sent_to
from mooc.core.spending.gate import Closed, Gate
from mooc.gates import LocalGate
from mooc.networks.bluesky.gated import GatedTransport, bucket
from mooc.runtime import deadline

PAGES_AT_MOST = 50
TIMEOUT = 10.0
BYTES_AT_MOST = 5 * 2**20
DEACTIVATED = Trouble(TroubleKind.ACCOUNT_GONE, detail="deactivated")
UNREADABLE = {
    "AccountTakedown": Trouble(TroubleKind.SUSPENDED, detail="taken down"),
    "AccountDeactivated": DEACTIVATED,
    "Profile not found": Trouble(TroubleKind.ACCOUNT_GONE, detail="not found"),
}
"""What an AppView calls an account that it does not show: the error's name, or else its message."""


class UnfitAnswer(Exception):
    """The answer is too large, or sends us elsewhere."""


class BoundedTransport(httpx.BaseTransport):
    """HTTP that follows no redirect, and gives up when a whole answer takes ``seconds`` or exceeds ``size`` bytes.

    httpx's own time-out is for each piece, so that a server which drips would hold a worker for hours. ``size``
    counts what is unpacked.
    """

    def __init__(self, seconds: float, size: int) -> None:
        self._seconds, self._size = seconds, size
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send, and read the whole answer. Raises UnfitAnswer and httpx's own errors."""
        seconds = deadline.left(self._seconds)
        until = time.monotonic() + seconds
        request.extensions = {**request.extensions, "timeout": httpx.Timeout(seconds).as_dict()}
        answer = self._inner.handle_request(request)
        try:
            if answer.is_redirect:
                raise UnfitAnswer("redirect")
            return self._whole(answer, request, until)
        finally:
            answer.close()

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def _whole(self, answer: httpx.Response, request: httpx.Request, until: float) -> httpx.Response:
        body = bytearray()
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > self._size:
                raise UnfitAnswer("too large")
            if time.monotonic() > until:
                raise httpx.ReadTimeout("the whole answer takes too long", request=request)
        packing = ("content-encoding", "transfer-encoding", "content-length")
        headers = [(name, value) for name, value in answer.headers.multi_items() if name.lower() not in packing]
        return httpx.Response(answer.status_code, headers=headers, content=bytes(body), request=request)


def connect(base_url: str, timeout: float = TIMEOUT, size: int = BYTES_AT_MOST, gate: Gate | None = None) -> Any:
    """The namespace ``app.bsky`` of the server at ``base_url``. May be shared by threads.

    ``gate``: what each request passes; None for one of its own, in memory.
    """
    transport = GatedTransport(BoundedTransport(timeout, size), gate or LocalGate(), bucket(base_url))
    return ClientRaw(base_url, request=Request(timeout=timeout, transport=transport)).app.bsky


class Asker:
    """The requests that one question takes: counted, and no more than it may cost. ``now`` as in ``Network.read``."""

    def __init__(self, now: datetime, pages_at_most: int = PAGES_AT_MOST, allowance: Allowance = ENDLESS) -> None:
        self.requests = 0
        self.sent: tuple[Sent, ...] = ()
        self.now, self._pages_at_most, self._requests_at_most = now, pages_at_most, allowance.requests

    def ask(self, method: Callable[[Mapping[str, object]], Any], params: Mapping[str, object]) -> Any:
        """The parsed answer. Raises NetworkTrouble."""
        if self._requests_at_most is not None and self.requests >= self._requests_at_most:
            raise NetworkTrouble(Trouble(TroubleKind.BUDGET, detail="requests"))
        if deadline.is_over():
            raise NetworkTrouble(Trouble(TroubleKind.UNREACHABLE, detail="no time is left"))
        before = self.sent
        self.requests += 1
        self.sent = sent_to(getattr(method, "__name__", "request"), self.sent)
        try:
            return method(params)
        except Closed as closed:
            self.requests, self.sent = self.requests - 1, before  # it was not sent
            raise NetworkTrouble(closed.trouble) from closed
        except Exception as error:
            raise NetworkTrouble(named(error)) from error

    def pages(self, method: Callable[[Mapping[str, object]], Any], params: Mapping[str, object]) -> Iterator[Any]:
        """One answer after the other until there is no more. Raises NetworkTrouble, also for too many pages.

        A page may be shorter than was asked for, or empty, and still not be the last: only a missing cursor ends.
        """
        seen: set[str] = set()
        cursor = ""
        for _ in range(self._pages_at_most):
            page = self.ask(method, {**params, "cursor": cursor} if cursor else params)
            yield page
            cursor = page.cursor or ""
            if not cursor:
                return
            if cursor in seen:
                raise NetworkTrouble(Trouble(TroubleKind.LOOPING))
            seen.add(cursor)
        raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail=f"more than {self._pages_at_most} pages"))


def attempt(look: Callable[[], object]) -> Trouble | None:
    """Why the look broke off; None if it did not. A ValueError is an answer that cannot be understood."""
    try:
        look()
    except NetworkTrouble as error:
        return error.trouble
    except ValueError as error:
        return Trouble(TroubleKind.BAD_ANSWER, detail=type(error).__name__)
    return None


def named(error: Exception) -> Trouble:
    """What went wrong, for the engine. Errors that are bugs of ours are raised on.

    https://atproto.com/specs/xrpc#error-responses and https://docs.bsky.app/docs/advanced-guides/rate-limits
    """
    if isinstance(error, RateLimitExceededError):
        return Trouble(TroubleKind.RATE_LIMITED, error.reset_at, "429")
    if isinstance(error, RequestErrorBase) and error.response is not None:
        return _refusal(error.response)
    if isinstance(error, (ModelError, UnfitAnswer, ValueError, httpx.DecodingError)):
        return Trouble(TroubleKind.BAD_ANSWER, detail=type(error).__name__)
    if isinstance(error, (RequestErrorBase, httpx.HTTPError)):
        return Trouble(TroubleKind.UNREACHABLE, detail=type(error.__cause__ or error).__name__)
    raise error


def _refusal(response: Any) -> Trouble:
    status = response.status_code
    if status >= 500:
        return Trouble(TroubleKind.SERVER_ERROR, detail=str(status))
    said = response.content
    words = (getattr(said, "error", None), getattr(said, "message", None))
    refused = Trouble(TroubleKind.REFUSED, detail=str(status))
    return next((UNREADABLE[word] for word in words if word in UNREADABLE), refused)

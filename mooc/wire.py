"""HTTP to X, bounded: tweepy fixes the host, has no time-out of its own and reads whatever it is sent.

One ``requests`` transport adapter, mounted on the session of a tweepy client or handler, mends all three: it puts the
configured base in the host's place, gives every request a time-out and a deadline, caps the size, follows no redirect,
and keeps book of the rate limits that the headers tell of. Used by ``mooc.networks.x`` and ``mooc.linking.x``.
"""

import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter

API = "https://api.twitter.com"
"""The host that tweepy asks, whatever one tells it."""
TIMEOUT = 10.0
BYTES_AT_MOST = 5 * 2**20
_PIECE = 64 * 1024
_TELLTALES = ("tweepy", "requests_oauthlib", "oauthlib")
"""Their debug logs hold tokens."""


class Unfit(requests.RequestException):
    """The answer is too large, or sends us elsewhere."""


class Exhausted(requests.RequestException):
    """The rate limit is known to be used up, so the request was not sent. ``until``: seconds of the Unix clock."""

    def __init__(self, until: int) -> None:
        super().__init__("rate limit")
        self.until = until


class RateBook:
    """What the headers said last of each endpoint's rate limit. May be shared by threads.

    https://docs.x.com/x-api/fundamentals/rate-limits
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._used_up: dict[str, int] = {}

    def note(self, path: str, headers: Mapping[str, str]) -> None:
        """Take down the headers of an answer."""
        remaining, reset = headers.get("x-rate-limit-remaining", ""), headers.get("x-rate-limit-reset", "")
        with self._lock:
            if remaining == "0" and reset.isdecimal():
                self._used_up[_endpoint(path)] = int(reset)
            else:
                self._used_up.pop(_endpoint(path), None)

    def used_up_until(self, path: str) -> int | None:
        """When the endpoint may be asked again (seconds of the Unix clock); None: now."""
        until = self._used_up.get(_endpoint(path), 0)
        return until if until > self._clock() else None


def _endpoint(path: str) -> str:
    return re.sub(r"/\d+", "/:id", path.partition("?")[0])


class Transport(HTTPAdapter):
    """Sends requests for ``API`` to ``base_url``. ``timeout`` in seconds: to connect, between two pieces, in all."""

    def __init__(
        self,
        base_url: str = API,
        *,
        timeout: float = TIMEOUT,
        bytes_at_most: int = BYTES_AT_MOST,
        rates: RateBook | None = None,
    ) -> None:
        super().__init__(pool_maxsize=32)
        self._base, self._timeout, self._bytes_at_most = base_url.rstrip("/"), timeout, bytes_at_most
        self._rates = rates or RateBook()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send, and read the whole answer. Raises Unfit, Exhausted and the errors of requests."""
        path = _path_of(request)
        if until := self._rates.used_up_until(path):
            raise Exhausted(until)
        moved = request.copy()
        moved.url = self._base + path
        deadline = time.monotonic() + self._timeout
        options = kwargs | {"timeout": self._timeout, "stream": True}
        if self._base != API:
            options["proxies"] = {}  # a proxy of the environment is for the internet
        answer = super().send(moved, *args, **options)
        self._rates.note(path, answer.headers)
        if answer.is_redirect:
            answer.close()
            raise Unfit("redirect")
        self._read(answer, deadline)
        return answer

    def _read(self, answer: requests.Response, deadline: float) -> None:
        body = bytearray()
        try:
            for piece in answer.iter_content(_PIECE):
                body += piece
                if len(body) > self._bytes_at_most:
                    raise Unfit("too large")
                if time.monotonic() > deadline:
                    raise requests.ReadTimeout("the whole answer takes too long")
        finally:
            answer.close()
        answer._content = bytes(body)


def _path_of(request: requests.PreparedRequest) -> str:
    """Path and query. Raises Unfit for any other host than the one that is meant."""
    url = request.url or ""
    if not url.startswith(f"{API}/"):
        raise Unfit("another host")
    return url.removeprefix(API)


def mount(session: requests.Session, transport: Transport) -> None:
    """From now on the session speaks through the transport, and can reach nothing else."""
    for prefix in list(session.adapters):
        del session.adapters[prefix]
    session.mount("https://", transport)
    session.mount("http://", transport)
    for name in _TELLTALES:
        logging.getLogger(name).setLevel(logging.WARNING)

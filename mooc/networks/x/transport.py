"""HTTP to X, bounded: tweepy fixes the host, has no time-out of its own and reads whatever it is sent.

One ``requests`` transport adapter, mounted on the session of a tweepy client or handler, mends all three: it puts the
configured base in the host's place, gives every request a time-out and a deadline, caps the size, follows no redirect,
and passes the gate, which hears of each answer's rate limit. Used for reading, streaming and signing in.
"""

import logging
import math
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from mooc.core.spending.gate import Bucket, Gate, RequestOutcome
from mooc.http.addresses import RefusalReason, RequestRefused
from mooc.http.bounds import BYTES_AT_MOST, PIECE, TIMEOUT, read_bounded
from mooc.networks.local_gate import LocalGate
from mooc.networks.transport import is_json, rate_limit_of
from mooc.networks.x.capabilities import NETWORK
from mooc.networks.x.rate_limits import HEADERS
from mooc.networks.x.spec import API
from mooc.runtime import deadline

_LOGGERS_WITH_TOKENS = ("tweepy", "requests_oauthlib", "oauthlib")
"""Their debug logs hold tokens."""


BucketOf = Callable[[str], Bucket]
"""Path and query of a request → what X counts it with."""


class Transport(HTTPAdapter):
    """Sends requests for ``API`` to ``base_url``. ``timeout`` in seconds: to connect, between two pieces, in all."""

    def __init__(
        self,
        base_url: str = API,
        *,
        timeout: float = TIMEOUT,
        bytes_at_most: int = BYTES_AT_MOST,
        gate: Gate | None = None,
        bucket: BucketOf | None = None,
    ) -> None:
        super().__init__(pool_maxsize=32)
        self._base, self._timeout, self._bytes_at_most = base_url.rstrip("/"), timeout, bytes_at_most
        self._gate = gate or LocalGate()
        self._bucket = bucket or self._by_path

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Pass the gate, send, and read the whole answer. Raises GateClosed, RequestRefused and the errors of requests.

        Of a 401 and a 429 the answer's reset is afterwards when the gate opens again, also where X named no moment.
        """
        url = request.url or ""
        if not url.startswith(f"{API}/"):
            raise RequestRefused(RefusalReason.HOST)
        path = url.removeprefix(API)
        if deadline.is_over():
            raise requests.Timeout("no time is left for this step")
        bucket = self._bucket(path)
        self._gate.enter(bucket)
        try:
            answer = self._exchange(request, path, *args, **kwargs)
        except Exception:
            self._gate.leave(bucket, RequestOutcome(0))
            raise
        until = self._gate.leave(bucket, _outcome_of(answer))
        if answer.status_code in (401, 429) and until:
            answer.headers[HEADERS.reset] = str(math.ceil(until))
        return answer

    def _by_path(self, path: str) -> Bucket:
        return Bucket(NETWORK, urlsplit(self._base).netloc, path.partition("?")[0], 0, 0)

    def _exchange(self, request: requests.PreparedRequest, path: str, *args: Any, **kwargs: Any) -> requests.Response:
        """Send, and read the whole answer in time. Of one that breaks off the head came: what it promised may be
        billed, so that the error holds it."""
        rebased = request.copy()
        rebased.url = self._base + path
        seconds = deadline.seconds_left(self._timeout)
        until = time.monotonic() + seconds
        options = kwargs | {"timeout": seconds, "stream": True}
        if self._base != API:
            options["proxies"] = {}  # a proxy of the environment is for the internet
        answer = super().send(rebased, *args, **options)
        if answer.is_redirect:
            answer.close()
            raise RequestRefused(RefusalReason.REDIRECT)
        try:
            answer._content = read_bounded(answer.iter_content(PIECE), self._bytes_at_most, until)
        except requests.RequestException as error:
            error.response = answer
            raise
        finally:
            answer.close()
        return answer


def _outcome_of(answer: requests.Response) -> RequestOutcome:
    """What a whole answer tells of the limit and of the server."""
    fits = not answer.ok or not answer.content or is_json(answer.content)
    return rate_limit_of(answer.status_code if fits else 0, answer.headers, HEADERS)


def mount(session: requests.Session, transport: Transport) -> None:
    """From now on the session speaks through the transport, and can reach nothing else."""
    for prefix in list(session.adapters):
        del session.adapters[prefix]
    session.mount("https://", transport)
    session.mount("http://", transport)
    for name in _LOGGERS_WITH_TOKENS:
        logging.getLogger(name).setLevel(logging.WARNING)

"""tweepy's StreamingClient, bounded: it stops at its first trouble, hands over lines, and keeps the rules."""

import contextlib
import queue
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import requests
import tweepy
from requests.adapters import HTTPAdapter

from mooc.core.facts.cost import EndpointUsage, with_request
from mooc.core.facts.troubles import TroubleKind
from mooc.core.push import Disconnected
from mooc.core.spending.gate import Gate, GateClosed, RequestOutcome
from mooc.http.addresses import RefusalReason, RequestRefused
from mooc.http.bounds import TIMEOUT
from mooc.networks.transport import rate_limit_of
from mooc.networks.x import transport
from mooc.networks.x.posts import POST_FIELDS
from mooc.networks.x.rate_limits import HEADERS, request_bucket
from mooc.networks.x.spec import API
from mooc.networks.x.stream_rules import StreamRule

SILENCE = 30.0
"""Seconds without a line after which the connection is dead: a blank one comes every 20 (see ``stream``)."""
STREAM, RULES = "filtered_stream", "filtered_stream_rules"
"""What the ledger calls the endpoints."""
STREAM_PATH = "/2/tweets/search/stream"
UNPAID = 402
CALMING = {420, 429}
CALM = 60.0
"""Seconds to wait after being told of too many connections: 50 in 15 minutes are allowed."""


class RuleBook:
    """The rules of the app: https://docs.x.com/x-api/posts/filtered-stream/introduction

    ``usage``: what was asked so far, for the ledger.
    """

    def __init__(self, base_url: str, bearer: str, gate: Gate) -> None:
        self._client = tweepy.StreamingClient(bearer, return_type=requests.Response)
        bounded = transport.Transport(
            base_url, timeout=TIMEOUT, gate=gate, bucket=partial(request_bucket, base_url, bearer=bearer)
        )
        transport.mount(self._client.session, bounded)
        self.usage: tuple[EndpointUsage, ...] = ()

    def rules(self) -> list[dict[str, Any]]:
        """All rules that there are. Raises Disconnected."""
        return list(self._call(self._client.get_rules).get("data", []))

    def add(self, rules: Sequence[StreamRule]) -> None:
        """Raises Disconnected."""
        if rules:
            self._call(lambda: self._client.add_rules([tweepy.StreamRule(rule.value, rule.tag) for rule in rules]))

    def delete(self, ids: Sequence[str]) -> None:
        """Raises Disconnected."""
        if ids:
            self._call(lambda: self._client.delete_rules(list(ids)))

    def _call(self, call: Callable[[], Any]) -> dict[str, Any]:
        ledger, self.usage = self.usage, with_request(RULES, self.usage)
        try:
            return dict(call().json())
        except GateClosed as error:
            self.usage = ledger
            raise disconnected_by_gate(error) from error
        except tweepy.HTTPException as error:
            raise disconnected_by_status(error.response.status_code) from error
        except Exception as error:  # tweepy stumbles in many ways over what is no answer
            raise Disconnected(type(error).__name__) from error


def disconnected_by_status(status: int) -> Disconnected:
    """What a refusal means: https://docs.x.com/x-api/fundamentals/response-codes-and-errors"""
    kind = TroubleKind.OUT_OF_CREDITS if status == UNPAID else None
    return Disconnected(f"HTTP {status}", wait=CALM if status in CALMING else 0.0, kind=kind)


def disconnected_by_gate(closed: GateClosed) -> Disconnected:
    """The gate has let nothing through."""
    return Disconnected("not sent", wait=max(0.0, closed.until - time.time()))


class Reader(tweepy.StreamingClient):  # type: ignore[misc]  # tweepy ships no types
    """One connection. ``read`` blocks until it ends, and says so in the queue."""

    def __init__(self, base_url: str, bearer: str, gate: Gate) -> None:
        super().__init__(bearer, max_retries=0)
        for prefix in list(self.session.adapters):
            del self.session.adapters[prefix]
        self._adapter = _StreamAdapter(base_url, gate, bearer)
        self.session.mount("https://", self._adapter)
        self._end = Disconnected("closed")

    def begin(self, lines: "queue.Queue[bytes | Disconnected]") -> None:
        """Where the lines go."""
        self._lines = lines

    def read(self) -> None:
        """Connect and read, until it breaks or is closed."""
        self.filter(tweet_fields=",".join(POST_FIELDS))
        with contextlib.suppress(queue.Full):
            self._lines.put(self._end, timeout=1.0)

    def close(self) -> None:
        """End it at once, though a thread is reading."""
        self.disconnect()
        with contextlib.suppress(OSError, AttributeError, ValueError):  # it may have ended by itself
            self._adapter.answer.raw.shutdown()

    def on_data(self, raw_data: bytes) -> None:
        """A post."""
        with contextlib.suppress(queue.Full):
            self._lines.put(raw_data, timeout=1.0)

    def on_request_error(self, status_code: int) -> None:
        """Refused; never wait here."""
        self._over(disconnected_by_status(status_code))

    def on_connection_error(self) -> None:
        """Broken, or silent for too long."""
        self._over(Disconnected("ConnectionError"))

    def on_exception(self, exception: Exception) -> None:
        """Whatever else."""
        self._over(
            disconnected_by_gate(exception)
            if isinstance(exception, GateClosed)
            else Disconnected(type(exception).__name__)
        )

    def on_closed(self, response: requests.Response) -> None:
        """The server has closed it."""
        self._over(Disconnected("closed"))

    def _over(self, end: Disconnected) -> None:
        self._end, self.running = end, False


class _StreamAdapter(HTTPAdapter):
    """Sends to ``base_url`` what is meant for X, if the gate lets it; follows nothing, and takes silence for death."""

    def __init__(self, base_url: str, gate: Gate, bearer: str) -> None:
        super().__init__()
        self._base, self._gate = base_url.rstrip("/"), gate
        self._bucket = request_bucket(self._base, STREAM_PATH, bearer)
        self.answer: Any = None

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send. Raises GateClosed and the errors of requests."""
        self._gate.enter(self._bucket)
        outcome = RequestOutcome(0)
        try:
            rebased = request.copy()
            rebased.url = self._base + (request.url or "").removeprefix(API)
            options = kwargs | {"timeout": (TIMEOUT, SILENCE), "stream": True}
            if self._base != API:
                options["proxies"] = {}  # a proxy of the environment is for the internet
            self.answer = answer = super().send(rebased, *args, **options)
            if answer.is_redirect:
                answer.close()
                raise RequestRefused(RefusalReason.REDIRECT)
            outcome = rate_limit_of(answer.status_code, answer.headers, HEADERS)
        finally:
            self._gate.leave(self._bucket, outcome)
        return answer

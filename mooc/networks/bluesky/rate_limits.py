"""HTTP that passes the gate first, and tells it what the answer says of the limit.

https://docs.bsky.app/docs/advanced-guides/rate-limits: so many requests from one address in so many seconds, whatever
they ask; ``ratelimit-remaining`` and ``ratelimit-reset`` (seconds of the Unix clock) stand in each answer of a server
that counts, ``retry-after`` in a 429 of a proxy in front of one.
"""

import math
from urllib.parse import urlsplit

import httpx

from mooc.core.spending.gate import Bucket, Gate, RequestOutcome
from mooc.networks.bluesky.capabilities import LIMIT, LIMIT_SECONDS, NETWORK
from mooc.networks.transport import RateLimitHeaders, is_json, rate_limit_of

HEADERS = RateLimitHeaders("ratelimit-remaining", "ratelimit-reset")


def server_bucket(base_url: str) -> Bucket:
    """The one bucket of a server."""
    return Bucket(NETWORK, urlsplit(base_url).netloc, "", LIMIT, LIMIT_SECONDS)


class GatedTransport(httpx.BaseTransport):
    """Around another transport. Of a 429 the answer's reset is afterwards when the gate opens again."""

    def __init__(self, inner: httpx.BaseTransport, gate: Gate, bucket: Bucket) -> None:
        self._inner, self._gate, self._bucket = inner, gate, bucket

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send, if the gate lets it through. Raises GateClosed and what the other transport raises."""
        self._gate.enter(self._bucket)
        try:
            answer = self._inner.handle_request(request)
        except Exception:
            self._gate.leave(self._bucket, RequestOutcome(0))
            raise
        until = self._gate.leave(self._bucket, _outcome_of(answer))
        if answer.status_code == 429 and until:
            answer.headers[HEADERS.reset] = str(math.ceil(until))
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def _outcome_of(answer: httpx.Response) -> RequestOutcome:
    """What the gate is to know."""
    fits = not answer.is_success or is_json(answer.content)
    return rate_limit_of(answer.status_code if fits else 0, answer.headers, HEADERS)

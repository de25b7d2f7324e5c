"""HTTP that passes the gate first, and tells it what the answer says of the limit.

https://docs.bsky.app/docs/advanced-guides/rate-limits: so many requests from one address in so many seconds, whatever
they ask; ``ratelimit-remaining`` and ``ratelimit-reset`` (seconds of the Unix clock) stand in each answer of a server
that counts, ``retry-after`` in a 429 of a proxy in front of one.
"""

import contextlib
import math
import time
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from mooc.core.spending.gate import Bucket, Gate, RequestOutcome
from mooc.gates import is_json
from mooc.networks.bluesky.capabilities import LIMIT, LIMIT_SECONDS, NETWORK

_REMAINING, _RESET, _RETRY_AFTER = "ratelimit-remaining", "ratelimit-reset", "retry-after"


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
            answer.headers[_RESET] = str(math.ceil(until))
        return answer

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()


def _outcome_of(answer: httpx.Response) -> RequestOutcome:
    """What the gate is to know. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds, or a date."""
    fits = not answer.is_success or is_json(answer.content)
    remaining, reset = answer.headers.get(_REMAINING, ""), answer.headers.get(_RESET, "")
    retry_after, opens_at = answer.headers.get(_RETRY_AFTER, ""), None
    if reset.isdecimal():
        opens_at = float(reset)
    elif retry_after.isdecimal():
        opens_at = time.time() + float(retry_after)
    else:
        with contextlib.suppress(ValueError, OverflowError):
            opens_at = parsedate_to_datetime(retry_after).timestamp()
    return RequestOutcome(
        answer.status_code if fits else 0, int(remaining) if remaining.isdecimal() else None, opens_at
    )

"""What servers count together, and what they say of it. https://docs.joinmastodon.org/api/rate-limits/"""

import contextlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

from mooc.core.spending.gate import Bucket, RequestOutcome, fingerprint
from mooc.gates import is_json
from mooc.networks.mastodon.capabilities import LIMIT, LIMIT_SECONDS, NETWORK, PAGED_LIMIT, PAGED_SECONDS

_PAGED = frozenset({"max_id", "min_id", "since_id"})


def server_bucket(host: str, token: str) -> Bucket:
    """What a server counts together: https://docs.joinmastodon.org/api/rate-limits/"""
    credential = "token" if token else "anonymous"
    return Bucket(NETWORK, host, "", LIMIT, LIMIT_SECONDS, credential, fingerprint(token))


def request_bucket(host: str, token: str, params: Mapping[str, object]) -> Bucket:
    """Of paged requests fewer are allowed. They count for the other limit too: the headers say so."""
    whole = server_bucket(host, token)
    if _PAGED & params.keys():
        return whole._replace(endpoint="paged", limit=PAGED_LIMIT, seconds=PAGED_SECONDS)
    return whole


def outcome_of(answer: requests.Response) -> RequestOutcome:
    """What the gate is to know. https://docs.joinmastodon.org/api/rate-limits/#headers"""
    return RequestOutcome(0) if answer.ok and not is_json(answer.content) else rate_limit_of(answer)


def rate_limit_of(answer: requests.Response) -> RequestOutcome:
    """What the head of an answer says of the limit.

    When it ends Mastodon tells in ISO 8601, GoToSocial in seconds of the Unix clock, HTTP itself in ``Retry-After``.
    """
    remaining = answer.headers.get("X-RateLimit-Remaining", "")
    reset, retry_after = answer.headers.get("X-RateLimit-Reset", ""), answer.headers.get("Retry-After", "")
    ends_at: float | None = None
    if reset.isdecimal():
        ends_at = float(reset)
    elif retry_after.isdecimal():
        ends_at = time.time() + float(retry_after)
    else:
        with contextlib.suppress(ValueError, OverflowError):
            moment = datetime.fromisoformat(reset) if reset else parsedate_to_datetime(retry_after)
            ends_at = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return RequestOutcome(answer.status_code, int(remaining) if remaining.isdecimal() else None, ends_at)

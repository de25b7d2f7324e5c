"""What servers count together, and what they say of it. https://docs.joinmastodon.org/api/rate-limits/"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

from mooc.core.spending.gate import Bucket, RequestOutcome, fingerprint
from mooc.gates import is_json
from mooc.networks.mastodon.capabilities import LIMIT, LIMIT_SECONDS, NETWORK, PAGED_LIMIT, PAGED_SECONDS

_PAGED = frozenset({"max_id", "min_id", "since_id"})


def bucket_of(host: str, token: str) -> Bucket:
    """What a server counts together: https://docs.joinmastodon.org/api/rate-limits/"""
    credential = "token" if token else "anonymous"
    return Bucket(NETWORK, host, "", LIMIT, LIMIT_SECONDS, credential, fingerprint(token))


def bucket_for(host: str, token: str, params: Mapping[str, object]) -> Bucket:
    """Of paged requests fewer are allowed. They count for the other limit too: the headers say so."""
    whole = bucket_of(host, token)
    if _PAGED & params.keys():
        return whole._replace(endpoint="paged", limit=PAGED_LIMIT, seconds=PAGED_SECONDS)
    return whole


def what_came(answer: requests.Response) -> RequestOutcome:
    """What the gate is to know. https://docs.joinmastodon.org/api/rate-limits/#headers"""
    return RequestOutcome(0) if answer.ok and not is_json(answer.content) else rate_limit_of(answer)


def rate_limit_of(answer: requests.Response) -> RequestOutcome:
    """What the head of an answer says of the limit."""
    remaining = answer.headers.get("X-RateLimit-Remaining", "")
    return RequestOutcome(answer.status_code, int(remaining) if remaining.isdecimal() else None, _reset(answer.headers))


def _reset(headers: Mapping[str, str]) -> float | None:
    """When a limit ends, as Mastodon (ISO 8601), GoToSocial (seconds of the Unix clock) or HTTP itself tells it."""
    told, wait = headers.get("X-RateLimit-Reset", ""), headers.get("Retry-After", "")
    if told.isdecimal():
        return float(told)
    if wait.isdecimal():
        return time.time() + float(wait)
    try:
        moment = datetime.fromisoformat(told) if told else parsedate_to_datetime(wait)
    except (ValueError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

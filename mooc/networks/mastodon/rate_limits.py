"""What servers count together, and what they say of it. https://docs.joinmastodon.org/api/rate-limits/"""

from collections.abc import Mapping

import requests

from mooc.core.spending.gate import Bucket, RequestOutcome, fingerprint
from mooc.networks.mastodon.capabilities import LIMIT, LIMIT_SECONDS, NETWORK, PAGED_LIMIT, PAGED_SECONDS
from mooc.networks.transport import RateLimitHeaders, is_json, rate_limit_of

HEADERS = RateLimitHeaders("X-RateLimit-Remaining", "X-RateLimit-Reset")
"""https://docs.joinmastodon.org/api/rate-limits/#headers"""
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
    """What the gate is to know."""
    if answer.ok and not is_json(answer.content):
        return RequestOutcome(0)
    return rate_limit_of(answer.status_code, answer.headers, HEADERS)

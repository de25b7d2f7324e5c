"""What X counts together: requests to one endpoint with one token, in a quarter of an hour.

https://docs.x.com/x-api/fundamentals/rate-limits, the column "per app", as of November 2026. The headers of each answer
are believed over this table where they are stricter.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from mooc.core.spending.gate import Bucket, fingerprint
from mooc.networks.transport import RateLimitHeaders
from mooc.networks.x.capabilities import NETWORK, QUARTER_SECONDS

HEADERS = RateLimitHeaders("x-rate-limit-remaining", "x-rate-limit-reset")
"""https://docs.x.com/x-api/fundamentals/rate-limits"""

LIMITS: Mapping[str, int] = {
    "users": 300,
    "users/by": 300,
    "users/:id": 300,
    "users/:id/tweets": 10_000,
    "users/:id/mentions": 450,
    "users/:id/following": 300,
    "users/:id/followers": 300,
    "tweets": 3500,
    "tweets/:id": 3500,
    "tweets/search/recent": 450,
    "tweets/search/stream": 50,
    "tweets/counts/recent": 300,
    "tweets/:id/retweeted_by": 75,
    "tweets/:id/quote_tweets": 75,
    "compliance/jobs": 150,
}
"""Endpoint, as the documentation writes it below /2/ → requests a window. Of those that are not listed, which count
together here, no limit is known beforehand."""
_OTHER = "other"


def request_bucket(base_url: str, path: str, bearer: str = "") -> Bucket:
    """The bucket of a request. ``path``: with or without a query. ``bearer``: the app's token that is sent with it."""
    template = re.sub(r"/\d+(?=/|$)", "/:id", path.partition("?")[0].removeprefix("/2"))[1:]
    endpoint = template if template in LIMITS else _OTHER
    limit = LIMITS.get(endpoint, 0)
    host, seconds = urlsplit(base_url).netloc, QUARTER_SECONDS if limit else 0
    return Bucket(NETWORK, host, endpoint, limit, seconds, token=fingerprint(bearer))

"""So many a day, and no more. Counted in the cache, which lies in the database; by real days (UTC)."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.core.cache import cache

from api.site.problems import Problem

A_DAY = 24 * 3600


def spend_quota(action: str, user: int, limit: int) -> None:
    """Use up one of ``limit`` a day. Raises Problem (429). Two at a time never take the same one: ``add`` is atomic."""
    day = datetime.now(UTC).date().isoformat()
    if not any(cache.add(f"quota:{action}:{user}:{day}:{slot}", 1, A_DAY) for slot in range(limit)):
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests")

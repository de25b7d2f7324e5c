"""What the heads of answers say of limits: read the same way on every network, whatever it calls its headers."""

import time
from collections.abc import Iterator

import httpx
import pytest
from requests.structures import CaseInsensitiveDict

from mooc.core.spending.gate import RequestOutcome
from mooc.networks.bluesky import rate_limits as of_bluesky
from mooc.networks.mastodon import rate_limits as of_mastodon
from mooc.networks.transport import RateLimitHeaders, rate_limit_of
from mooc.networks.x import rate_limits as of_x

NAMES = (of_bluesky.HEADERS, of_mastodon.HEADERS, of_x.HEADERS)
NOON = 1_796_040_000.0
"""2026-11-30, 12:00 UTC."""
each = pytest.mark.parametrize("names", NAMES, ids=("bluesky", "mastodon", "x"))


@pytest.fixture(autouse=True)
def _in_new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Our own zone, five hours from UTC: no server's clock goes by it."""
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@each
@pytest.mark.parametrize(
    ("reset", "retry_after", "ends_at"),
    [
        (str(int(NOON)), "", NOON),
        ("2026-11-30T12:00:00.000000Z", "", NOON),
        ("2026-11-30T12:00:00", "", NOON),
        ("", "Mon, 30 Nov 2026 12:00:00 GMT", NOON),
        ("", "Mon, 30 Nov 2026 12:00:00 -0000", NOON),
        ("", "Mon, 30 Nov 2026 07:00:00 -0500", NOON),
        ("soon", "Mon, 30 Nov 2026 12:00:00 GMT", NOON),
        (str(int(NOON)), "60", NOON),
        ("soon", "later", None),
        ("", "", None),
    ],
)
def test_when_it_ends(names: RateLimitHeaders, reset: str, retry_after: str, ends_at: float | None) -> None:
    headers = {names.reset: reset, names.remaining: "7", "Retry-After": retry_after}
    assert rate_limit_of(429, headers, names) == RequestOutcome(429, 7, ends_at)


@each
def test_so_many_seconds_from_now(names: RateLimitHeaders) -> None:
    outcome = rate_limit_of(429, {"Retry-After": "120"}, names)
    assert outcome.reset == pytest.approx(time.time() + 120, abs=5)
    assert outcome.remaining is None


@each
def test_the_case_of_a_header_does_not_matter(names: RateLimitHeaders) -> None:
    headers = {names.reset.upper(): str(int(NOON)), names.remaining.upper(): "0"}
    for received in (httpx.Headers(headers), CaseInsensitiveDict(headers)):
        assert rate_limit_of(200, received, names) == RequestOutcome(200, 0, NOON)

"""What the whole suite shares."""

import pytest
from django.core.cache import cache

pytest_plugins = ["tests.needs", "tests.bluesky", "tests.browser", "pytester"]


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    """Sign-ins are counted in the cache, by address: what one test has tried must not be held against the next."""
    cache.clear()

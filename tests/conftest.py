"""What the whole suite shares."""

import hypothesis
import pytest
from django.core.cache import cache

pytest_plugins = ["tests.needs", "tests.parallel", "tests.databases", "tests.bluesky", "tests.browser", "pytester"]

hypothesis.settings.register_profile("suite", deadline=None)  # how long an example takes says how busy the machine is
hypothesis.settings.load_profile("suite")


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    """Sign-ins are counted in the cache, by address: what one test has tried must not be held against the next."""
    cache.clear()

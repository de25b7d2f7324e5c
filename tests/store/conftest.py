"""The cast, for tests of the store."""

import pytest

from tests.building import cast as casting


@pytest.fixture
def cast(db: None) -> casting.Cast:
    return casting.enter()

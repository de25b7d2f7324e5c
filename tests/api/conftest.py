"""The cast, on a stopped clock, and the operations of the API with what they need."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from mooc.runtime import clocks
from tests.building import cast as casting
from tests.building.networks import nobody_answers
from tests.rights.matrix import MATRIX


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is always the same moment, and no network answers."""
    nobody_answers(monkeypatch)
    clocks.use(clocks.PlayedClock(casting.NOW))
    yield
    clocks.use(clocks.SystemClock())


@pytest.fixture
def cast(db: None) -> casting.Cast:
    """Everybody is there, and nobody has used up a quota."""
    cache.clear()
    return casting.enter()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for ``operation`` runs once for each operation of the API."""
    if "operation" in metafunc.fixturenames:
        metafunc.parametrize("operation", [row for row in MATRIX if not row.is_page], ids=str)

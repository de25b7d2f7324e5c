"""The cast, on a stopped clock, and the operations of the API with what they need."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from mooc import clocks
from tests import cast as casting
from tests.api.operations import Operation, operations


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """It is always the same moment."""
    clocks.use(clocks.PlayedClock(casting.NOW))
    yield
    clocks.use(clocks.SystemClock())


@pytest.fixture
def cast(db: None) -> casting.Cast:
    """Everybody is there, and nobody has used up a quota."""
    cache.clear()
    return casting.enter()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for ``operation`` runs once for each row of the matrix."""
    if "operation" in metafunc.fixturenames:
        found: list[Operation] = operations(Path(__file__).with_name("matrix.yaml"))
        metafunc.parametrize("operation", found, ids=str)

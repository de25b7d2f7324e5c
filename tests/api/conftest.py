"""The cast, on a stopped clock, and the operations of the API with what they need."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from mooc.networks.registry import open_network
from mooc.runtime import clocks
from mooc.services import networks
from tests.building import cast as casting
from tests.rights.matrix import MATRIX


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It is always the same moment, and no network answers."""
    monkeypatch.setattr(networks, "quick", lambda name: open_network(name, base_url="http://127.0.0.1:9"))
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

"""X in a sandbox with a small limit, set up as in an installation."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from fixtures.sandbox import Sandbox
from mooc.environment import Environment
from mooc.services import networks
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from tests.building.classes import START

LIMIT = 30
NOW = START + timedelta(hours=1)
WORLD = World(
    (WorldAccount("host", "99"), WorldAccount("ada", "11")),
    (Event(START, EventName.POST, "p1", "ada", text="hello", tags=("mooc",)),),
)


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """As said above; ``LIMIT`` searches a window."""
    with Sandbox(WORLD, now=lambda: NOW, limits={"search": LIMIT}) as sandbox:
        env = Environment(networks=("x",), x_url=sandbox.url, x_bearer=sandbox.bearer)
        monkeypatch.setattr(networks, "environment", lambda: env)
        networks.network.cache_clear()
        yield sandbox
    networks.network.cache_clear()

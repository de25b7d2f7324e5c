"""The network of the tests of the invariants, put in the place of those that are set up."""

import pytest
from django.db import connection

from tests.building.networks import only_networks
from tests.invariants.env import Ground

if connection.vendor != "postgresql":  # threads that wait for each other's rows; there is a second pass on PostgreSQL
    collect_ignore = ["test_races.py"]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Ground:
    """A ground whose network is the only one."""
    ground = Ground()
    only_networks(monkeypatch, ground.world)
    return ground


@pytest.fixture
def ground(db: None, world: Ground) -> Ground:
    """The same, with an empty database."""
    return world

from collections.abc import Iterator

import pytest

from mooc.environment import environment
from mooc.networks import registry
from mooc.services import networks
from tests.networks.toy.loft import LOFTS, Loft
from tests.networks.toy.spec import SPEC

QUICK = networks.quick
"""As it is; the suite of the pages cuts it off."""


def forget() -> None:
    """What was read from the settings is read anew."""
    environment.cache_clear()
    networks.network.cache_clear()
    QUICK.cache_clear()


@pytest.fixture
def loft(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loft]:
    """An installation that knows the carrier pigeons, too, and reads one loft. The one line is the first."""
    with monkeypatch.context() as patched:
        patched.setitem(registry.SPECS, SPEC.name, SPEC)
        there = Loft({"r1": "coo", "r2": "ada", "r3": "bea"})
        patched.setitem(LOFTS, "attic", there)
        for name, value in (("PIGEON_LOFT", "attic"), ("NETWORKS", "pigeon"), ("PUSH", "pigeon")):
            patched.setenv(f"MOOC_{name}", value)
        forget()
        yield there
    forget()

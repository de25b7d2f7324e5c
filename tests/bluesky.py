"""A pytest plugin: the real Bluesky network, started once a session for all tests that ask for it."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import TypeVar
from urllib.parse import urlsplit

import pytest

from fixtures.bluesky import BlueskyNetwork, Person
from tests.external_services import POSTGRESQL

DATABASE = urlsplit(POSTGRESQL)._replace(path="/twinome_bluesky").geturl()
INDEXED_WITHIN = 10.0
"""Seconds. Measured on an idle machine: less than 0.1."""

T = TypeVar("T")
Join = Callable[..., Person]


@pytest.fixture(scope="session")
def bluesky_network() -> Iterator[BlueskyNetwork]:
    """PLC, PDS and AppView; empty at first, then everybody's."""
    with BlueskyNetwork(DATABASE) as network:
        yield network


@pytest.fixture(scope="session")
def join(bluesky_network: BlueskyNetwork) -> Join:
    """``join("ada")`` opens an account for somebody new, whose handle begins with that name."""
    numbers = count(1)
    return lambda name="ada": bluesky_network.join(f"{name}{next(numbers)}")


def eventually(look: Callable[[], T], holds: Callable[[T], object], within: float = INDEXED_WITHIN) -> T:
    """What ``look`` sees as soon as it ``holds``; fails with the last sight when it does not in so many seconds."""
    end = time.monotonic() + within
    while not holds(seen := look()):
        if time.monotonic() > end:
            raise AssertionError(f"not within {within:.0f} s; last seen: {seen}")
        time.sleep(0.05)
    return seen

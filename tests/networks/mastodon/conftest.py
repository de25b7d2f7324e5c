"""Two servers that speak Mastodon's API: the course's, and the home of some learners."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest

from mooc.networks.local_gate import LocalGate
from mooc.networks.mastodon.adapter import Mastodon
from tests.mastodon_server import MastodonServer, mastodon_server, token_of
from tests.networks.mastodon.asked import Serve
from tests.networks.mastodon.recorded import MASTODON, Dialect, served

PEOPLE = ("host", "voice", "ada", "bob", "cyd", "dan", "eve", "fay", "gus", "hal", "ivy", "zoe")


@pytest.fixture(scope="module")
def away() -> Iterator[MastodonServer]:
    """Another server, where liv and max live, and which knows some people of nowhere."""
    with mastodon_server(["liv", "max", "nia"], ["host@course.invalid"]) as server:
        yield server


@pytest.fixture(scope="module")
def course(away: MastodonServer) -> Iterator[MastodonServer]:
    """The course's server, which has met liv and max, but not nia."""
    with mastodon_server(PEOPLE, [f"liv@{away.host}", f"max@{away.host}", "kim@elsewhere.invalid"]) as server:
        yield server


@pytest.fixture
def mastodon(course: MastodonServer) -> Mastodon:
    return adapter(course)


def adapter(course: MastodonServer, **options: object) -> Mastodon:
    """The adapter with the token of the course's account, no lag, and a gate of its own."""
    settings: dict[str, object] = {"token": token_of("host"), "lag": timedelta(0), "gate": LocalGate()}
    return Mastodon(course.url, loopback=True, **(settings | options))  # type: ignore[arg-type]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Servers of whatever kind, with the answers that they are given."""
    with ExitStack() as stack:
        yield lambda routes=None, manner=MASTODON, otherwise=None: stack.enter_context(
            served(Dialect(dict(routes or {}), manner, otherwise))
        )

"""A class on each network, and the table of what came of it, at the end of the run."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from mooc.services import networks
from tests.bluesky import Join
from tests.faults.env import Ground
from tests.faults.on_bluesky import on_bluesky
from tests.faults.on_mastodon import Town, a_town, on_mastodon
from tests.faults.on_x import on_x

NETWORKS = ("x", "bluesky", "mastodon")


class Came(NamedTuple):
    """What came of one fault on one network. ``sent``: requests of each look while it lasted."""

    fired: int
    sent: tuple[int, ...]
    healed: int


CAME = pytest.StashKey[dict[tuple[str, str], Came | str]]()


@pytest.fixture(scope="session")
def came(pytestconfig: pytest.Config) -> dict[tuple[str, str], Came | str]:
    """(fault, network) → what came of it, or why it cannot be."""
    return pytestconfig.stash.setdefault(CAME, {})


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """A Mastodon server, with people who have done nothing yet."""
    with a_town() as town:
        yield town


@pytest.fixture
def ground(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """The network that the test names, and the engine reading it alone."""
    name: str = request.param
    with ExitStack() as stack:
        found: Ground
        if name == "x":
            found = stack.enter_context(on_x())
        elif name == "bluesky":
            join: Join = request.getfixturevalue("join")
            found = stack.enter_context(on_bluesky(request.getfixturevalue("bluesky_network"), join))
        else:
            found = on_mastodon(request.getfixturevalue("town"))
        monkeypatch.setattr(networks, "configured", lambda: (name,))
        monkeypatch.setattr(networks, "network", lambda _: found.adapter)  # a fault may put another in its place
        yield found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The table: faults that fired, requests of each look while it lasted, looks until the truth was told."""
    came = config.stash.get(CAME, {})
    if not came:
        return
    terminalreporter.section("faults: fired / requests of each look / looks until healed")
    for title in dict.fromkeys(title for title, _ in came):
        cells = [_cell(came.get((title, network))) for network in NETWORKS]
        terminalreporter.write_line(f"{title:<38}" + "".join(f"{cell:<26}" for cell in cells))
    for (title, network), one in came.items():
        if isinstance(one, str):
            terminalreporter.write_line(f"{title}, {network}: {one}")


def _cell(one: Came | str | None) -> str:
    if one is None:
        return "?"
    if isinstance(one, str):
        return "not applicable"
    return f"{one.fired} / {' '.join(map(str, one.sent))} / {one.healed}"

"""A browser, and people who look at pages."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mooc.environment import Environment, environment
from mooc.runtime import clocks
from mooc.services import networks
from tests.building.networks import nobody_answers
from tests.web.people import NOW, Cast, enter_cast


class StoppedClock:
    """It is always the same moment."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture(autouse=True)
def silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network answers."""
    nobody_answers(monkeypatch)


@pytest.fixture
def at_the_real_bluesky(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages show it as the real one, whose handles have profiles out there; nobody asks it anything."""
    found = environment().model_copy(update={"bluesky_url": Environment.model_fields["bluesky_url"].default})
    monkeypatch.setattr(networks, "environment", lambda: found)


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    clocks.use(StoppedClock())
    yield
    clocks.use(clocks.SystemClock())


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go, to be looked at."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture
def cast(db: None) -> Cast:
    """A cohort with its people, in its first week."""
    return enter_cast()

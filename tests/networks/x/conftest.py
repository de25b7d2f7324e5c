from collections.abc import Callable, Iterator
from typing import Any

import pytest

from fixtures.worlds import Event
from tests.networks.x.stage import Stage

MakeStage = Callable[..., Stage]


@pytest.fixture
def a_stage() -> Iterator[MakeStage]:
    """Makes stages whose sandboxes are stopped after the test."""
    stages: list[Stage] = []

    def make(*events: Event, **options: Any) -> Stage:
        stage = Stage(*events, **options)
        stage.sandbox.start()
        stages.append(stage)
        return stage

    yield make
    for stage in stages:
        stage.sandbox.stop()

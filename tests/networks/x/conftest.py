from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mooc.simulation.worlds import Event
from tests.networks.x.sandbox_reader import Stage

MakeStage = Callable[..., Stage]


@pytest.fixture(params=["tweet", "post"])
def vocabulary(request: pytest.FixtureRequest) -> str:
    """In which words X answers: those of its prose, or those of its OpenAPI. Which the real one takes is not known."""
    return str(request.param)


@pytest.fixture
def a_stage(vocabulary: str) -> Iterator[MakeStage]:
    """Makes stages whose sandboxes are stopped after the test."""
    stages: list[Stage] = []

    def make(*events: Event, **options: Any) -> Stage:
        stage = Stage(*events, **{"vocabulary": vocabulary} | options)
        stage.sandbox.start()
        stages.append(stage)
        return stage

    yield make
    for stage in stages:
        stage.sandbox.stop()

"""Generated classes end to end: the real X adapter over HTTP, the real store, the real flow. The sandbox serves what
happened on x; the other network is played. Outages are left out here: the adapter waits for them by the real clock, and
they have tests of their own."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fixtures.sandbox import ENDPOINTS, Sandbox
from mooc.core.evidence.verdict import Answer
from mooc.networks.x.adapter import X
from mooc.services.operations.rechecking import recheck
from mooc.simulation.classes import CHALLENGES, START, ClassStory, generate_story
from mooc.simulation.classes.judging import FalseVerdict, false_verdicts
from tests.building.networks import only_networks
from tests.simulation.classes.arrival import Arriving, School

CLASSES = int(os.environ.get("MOOC_TEST_HTTP_WORLDS", "0"))
"""For each challenge so many classes, by hand; otherwise a single one."""
PLAYED = [(name, seed) for name in CHALLENGES for seed in range(1, CLASSES + 1)] or [("conversation", 2)]
ENOUGH = dict.fromkeys((endpoint.name for endpoint in ENDPOINTS), 100_000)


A_DAY = timedelta(hours=27)
"""So long after a week it is known of everybody on X whether they could be read."""


class Clock:
    """Course time, for the sandbox and for the flow."""

    now: datetime = START


@contextmanager
def served(told: ClassStory, clock: Clock, patch: pytest.MonkeyPatch, vocabulary: str) -> Iterator[None]:
    """X over HTTP, in either of its vocabularies, and the other network played."""
    calm = {name: replace(world, outages=()) for name, world in told.worlds.items()}
    with Sandbox(calm["x"], now=lambda: clock.now, lag=timedelta(0), limits=ENOUGH, vocabulary=vocabulary) as sandbox:
        x = X(sandbox.url, bearer=sandbox.bearer, lag=timedelta(0))
        only_networks(patch, x, Arriving(calm["y"], random.Random(1), 1000))
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(("challenge", "seed"), PLAYED)
@pytest.mark.parametrize("vocabulary", ["tweet", "post"])
def test_nothing_false_is_said_of_what_is_served(
    challenge: str, seed: int, vocabulary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, clock = generate_story(seed, learners=6, challenges=1, of=(challenge,)), Clock()
    school = School(told, random.Random(seed))
    with served(told, clock, monkeypatch, vocabulary):
        for clock.now in (*school.moments(), max(window.end for window in told.windows.values()) + A_DAY):
            school.work(clock.now)
        assert [one for one in false_verdicts(seed, told, school.answers()) if not _is_beyond_x(one)] == []
        assert list(recheck(school.cohort.pk)) == []
    assert set(school.answers().values()) >= {Answer.MET, Answer.NOT_YET}


def _is_beyond_x(one: FalseVerdict) -> bool:
    """X does not tell a repost that was taken back from one whose post was deleted: it is not lost (``LACKS``)."""
    return (one.challenge, one.action) == ("repost-kept", "taken_back") and "x" in one.learner.networks

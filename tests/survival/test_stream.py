"""``mooc stream`` as a process of its own: its hints reach ``mooc work`` over a real broker."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from fixtures.bluesky import BlueskyNetwork
from mooc.store import models
from tests.bluesky import Join
from tests.building.waiting import until
from tests.external_services import REDIS
from tests.survival.conftest import Class

pytestmark = [pytest.mark.needs("node", "postgresql", "redis"), pytest.mark.timeout(180)]
SOON, STOPS_WITHIN = 30.0, 10.0


def listens() -> bool:
    """Whether the process listens, and all that its first gap may have hidden has been looked at."""
    row = models.Stream.objects.first()
    quiet = not models.Watch.objects.filter(due_at__lte=datetime.now(UTC)).exists()
    return row is not None and row.open_since is not None and row.gaps.exists() and quiet


def test_it_delivers_and_stops(
    a_class: Class, bluesky_network: BlueskyNetwork, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = join("late")
    a_class.stage.learner("late", late.did, datetime.now(UTC) - timedelta(minutes=2))
    monkeypatch.setenv("MOOC_PUSH", "bluesky")
    monkeypatch.setenv("MOOC_BLUESKY_STREAM_URL", bluesky_network.pds)
    with a_class.engine(REDIS) as engine:
        engine.worker()
        engine.ticker()
        assert a_class.comes_right()
        stream = engine.start("stream")
        assert until(listens, SOON)
        looks = models.Poll.objects.count()
        for number in range(2):
            late.post(f"moment {number}", tags=["mooc"])
        assert until(lambda: a_class.stage.answer("late", "c2") == "met", SOON), "polls come once an hour"
        assert models.Poll.objects.count() > looks
        began = time.monotonic()
        stream.terminate()
        assert stream.wait(timeout=STOPS_WITHIN) == 0
        assert time.monotonic() - began < STOPS_WITHIN
    assert "Traceback" not in a_class.log.read_text()

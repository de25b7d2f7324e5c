"""Posts that somebody answered, asked for by URI on the real network."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from fixtures.bluesky import BlueskyNetwork
from mooc.core.evidence.text_features import QUESTION
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.networks.bluesky.adapter import Bluesky
from tests.bluesky import Join, eventually

pytestmark = pytest.mark.needs("node", "postgresql")


@pytest.fixture(scope="module")
def bluesky(bluesky_network: BlueskyNetwork) -> Bluesky:
    return Bluesky(bluesky_network.appview, lag=timedelta(0))


def look(network: Bluesky, keys: Iterable[str]) -> Reading:
    now = datetime.now(UTC)
    return network.read(Question("bluesky", "named", "", now, now, tuple(keys)), "", now)


def test_twenty_five_go_in_one_request(bluesky: Bluesky, join: Join) -> None:
    ada = join()
    keys = {ada.post(f"is this number {n}?").uri for n in range(30)}
    reading = eventually(lambda: look(bluesky, keys), lambda reading: len(reading.activities) == 30)
    assert (reading.trouble, reading.requests, reading.completeness.items) == (None, 2, keys)
    assert all(QUESTION in post.content.marks and post.actor == ada.did for post in reading.activities)


def test_one_that_was_deleted_is_answered_for(bluesky: Bluesky, join: Join) -> None:
    ada = join()
    goes = ada.post("Do I go?").uri
    eventually(lambda: look(bluesky, [goes]), lambda reading: bool(reading.activities))
    ada.delete(goes)
    reading = eventually(lambda: look(bluesky, [goes]), lambda reading: not reading.activities)
    assert (reading.trouble, reading.completeness.items) == (None, {goes})

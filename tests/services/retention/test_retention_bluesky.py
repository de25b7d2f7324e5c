"""Words that are taken back on the real Bluesky network are gone here too."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from fixtures.bluesky import BlueskyNetwork
from mooc.networks.bluesky.adapter import Bluesky
from mooc.services.operations import rechecking
from mooc.services.retention import retention
from mooc.store import models
from tests.bluesky import Join, eventually
from tests.building.classes import Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import look_now
from tests.services.retention.dump import dump

pytestmark = [pytest.mark.needs("node", "postgresql"), pytest.mark.django_db]
CANARY = "xylophone"
ONE, TWO = {"post": {"tag": "{hashtag}"}}, {"post": {"tag": "{hashtag}", "at_least": 2}}


@pytest.fixture
def engine(bluesky_network: BlueskyNetwork, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bluesky]:
    adapter = Bluesky(bluesky_network.appview, lag=timedelta(0))
    only_networks(monkeypatch, adapter)
    yield adapter


def kept(count: int) -> bool:
    look_now()
    return dump().count(CANARY) == count


def test_what_is_deleted_or_cannot_be_read_is_gone_within_a_day(
    bluesky_network: BlueskyNetwork, engine: Bluesky, join: Join
) -> None:
    start = datetime.now(UTC) - timedelta(minutes=1)
    people = {name: join(name) for name in ("host", "ada", "away", "down", "gone", "stay")}
    stage = Stage(a_course(TWO, ONE), start, "bluesky", people["host"].did)
    for name in list(people)[1:]:
        stage.learner(name, people[name].did, start)
    posts = {name: people[name].post(f"{CANARY} of {name}", tags=["mooc"]) for name in stage.learners}
    eventually(lambda: kept(5), bool)
    assert set(stage.answers("c2").values()) == {"met"}

    people["ada"].delete(posts["ada"].uri)
    people["away"].deactivate()
    bluesky_network.take_down(people["down"])
    bluesky_network.delete_account(people["gone"])
    keys = {posts[name].uri: people[name].did for name in posts}
    eventually(
        lambda: engine.post_statuses(keys, datetime.now(UTC)),
        lambda r: list(r.post_statuses.values()).count("missing") == 4,
    )
    evening = max(models.Text.objects.values_list("due_at", flat=True))
    assert evening - datetime.now(UTC) <= timedelta(days=1)
    assert sum(retention.look(text, evening) for text in retention.due(evening)) == 5
    assert dump().count(CANARY) == 1, "only one still stands"
    assert models.Activity.objects.get(kind="gone").target == posts["ada"].uri, "nothing else is called deleted"
    standings = dict(models.Account.objects.filter(user__isnull=False).values_list("external_id", "standing"))
    assert {name: standings[people[name].did] for name in stage.learners} == {
        "ada": "active",
        "away": "gone",
        "down": "suspended",
        "gone": "gone",
        "stay": "active",
    }
    look_now()
    assert set(stage.answers("c2").values()) == {"met"}
    assert list(rechecking.recheck(stage.cohort.pk)) == []

    people["away"].activate()
    people["away"].post("I am back", tags=["mooc"])
    for _ in range(40):
        look_now()
        if stage.answer("away", "c1") == "met":
            break
        time.sleep(0.25)
    assert stage.answer("away", "c1") == "met", "the first post counts again"
    assert dump().count(CANARY) == 1, "its words do not come back"

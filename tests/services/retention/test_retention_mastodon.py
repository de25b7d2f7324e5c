"""Words that are taken back on a server that speaks Mastodon's API are gone here too."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mooc.networks.local_gate import LocalGate
from mooc.networks.mastodon.adapter import Mastodon
from mooc.services.operations import rechecking
from mooc.services.retention import retention
from mooc.store import models
from tests.building.classes import Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import look_now
from tests.mastodon_server import MastodonServer, mastodon_server, token_of
from tests.services.retention.dump import dump

pytestmark = pytest.mark.django_db
CANARY = "xylophone"
ONE, TWO = {"post": {"tag": "{hashtag}"}}, {"post": {"tag": "{hashtag}", "at_least": 4}}


@pytest.fixture(scope="module")
def server() -> Iterator[MastodonServer]:
    with mastodon_server(["host", "ada", "bob"]) as server:
        yield server


@pytest.fixture
def stage(server: MastodonServer, monkeypatch: pytest.MonkeyPatch) -> Stage:
    adapter = Mastodon(server.url, token=token_of("host"), gate=LocalGate(), loopback=True, lag=timedelta(0))
    only_networks(monkeypatch, adapter)
    start = datetime.now(UTC) - timedelta(minutes=1)
    found = Stage(a_course(TWO, ONE), start, "mastodon", server.account("host"))
    for name in ("ada", "bob"):
        found.learner(name, server.account(name), start)
    return found


def test_what_is_deleted_or_edited_is_gone_within_a_day(server: MastodonServer, stage: Stage) -> None:
    ada, bob = server.acting("ada"), server.acting("bob")
    goes, changes, stays = (ada.status_post(f"{CANARY} {what} #mooc") for what in ("goes", "changes", "stays"))
    bob.status_post(f"{CANARY} of bob #mooc")
    look_now()
    assert dump().count(CANARY) == 4
    assert (stage.answer("ada", "c1"), stage.answer("ada", "c2")) == ("not_yet", "met")
    ada.status_delete(goes.id)
    ada.status_update(changes.id, "other words #mooc")
    server.asked.clear()
    evening = max(models.Text.objects.values_list("due_at", flat=True))
    assert evening - datetime.now(UTC) <= timedelta(days=1)
    assert sum(retention.look(text, evening) for text in retention.due(evening)) == 4
    assert len(server.asked) == 2, "all of one server at once, and the one that it left out alone"
    words = dump()
    assert words.count(CANARY) == 2
    assert f"{CANARY} stays" in words and f"{CANARY} of bob" in words
    assert models.Activity.objects.get(kind="gone").target == goes.uri
    assert list(rechecking.recheck(stage.cohort.pk)) == []
    assert stage.answer("ada", "c2") == "met"
    assert stays.uri in words, "the fact stays"

"""Pasted links on a server that speaks Mastodon's API, over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mooc.flow import checking, links, networks
from mooc.networks.mastodon import Mastodon
from mooc.store import models, people
from tests.flow.stage import Stage, a_course
from tests.mastodon_server import MastodonServer, mastodon_server

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[MastodonServer]:
    with mastodon_server(["host", "ada", "bob"]) as server:
        yield server


@pytest.fixture
def stage(server: MastodonServer, monkeypatch: pytest.MonkeyPatch) -> Stage:
    adapter = Mastodon(server.url, loopback=True, lag=timedelta(0), timeout=networks.AT_ONCE)
    monkeypatch.setattr(networks, "configured", lambda: ("mastodon",))
    monkeypatch.setattr(networks, "network", lambda name: adapter)
    monkeypatch.setattr(networks, "quick", lambda name: adapter)
    start = datetime.now(UTC) - timedelta(minutes=5)
    stage = Stage(a_course({"post": {"tag": "{hashtag}"}}), start, "mastodon", server.account("host"))
    stage.learner("ada", server.account("ada"), datetime.now(UTC))
    checking.due(datetime.now(UTC))
    while checking.judge_due(stage.cohort.pk, datetime.now(UTC)):
        pass
    return stage


def paste(stage: Stage, url: str) -> str:
    actor = people.actor(models.Member.objects.get(pk=stage.learners["ada"]).user_id, datetime.now(UTC))
    return links.paste(actor, stage.learners["ada"], "c1", url).answer


def test_a_link_is_judged_at_once(server: MastodonServer, stage: Stage) -> None:
    ada, bob = server.acting("ada"), server.acting("bob")
    addresses = {
        name: f"{server.url}/@{who}/{post.id}"
        for name, who, post in (
            ("plain", "ada", ada.status_post("without a tag")),
            ("tagged", "ada", ada.status_post("with a tag #mooc")),
            ("strange", "bob", bob.status_post("of bob #mooc")),
        )
    }
    deleted = ada.status_post("soon gone #mooc")
    ada.status_delete(deleted.id)
    asked = len(server.asked)
    assert paste(stage, f"{server.url}/@ada/{deleted.id}") == "link.gone"
    assert paste(stage, addresses["strange"]) == "link.not_yours"
    assert paste(stage, addresses["plain"]) == "writing.no_tag"
    assert paste(stage, addresses["tagged"]) == "link.counts"
    assert stage.answer("ada") == "met"
    assert len(server.asked) - asked == models.Look.objects.count() == 4, "one request each"

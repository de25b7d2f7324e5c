"""Pasted links on a server that speaks Mastodon's API, over HTTP."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mooc.networks.mastodon.adapter import Mastodon
from mooc.services import networks
from mooc.services.pasted_links import pasted_links
from mooc.store import models
from tests.building.classes import Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import judge_all
from tests.mastodon_server import MastodonServer, mastodon_server
from tests.serving.line import Line

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server() -> Iterator[MastodonServer]:
    with mastodon_server(["host", "ada", "bob"]) as server:
        yield server


@pytest.fixture
def stage(server: MastodonServer, monkeypatch: pytest.MonkeyPatch) -> Stage:
    adapter = Mastodon(server.url, loopback=True, lag=timedelta(0), timeout=networks.QUICK_TIMEOUT)
    only_networks(monkeypatch, adapter)
    start = datetime.now(UTC) - timedelta(minutes=5)
    stage = Stage(a_course({"post": {"tag": "{hashtag}"}}), start, "mastodon", server.account("host"))
    stage.learner("ada", server.account("ada"), datetime.now(UTC))
    judge_all(stage.cohort.pk, datetime.now(UTC))
    return stage


def paste(stage: Stage, url: str) -> str:
    actor = stage.actor("ada", datetime.now(UTC))
    return pasted_links.paste(actor, stage.learners["ada"], "c1", url).answer


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
    assert len(server.asked) - asked == models.Poll.objects.count() == 4, "one request each"


@pytest.mark.parametrize(("seconds", "answer"), [(30.0, "link.not_yours"), (1.6, "link.waits")])
def test_a_server_that_drips_is_not_waited_for_again_and_again(
    server: MastodonServer, stage: Stage, monkeypatch: pytest.MonkeyPatch, seconds: float, answer: str
) -> None:
    """Each of its answers comes soon enough; one after another they do not."""
    monkeypatch.setattr(pasted_links, "TIME_LIMIT", seconds)
    patient = Mastodon(server.url, loopback=True, lag=timedelta(0))
    monkeypatch.setattr(networks, "quick", lambda name: patient)
    ada, post = server.acting("ada"), None
    for number in range(3):
        post = ada.status_post(f"{number} with a tag #mooc", in_reply_to_id=post.id if post else None)
    assert post
    host, _, port = server.url.removeprefix("http://").partition(":")
    with Line(host, int(port)) as line:
        line.drips = 1.0
        began, asked = time.monotonic(), len(server.asked)
        assert paste(stage, f"http://127.0.0.1:{line.port}/@ada/{post.id}") == answer
        assert time.monotonic() - began < seconds + 1
    assert len(server.asked) > asked + 1, "the fault fired: several requests, each answered slowly"

"""Words of the language on Mastodon: people act through the API of mastodon-mock, the engine looks and judges."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mooc.networks.local_gate import LocalGate
from mooc.networks.mastodon.adapter import Mastodon
from mooc.services.operations.rechecking import recheck
from mooc.store import models
from tests.building.classes import Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import look_now
from tests.mastodon_server import MastodonServer, mastodon_server, token_of

pytestmark = pytest.mark.django_db

CHECKS: tuple[dict[str, Any], ...] = (
    {"profile": {"min_words": 3}},
    {"mention": {"of": "host"}},
    {"repost": {"of": "host"}},
    {"conversation": {"to": "outside_cohort", "turns": 2}},
    {"figure": {"unit": "birds", "source": False}},
    {"thread": {"at_least": 3}},
)
WORDS = [name for check in CHECKS for name in check]


@pytest.fixture(scope="module")
def server() -> Iterator[MastodonServer]:
    with mastodon_server(["host", "ada", "bob", "cleo", "yan"]) as server:
        yield server


@pytest.fixture
def stage(server: MastodonServer, monkeypatch: pytest.MonkeyPatch) -> Stage:
    adapter = Mastodon(
        server.url, token=token_of("host"), gate=LocalGate(), loopback=True, lag=timedelta(0), seconds_at_most=30
    )
    only_networks(monkeypatch, adapter)
    start = datetime.now(UTC) - timedelta(minutes=1)
    here = Stage(a_course(*CHECKS), start, "mastodon", server.account("host"))
    for name in ("ada", "bob", "cleo"):
        here.learner(name, server.account(name), start)
    return here


def test_words_are_judged_as_people_act(server: MastodonServer, stage: Stage) -> None:
    host, ada, bob, cleo, yan = (server.acting(name) for name in ("host", "ada", "bob", "cleo", "yan"))
    tide, walk = host.status_post("The tide is a slow clock"), yan.status_post("I walk the harbour")

    ada.account_update_credentials(note="I count birds by the sea")
    ada.status_post("This one is for you, @host")
    ada.status_reblog(tide.id)
    first = ada.status_post("@yan Which birds do you meet there?", in_reply_to_id=walk.id)
    back = yan.status_post("@ada Gulls, mostly", in_reply_to_id=first.id)
    second = ada.status_post("@yan And in winter?", in_reply_to_id=back.id)
    yan.status_post("@ada More gulls, and a seal", in_reply_to_id=second.id)
    count = ada.status_post("I saw 42 birds on 2026-11-20")
    cleo.status_post("@ada I counted 42 birds, too, on 2026-11-20", in_reply_to_id=count.id)
    one = ada.status_post("One thought")
    two = ada.status_post("and then another", in_reply_to_id=one.id)
    ada.status_post("and then a third", in_reply_to_id=two.id)

    bob.account_update_credentials(note="hi")
    bob.status_reblog(bob.status_post("This one is for you, @yan").id)
    said = bob.status_post("@yan So do I", in_reply_to_id=walk.id)
    yan.status_post("@bob That is kind", in_reply_to_id=said.id)
    other = bob.status_post("I saw 42 birds on 2026-11-20")
    cleo.status_post("@bob I counted 17 birds on 2026-11-20", in_reply_to_id=other.id)

    for _ in range(3):
        look_now()
    found = {name: {word: stage.answer(name, f"c{n}") for n, word in enumerate(WORDS, 1)} for name in ("ada", "bob")}
    mistakes = dict.fromkeys(WORDS, "not_yet") | {"figure": "cant_tell"}
    assert found == {"ada": dict.fromkeys(WORDS, "met"), "bob": mistakes}, "this server does not show who quotes"
    assert list(recheck(stage.cohort.pk)) == []
    assert set(models.Poll.objects.exclude(trouble="").values_list("trouble", flat=True)) == {"hidden"}

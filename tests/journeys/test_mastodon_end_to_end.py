"""The main job on Mastodon: people of two servers act through the API, the engine looks, judges and takes back.

The servers are mastodon-mock over HTTP (see ``tests/mastodon_server.py`` for what that stands for); the engine's part
is all real: adapter, guard, gate, store, judge. ``checking`` is called as the workers call it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from mooc.networks.local_gate import LocalGate
from mooc.networks.mastodon.adapter import Mastodon
from mooc.store import models
from tests.building.classes import Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import look_now
from tests.mastodon_server import MastodonServer, mastodon_server, token_of

pytestmark = pytest.mark.django_db

CHECKS = (
    {"follow": {"of": "host", "must_hold": True}},
    {"reply": {"to": "host"}},
    {"live_post": {"tag": "{hashtag}", "at_least": 3, "moments": 1}},
    {"relay": {"tag": "{hashtag}", "kinds": ["repost"]}},
)


@pytest.fixture(scope="module")
def away() -> Iterator[MastodonServer]:
    with mastodon_server(["liv"]) as server:
        yield server


@pytest.fixture(scope="module")
def course(away: MastodonServer) -> Iterator[MastodonServer]:
    with mastodon_server(["host", "ada", "bob", "cleo", "eve", "zoe"], [f"liv@{away.host}"]) as server:
        yield server


@pytest.fixture
def engine(course: MastodonServer, monkeypatch: pytest.MonkeyPatch) -> Mastodon:
    """The engine, reading these servers alone."""
    adapter = Mastodon(
        course.url, token=token_of("host"), gate=LocalGate(), loopback=True, lag=timedelta(0), seconds_at_most=30
    )
    only_networks(monkeypatch, adapter)
    return adapter


def troubles() -> set[str]:
    return set(models.Poll.objects.exclude(trouble="").values_list("trouble", flat=True))


def test_what_people_did_is_what_the_engine_says(
    course: MastodonServer, away: MastodonServer, engine: Mastodon
) -> None:
    start = datetime.now(UTC) - timedelta(minutes=1)
    stage = Stage(a_course(*CHECKS), start, "mastodon", course.account("host"))
    for name, account in [
        ("ada", course.account("ada")),
        ("bob", course.account("bob")),
        ("cleo", course.account("cleo")),
        ("liv", away.account("liv")),
    ]:
        stage.learner(name, account, start)
    host, ada, bob, cleo, zoe = (course.acting(name) for name in ("host", "ada", "bob", "cleo", "zoe"))
    liv_here, liv = course.acting(f"liv@{away.host}"), away.acting("liv")

    prompt = host.status_post("Say hello")
    ada.account_follow(course.id_of("host"))
    ada.status_post("hello from me", in_reply_to_id=prompt.id)
    posts = [ada.status_post(f"moment number {number} #mooc") for number in range(3)]
    zoe.status_reblog(posts[0].id)
    bob.account_follow(course.id_of("host"))
    of_bob = bob.status_post("hello to nobody in particular #mooc")
    ada.status_reblog(of_bob.id)  # of the cohort: does not count, so that more is waited for
    answered = cleo.status_post("hello", in_reply_to_id=prompt.id)
    own = cleo.status_post("relay me #mooc")
    zoe.status_reblog(own.id)
    bob.status_reblog(own.id)
    liv_here.account_follow(course.id_of("host"))
    for number in range(3):
        liv.status_post(f"from afar, number {number} #mooc")

    look_now()
    look_now()  # of the posts that the first round has found, the boosts are looked at in the next
    assert {name: stage.answers(name) for name in ("c1", "c2", "c3", "c4")} == {
        "c1": {"ada": "met", "bob": "met", "cleo": "not_yet", "liv": "met"},
        "c2": {"ada": "met", "bob": "not_yet", "cleo": "met", "liv": "not_yet"},
        "c3": {"ada": "met", "bob": "not_yet", "cleo": "not_yet", "liv": "met"},
        "c4": {"ada": "met", "bob": "not_yet", "cleo": "met", "liv": "not_yet"},
    }
    assert troubles() == set()
    assert set(models.Text.objects.values_list("activity__actor", flat=True)) == set(
        models.Account.objects.filter(user__isnull=False).values_list("external_id", flat=True)
    ), "texts are kept of members alone"

    bob.account_unfollow(course.id_of("host"))
    cleo.status_delete(answered.id)
    ada.status_unreblog(of_bob.id)
    zoe.status_unreblog(own.id)
    look_now()
    assert stage.answer("bob", "c1") == "not_yet", "the unfollow is seen, and the follow had to hold"
    assert stage.answer("cleo", "c2") == "met", "a receipt stays, though its post is gone"
    assert stage.answer("cleo", "c4") == "met", "a receipt stays, though the boost was taken back"
    gone = models.Activity.objects.filter(kind="gone")
    assert gone.filter(target=answered.uri).exists()
    assert gone.filter(target__startswith=f"repost:{course.account('ada')}>{of_bob.uri}@").exists()
    assert gone.filter(target__startswith=f"follow:{course.account('bob')}>{course.account('host')}@").exists()


def test_what_could_not_be_seen_is_never_called_not_yet_and_heals(course: MastodonServer, engine: Mastodon) -> None:
    stage = Stage(a_course(*CHECKS), datetime.now(UTC) - timedelta(minutes=1), "mastodon", course.account("host"))
    stage.learner("eve", course.account("eve"))
    course.asked.clear()
    course.spoil("/api/v1/accounts/*", {"type": "status", "status": 403})
    look_now()
    for challenge in ("c1", "c2", "c3", "c4"):
        assert stage.answer("eve", challenge) == "cant_tell"
    assert troubles() == {"refused"}, "the fault fired"
    course.heal()
    look_now()
    assert [stage.answer("eve", challenge) for challenge in ("c1", "c2", "c3", "c4")] == ["not_yet"] * 4


def test_quotes_that_a_server_does_not_count_cannot_be_told(course: MastodonServer, engine: Mastodon) -> None:
    relay = {"relay": {"kinds": ["quote"]}}
    stage = Stage(a_course(relay), datetime.now(UTC) - timedelta(minutes=1), "mastodon", course.account("host"))
    stage.learner("eve", course.account("eve"))
    course.acting("eve").status_post("quote me")
    look_now()
    look_now()
    assert stage.answer("eve") == "cant_tell"
    assert troubles() == {"hidden"}

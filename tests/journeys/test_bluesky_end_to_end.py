"""The main job on the real Bluesky network: people act through the public protocol, the engine looks and judges.

Nothing here is a double: PLC, PDS and AppView of the real software, PostgreSQL behind them, our workers in front.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from demo.play import settle
from fixtures.bluesky import BlueskyNetwork, Person
from mooc.networks.bluesky.adapter import Bluesky
from mooc.runtime import clocks
from mooc.store import models
from tests.building.classes import Stage, a_course
from tests.building.networks import only_networks
from workers.broker import broker
from workers.process import Workers

pytestmark = [pytest.mark.needs("node", "postgresql"), pytest.mark.django_db(transaction=True)]

CHECKS = (
    {"follow": {"of": "host", "must_hold": True}},
    {"reply": {"to": "host"}},
    {"live_post": {"tag": "{hashtag}", "at_least": 3, "moments": 1}},
    {"relay": {"tag": "{hashtag}"}},
)
HEALS_WITHIN = 40
"""Rounds; the AppView lags by some tens of milliseconds, a round takes half a second."""


@pytest.fixture(scope="module")
def network() -> Iterator[BlueskyNetwork]:
    with BlueskyNetwork() as network:
        yield network


@pytest.fixture
def engine(network: BlueskyNetwork, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bluesky]:
    """The engine, reading this network alone, its polls due at once."""
    adapter = Bluesky(base_url=network.appview, lag=timedelta(0))
    only_networks(monkeypatch, adapter)
    with Workers(threads=4):
        yield adapter


def look() -> None:
    """Make every watch due now; then the workers do what is due."""
    models.Watch.objects.filter(due_at__isnull=False).update(due_at=clocks.now(), enqueued_until=None)
    settle(broker)


def until(true: Callable[[], bool]) -> bool:
    """Look again, a bounded number of times, until it is so."""
    for _ in range(HEALS_WITHIN):
        look()
        if true():
            return True
        time.sleep(0.5)
    return False


def test_what_people_did_is_what_the_engine_says(network: BlueskyNetwork, engine: Bluesky) -> None:
    names = ("host", "ada", "bob", "cleo", "dan", "zoe")
    people = {name: Person.join(network.pds, f"e2e-{name}.test") for name in names}
    start = datetime.now(UTC) - timedelta(minutes=1)
    stage = Stage(a_course(*CHECKS), start, "bluesky", people["host"].did)
    for name in names[1:5]:
        stage.learner(name, people[name].did, start)
    prompt = people["host"].post("Say hello")

    _ada_does_all_of_it(people, prompt)
    follow = people["bob"].follow(people["host"])
    people["bob"].post("hello to nobody in particular", tags=["mooc"])
    answered = people["cleo"].post("hello", reply_to=prompt)
    people["cleo"].post("I answer myself", reply_to=answered)
    own = people["cleo"].post("relay me", tags=["mooc"])
    people["bob"].repost(own)
    people["dan"].post("from another year", reply_to=prompt, created_at=datetime(2019, 1, 1, tzinfo=UTC))

    done = {
        "c1": {"ada": "met", "bob": "met", "cleo": "not_yet", "dan": "not_yet"},
        "c2": {"ada": "met", "bob": "not_yet", "cleo": "met", "dan": "met"},
        "c3": {"ada": "met", "bob": "not_yet", "cleo": "not_yet", "dan": "not_yet"},
        "c4": {"ada": "met", "bob": "not_yet", "cleo": "not_yet", "dan": "not_yet"},
    }
    assert until(lambda: {name: stage.answers(name) for name in done} == done), {n: stage.answers(n) for n in done}

    people["bob"].delete(follow)
    people["cleo"].delete(answered.uri)
    assert until(lambda: stage.answer("bob", "c1") == "not_yet"), "the unfollow is seen, and the follow had to hold"
    assert stage.answer("cleo", "c2") == "met", "a receipt stays, though its post is gone"
    assert until(lambda: models.Activity.objects.filter(kind="gone", target=answered.uri).exists())
    assert models.Receipt.objects.count() == 6


def _ada_does_all_of_it(people: dict[str, Person], prompt: object) -> None:
    ada, zoe = people["ada"], people["zoe"]
    ada.follow(people["host"])
    ada.post("hello from me", reply_to=prompt)
    posts = [ada.post(f"moment {number}", tags=["mooc"]) for number in range(3)]
    zoe.repost(posts[0])


def test_what_could_not_be_seen_is_never_called_not_yet(
    network: BlueskyNetwork, engine: Bluesky, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person.join(network.pds, "eve.test")
    stage = Stage(a_course(*CHECKS), datetime.now(UTC) - timedelta(minutes=1), "bluesky", person.did)
    stage.learner("eve", person.did)
    only_networks(monkeypatch, Bluesky(base_url="http://127.0.0.1:9"))  # nobody is there
    look()
    assert set(stage.answers("c2").values()) == {"cant_tell"}
    assert models.Poll.objects.filter(trouble="unreachable").exists(), "the fault fired"

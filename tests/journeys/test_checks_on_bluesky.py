"""Every word of the language on the real Bluesky network: people do it, or make a mistake, and the engine judges.

As in ``test_bluesky_end_to_end`` nothing here is a double: PLC, PDS and AppView of the real software, our workers.
"""

import base64
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from demo.play import settle
from fixtures.bluesky import BlueskyNetwork, Person
from mooc.networks.bluesky.adapter import Bluesky
from mooc.runtime import clocks
from mooc.services import networks
from mooc.services.operations.rechecking import recheck
from mooc.store import models
from tests.bluesky import eventually
from tests.building.classes import Stage, a_course
from tests.building.networks import only_networks
from workers.broker import broker
from workers.process import Workers

pytestmark = [pytest.mark.needs("node", "postgresql"), pytest.mark.django_db(transaction=True)]

CHECKS: tuple[dict[str, dict[str, Any]], ...] = (
    {"profile": {"min_words": 3, "picture": True}},
    {"listen": {"at_least": 2}},
    {"mention": {"of": "host"}},
    {"quote": {"of": "outside_cohort"}},
    {"repost": {"of": "host"}},
    {"curate": {"domains": ["example.org"], "min_words": 3}},
    {"thread": {"at_least": 3}},
    {"conversation": {"to": "outside_cohort", "turns": 2}},
    {"help": {}},
    {"bridge": {}},
    {"figure": {"unit": "birds"}},
)
WORDS = [name for check in CHECKS for name in check]
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
ROUNDS = 25


@pytest.fixture(scope="module")
def network() -> Iterator[BlueskyNetwork]:
    with BlueskyNetwork() as network:
        yield network


@pytest.fixture
def engine(network: BlueskyNetwork, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The engine, reading this network alone, its polls due at once."""
    adapter = Bluesky(base_url=network.appview, lag=timedelta(0))
    only_networks(monkeypatch, adapter)
    with Workers(threads=4):
        yield


def said(stage: Stage) -> dict[str, dict[str, str]]:
    """Name → word → verdict, after one more look at everything."""
    models.Watch.objects.filter(due_at__isnull=False).update(due_at=clocks.now(), enqueued_until=None)
    settle(broker)
    rows = models.Verdict.objects.filter(member__cohort=stage.cohort).values_list("member", "challenge", "answer")
    found = {(member, challenge): answer for member, challenge, answer in rows}
    return {
        name: {word: found.get((member, f"c{number}"), "") for number, word in enumerate(WORDS, 1)}
        for name, member in stage.learners.items()
    }


def test_a_bio_is_read_as_its_challenge_is_opened(network: BlueskyNetwork, engine: None) -> None:
    """No poll is due: it is the page that is opened for which the one profile is read."""
    ada, bob = network.join("opens-ada"), network.join("opens-bob")
    stage = Stage(a_course({"profile": {"min_words": 3}}), datetime.now(UTC) - timedelta(hours=1), "bluesky", bob.did)
    for name, person in (("ada", ada), ("bob", bob)):
        stage.learner(name, person.did)
    handles = [ada.handle, bob.handle]
    eventually(lambda: networks.network("bluesky").find(handles), lambda shown: len(shown) == len(handles))
    settle(broker)
    assert stage.answers() == {"ada": "not_yet", "bob": "not_yet"}
    ada.describe("I count birds by the sea")
    client = Client()
    client.force_login(models.User.objects.get(name="ada"))
    looked = models.Poll.objects.count()

    def answer() -> str:
        models.Watch.objects.filter(read="profile").update(looked_at=None)  # the AppView shows it a moment late
        assert client.get(f"/cohorts/{stage.cohort.name}/challenges/c1/").status_code == 200
        settle(broker)
        return stage.answer("ada")

    eventually(answer, lambda said: said == "met")
    looks = models.Poll.objects.order_by("pk")[looked:]
    assert {look.watch.subject for look in looks if look.watch} == {ada.did}
    assert stage.answer("bob") == "not_yet"


def test_every_word_is_judged_as_people_act(network: BlueskyNetwork, engine: None) -> None:
    people = {name: network.join(f"words-{name}") for name in ("host", "ada", "bob", "cleo", "vic", "yan", "zoe")}
    start = datetime.now(UTC) - timedelta(minutes=1)
    elsewhere = Stage(a_course({"follow": {"of": "host"}}), start, "bluesky", people["host"].did)
    elsewhere.learner("vic", people["vic"].did, start)
    stage = Stage(a_course(*CHECKS), start, "bluesky", people["host"].did)
    for name in ("ada", "bob", "cleo"):
        stage.learner(name, people[name].did, start)

    _ada_does_all_of_it(people)
    _bob_makes_a_mistake_in_each(people)

    expected = {
        "ada": dict.fromkeys(WORDS, "met"),
        "bob": dict.fromkeys(WORDS, "not_yet"),
        "cleo": dict.fromkeys(WORDS, "not_yet"),
    }
    for _ in range(ROUNDS):
        if (found := said(stage)) == expected:
            break
        time.sleep(0.3)
    assert found == expected
    assert models.Receipt.objects.filter(member__cohort=stage.cohort).count() == len(WORDS)
    assert list(recheck(stage.cohort.pk)) == [], "judged again, from the log and from each receipt, nothing differs"
    assert not models.Poll.objects.exclude(trouble="").exists()
    kept = set(models.Text.objects.values_list("activity__actor", flat=True))
    assert kept <= {people[name].did for name in ("ada", "bob", "cleo", "vic")}, "texts of strangers are not kept"


def _ada_does_all_of_it(people: dict[str, Person]) -> None:
    host, ada, cleo, vic, yan, zoe = (people[name] for name in ("host", "ada", "cleo", "vic", "yan", "zoe"))
    heard = host.post("The tide is a slow clock")
    question = zoe.post("Does anybody know this bird by its voice?")
    asked = yan.post("I walk the harbour each morning")
    ada.describe("I count birds by the sea", picture=PICTURE)
    help_ = ada.post("A wren, it sings in every hedge", reply_to=question)  # listens to zoe, and helps
    zoe.post("Thank you, that is it!", reply_to=help_)
    ada.repost(heard)  # listens to host
    first = ada.post("Which birds do you meet there?", reply_to=asked)
    back = yan.post("Gulls, mostly", reply_to=first)
    second = ada.post("And in the winter months?", reply_to=back)
    yan.post("More gulls, and a seal", reply_to=second)
    ada.post("This one is for you", mentions=[host])
    ada.post("A good question to ask", quote=question)
    ada.post("Worth reading about the sea", links=["https://example.org/sea"])
    one = ada.post("One thought")
    ada.post("and then a third", reply_to=ada.post("and then another", reply_to=one))
    given = ada.post("I saw 42 birds on 2026-11-20", links=["https://example.org/count"])
    cleo.post("I counted 42 birds, too, on 2026-11-20", reply_to=given)
    there = vic.post("We meet in another school")
    ada.post("And what do you learn there?", reply_to=there)
    vic.repost(one)


def _bob_makes_a_mistake_in_each(people: dict[str, Person]) -> None:
    bob, cleo, vic, yan, zoe = (people[name] for name in ("bob", "cleo", "vic", "yan", "zoe"))
    bob.describe("hi")  # neither words nor a picture
    own = bob.post("I speak before I listen")
    question = zoe.post("And where is the map?")
    bob.post("In the office of the harbour, I think", reply_to=question)  # nobody thanks
    bob.repost(own)  # one's own
    asked = yan.post("I walk in the evening, too")
    yan.post("That is kind", reply_to=bob.post("So do I", reply_to=asked))  # one turn is not two
    bob.post("This one is for you", mentions=[zoe])  # not the host
    bob.post("Well said, my fellow", quote=cleo.post("A thought among ourselves"))  # of the cohort
    bob.post("Worth reading about the sea", links=["https://elsewhere.example/sea"])
    bob.post("and then another", reply_to=bob.post("One thought"))  # two are no thread of three
    given = bob.post("I saw 42 birds on 2026-11-20", links=["https://elsewhere.example/count"])
    cleo.post("I counted 17 birds on 2026-11-20", reply_to=given)
    bob.post("Hello over there", reply_to=vic.post("We learn far from here"))  # vic does not turn back

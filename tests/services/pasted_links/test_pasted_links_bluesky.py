"""Pasted links on the real Bluesky network, through the API and through the page, with the time that it takes."""

import html
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import quantiles

import pytest

from demo.play import settle
from fixtures.bluesky import BlueskyNetwork, Person
from mooc.networks.bluesky.adapter import Bluesky
from mooc.services import networks
from mooc.store import models
from tests.bluesky import Join, eventually
from tests.building.classes import Stage, a_course
from tests.building.clients import client_of
from tests.building.networks import only_networks
from tests.building.work import judge_all
from tests.networks.faulty import faulty, slow
from workers.broker import broker
from workers.process import Workers

pytestmark = [pytest.mark.needs("node", "postgresql"), pytest.mark.django_db(transaction=True)]

PEOPLE = 10
AT_MOST = 2.0
"""Seconds from the click to the answer, for half of the people at least: machines that test are busy."""
SLOW = 8.0


@pytest.fixture
def engine(bluesky_network: BlueskyNetwork, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bluesky]:
    adapter = Bluesky(bluesky_network.appview, lag=timedelta(0))  # with its usual patience: machines that test are busy
    only_networks(monkeypatch, adapter)
    yield adapter


def a_cohort(*people: Person) -> Stage:
    stage = Stage(a_course({"post": {"tag": "{hashtag}"}}), datetime.now(UTC) - timedelta(minutes=5), "bluesky")
    for person in people:
        stage.learner(person.handle, person.did, datetime.now(UTC))
    judge_all(stage.cohort.pk, datetime.now(UTC))
    return stage


def address(person: Person, uri: str) -> str:
    return f"https://bsky.app/profile/{person.handle}/post/{uri.rpartition('/')[2]}"


def is_shown(network: Bluesky, person: Person, uri: str) -> None:
    reference = network.recognise(address(person, uri)) or ""
    eventually(lambda: network.post(reference, datetime.now(UTC)), lambda reading: reading.activities)


def test_through_the_api_it_takes_less_than_two_seconds(
    engine: Bluesky, join: Join, capsys: pytest.CaptureFixture[str]
) -> None:
    people = [join("ada") for _ in range(PEOPLE)]
    stage, took = a_cohort(*people), list[float]()
    for person in people:
        uri = person.post("what I learnt", tags=["mooc"]).uri
        is_shown(engine, person, uri)
        client, path = (
            client_of(models.Member.objects.get(pk=stage.learners[person.handle]).user_id),
            f"/api/v1/members/{stage.learners[person.handle]}/links",
        )
        began = time.perf_counter()
        answer = client.post(path, {"challenge": "c1", "url": address(person, uri)}, content_type="application/json")
        took.append(time.perf_counter() - began)
        assert answer.status_code == 201, answer.content
        body = answer.json()
        assert (body["outcome"], body["next_look"]) == ("counts", None)
        assert body["text"].startswith("Your post of ")
        assert stage.answer(person.handle) == "met"
    p50, p95 = quantiles(took, n=20)[9], quantiles(took, n=20)[18]
    with capsys.disabled():
        print(f"\npasted link to verdict, API, real Bluesky: p50 {p50:.3f} s, p95 {p95:.3f} s of {PEOPLE}")
    assert p50 <= AT_MOST
    assert models.Poll.objects.filter(link__isnull=False).count() == PEOPLE


def test_on_the_page_the_answer_stands_at_once(engine: Bluesky, join: Join) -> None:
    ada, bob = join("ada"), join("bob")
    stage = a_cohort(ada, bob)
    untagged, tagged = ada.post("without a tag").uri, ada.post("with one", tags=["mooc"]).uri
    strange = bob.post("mine", tags=["mooc"]).uri
    for person, uri in ((ada, untagged), (ada, tagged), (bob, strange)):
        is_shown(engine, person, uri)
    client = client_of(models.Member.objects.get(pk=stage.learners[ada.handle]).user_id)

    def paste(url: str, language: str) -> str:
        models.User.objects.update(language=language)
        page = client.post(f"/cohorts/{stage.cohort.name}/challenges/c1/links/", {"url": url}, follow=True)
        assert page.status_code == 200
        return html.unescape(page.content.decode()).replace("\xa0", " ").replace("’", "'")

    assert "This is not the address of a post on Bluesky." in paste("https://bsky.app/profile/ada.test", "en")
    assert "Aucun des comptes que vous avez reliés n'a écrit cette publication." in paste(address(bob, strange), "fr")
    assert " has no #mooc." in paste(address(ada, untagged), "en")
    page = paste(address(ada, tagged), "fr")
    assert re.search(r"Votre publication du [^.]* compte\.", page)
    assert page.count("Aucun des comptes que vous avez reliés") == 1, "the answers before stay on the page"
    assert stage.answer(ada.handle) == "met"
    assert not models.Activity.objects.filter(actor=bob.did).exists()


def test_what_does_not_answer_in_time_waits_and_is_found_later(
    engine: Bluesky, bluesky_network: BlueskyNetwork, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = join()
    stage = a_cohort(ada)
    uri = ada.post("what I learnt", tags=["mooc"]).uri
    is_shown(engine, ada, uri)
    path = f"/api/v1/members/{stage.learners[ada.handle]}/links"
    with faulty(bluesky_network.appview, slow(SLOW)) as server:
        hanging = Bluesky(server.url, lag=timedelta(0), timeout=networks.QUICK_TIMEOUT)
        monkeypatch.setattr(networks, "quick", lambda name: hanging)
        began = time.perf_counter()
        body = (
            client_of(models.Member.objects.get(pk=stage.learners[ada.handle]).user_id)
            .post(path, {"challenge": "c1", "url": address(ada, uri)}, content_type="application/json")
            .json()
        )
        assert time.perf_counter() - began < SLOW
        assert len(server.asked) == 1, "the fault fired"
    assert (body["outcome"], stage.answer(ada.handle)) == ("waits", "cant_tell")
    assert body["next_look"]
    models.PastedLink.objects.update(due_at=datetime.now(UTC))
    models.Watch.objects.update(due_at=None)
    with Workers(threads=2):
        settle(broker)
    assert models.PastedLink.objects.get().answer == "link.counts"
    assert stage.answer(ada.handle) == "met"

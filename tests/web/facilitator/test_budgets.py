"""The budget of a cohort on its page, and the word of a peer on a challenge's."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mooc.store import models
from tests.building.clients import client_of
from tests.web.people import NOW, Cast

BUDGET, HELLO = "/cohorts/spring/budget/", "/cohorts/spring/challenges/hello/"


def low(cast: Cast, step: str = "peer") -> models.Budget:
    return models.Budget.objects.create(
        cohort_id=cast.cohort.id,
        network="bluesky",
        cap_usd=20,
        spent_usd=Decimal("19.20"),
        spent_requests=900,
        step=step,
    )


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("fr", ["900 requêtes", "Plafond", "(96 %)", "Prévision pour 3 apprenants", "pas encore"]),
        ("en", ["900 requests", "Cap:", "(96%)", "Forecast for 3 learners", "not yet"]),
    ],
)
def test_it_says_what_is_spent_and_what_follows(cast: Cast, language: str, says: list[str]) -> None:
    low(cast)
    html = client_of(cast.facilitator.id, language).get(BUDGET).content.decode().replace("\u00a0", " ")
    assert [words for words in says if words not in html] == []
    assert 'value="96"' in html


def test_the_cap_that_is_suggested_is_never_under_what_is_spent(cast: Cast) -> None:
    """A course of which the forecast was too low: what stands in the field must not stop all at once."""
    row = low(cast, "network")
    models.Budget.objects.filter(pk=row.pk).update(cap_usd=None, spent_usd=Decimal("312.50"))
    html = client_of(cast.facilitator.id, "en").get(BUDGET).content.decode()
    field = re.search(r'name="usd" value="([\d.]+)"', html)
    assert field and Decimal(field[1]) > Decimal("312.50")


def test_a_cap_is_set_and_taken_away(cast: Cast) -> None:
    fanny = client_of(cast.facilitator.id, "fr")
    assert fanny.post(f"{BUDGET}bluesky/", {"usd": "20", "requests": ""}).status_code == 302
    row = models.Budget.objects.get()
    assert (row.cap_usd, row.cap_requests) == (20, None)
    fanny.post(f"{BUDGET}bluesky/", {"usd": "-3"})
    assert models.Budget.objects.get().cap_usd == 20, "what cannot be changes nothing"
    fanny.post(f"{BUDGET}bluesky/", {"usd": ""})
    assert models.Budget.objects.get().cap_usd is None
    assert fanny.post(f"{BUDGET}myspace/", {"usd": "1"}).status_code == 404


def test_it_is_the_facilitators_alone(cast: Cast) -> None:
    for user in (cast.learner.id, cast.mentor.id):
        assert client_of(user, "fr").get(BUDGET).status_code == 404
        assert client_of(user, "fr").post(f"{BUDGET}bluesky/", {"usd": "1"}).status_code == 404
    assert not models.Budget.objects.exists()


def test_a_network_that_wants_to_be_paid_has_its_line(cast: Cast) -> None:
    models.Suspension.objects.create(network="bluesky", trouble="out_of_credits", since=NOW, until=NOW)
    assert "veut d’abord être payé" in client_of(cast.facilitator.id, "fr").get(BUDGET).content.decode()


@pytest.mark.parametrize(
    ("language", "says"), [("fr", "n’accepte plus notre clé"), ("en", "no longer accepts our key")]
)
def test_a_network_that_refuses_our_token_has_its_line(cast: Cast, language: str, says: str) -> None:
    fanny = client_of(cast.facilitator.id, language)
    assert says not in fanny.get(BUDGET).content.decode()
    models.GateServer.objects.create(network="bluesky", server="api.test", token="0" * 16, until=NOW)
    assert says in fanny.get(BUDGET).content.decode()


def test_the_price_is_shown_before_the_cohort_opens(cast: Cast) -> None:
    html = client_of(cast.facilitator.id, "en").get("/cohorts/new/?course=first-steps").content.decode()
    assert "What it will cost" in html and "For 100 learners" in html


def test_a_fellow_confirms_and_takes_it_back(cast: Cast) -> None:
    low(cast)
    bao, ada = cast.others[0], cast.ada
    bao_client = client_of(models.Member.objects.get(pk=bao.id).user_id, "en")
    assert "I saw that Ada did it" in bao_client.get(HELLO).content.decode()
    address = f"{HELLO}confirm/{ada.id}/"
    assert bao_client.post(address, {"url": "https://bsky.app/profile/ada.example/post/3k"}).status_code == 302
    models.Confirmation.objects.update(id=1_234_567)
    (said,) = models.Confirmation.objects.all()
    assert (said.by_id, said.url) == (bao.id, "https://bsky.app/profile/ada.example/post/3k")
    assert "You confirmed it for Ada." in bao_client.get(HELLO).content.decode()
    ada_client = client_of(cast.learner.id, "en")
    assert "Confirmed by Bao" in ada_client.get(HELLO).content.decode()
    assert ada_client.post(f"{HELLO}withdraw/", {"confirmation": said.pk}).status_code in (403, 404), "it is not hers"
    (pk,) = re.findall(r'name="confirmation" value="(.*?)"', bao_client.get(HELLO).content.decode())
    assert client_of(bao.user, "en").post(f"{HELLO}withdraw/", {"confirmation": pk}).status_code == 302
    said.refresh_from_db()
    assert said.withdrawn_at == NOW
    assert "Confirmed by Bao" not in client_of(cast.learner.id, "en").get(HELLO).content.decode()


def test_nothing_is_asked_of_peers_while_there_is_enough(cast: Cast) -> None:
    html = client_of(cast.learner.id, "en").get(HELLO).content.decode()
    assert "Word of a peer" not in html
    assert client_of(cast.learner.id, "fr").post(f"{HELLO}confirm/{cast.ada.id}/", {}).status_code in (403, 404), (
        "oneself"
    )


def test_a_pass_by_a_peers_word_says_so(cast: Cast) -> None:
    models.Receipt.objects.update(body={"facts": [], "proof": "peer"})
    html = client_of(cast.learner.id, "en").get("/cohorts/spring/challenges/voices/").content.decode()
    assert "confirmed by a peer" in html


def test_the_page_takes_as_many_queries_however_much_was_spent(cast: Cast) -> None:
    budget, fanny = low(cast), client_of(cast.facilitator.id, "fr")
    fanny.get(BUDGET)
    counted = []
    for levels in ((), (50, 80, 100)):
        for level in levels:
            models.BudgetAlert.objects.create(budget=budget, level=level, at=NOW)
            models.Reservation.objects.create(budget=budget, token="0" * 32, usd=1)
        with CaptureQueriesContext(connection) as queries:
            fanny.get(BUDGET)
        counted.append(len(queries))
    assert counted[0] == counted[1] < 16

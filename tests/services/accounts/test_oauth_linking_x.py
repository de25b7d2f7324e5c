"""Linking an X account: what the flow asks of X's sign-in, and what it stores."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from mooc.core.facts.profiles import AccountProfile
from mooc.environment import Environment
from mooc.linking.refusal import CannotLink
from mooc.networks.x.sign_in import XSignIn
from mooc.services import networks
from mooc.services.accounts import oauth_linking
from mooc.services.accounts.account_linking import CONSENT
from mooc.store.accounts.accounts import LinkedAccount
from mooc.store.people import people
from tests.building.cast import NOW

BACK = "https://class.example/me/accounts/x/back"


@pytest.fixture(autouse=True)
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Environment(x_client_id="class", x_url="https://sandbox.example", x_bearer="key")
    monkeypatch.setattr(networks, "environment", lambda: found)


@pytest.fixture
def ada() -> int:
    return people.create("ada@cast.example", "Ada").id


def sent_away(user: int) -> dict[str, list[str]]:
    address = oauth_linking.begin(user, "x", BACK, CONSENT)
    assert address.startswith("https://sandbox.example/")
    return parse_qs(urlsplit(address).query)


def came_back(user: int, query: str) -> LinkedAccount:
    return oauth_linking.finish(user, "x", query, NOW, datetime.now(UTC))


@pytest.mark.django_db
def test_the_person_is_sent_to_x_with_a_challenge(ada: int) -> None:
    query = sent_away(ada)
    assert (query["client_id"], query["redirect_uri"]) == (["class"], [BACK])
    assert query["code_challenge_method"] == ["S256"]
    assert "code_verifier" not in query


@pytest.mark.django_db
def test_the_account_that_came_back_is_linked(ada: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(XSignIn, "finish", lambda *_: AccountProfile("x", "77", "ada"))
    (state,) = sent_away(ada)["state"]
    account = came_back(ada, f"state={state}&code=1")
    assert (account.external_id, account.proof, account.consent, account.linked_at) == ("77", "oauth", CONSENT, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "state=other&code=1", "code=1", "state=&code=1"])
def test_an_answer_to_no_question_of_ours_links_nothing(ada: int, query: str) -> None:
    sent_away(ada)
    with pytest.raises(CannotLink):
        came_back(ada, query)

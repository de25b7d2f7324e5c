"""Linking an X account: what the flow asks of X's sign-in, and what it stores."""

from urllib.parse import parse_qs, urlsplit

import pytest

from mooc.core.facts.network import Profile
from mooc.environment import Environment
from mooc.linking.refusal import CannotLink
from mooc.linking.x import XSignIn
from mooc.services.accounts import linking_x
from mooc.services.accounts.account_linking import CONSENT, ConsentNeeded
from mooc.store.people import people
from tests.cast import NOW

BACK = "https://class.example/me/accounts/x/back"


@pytest.fixture(autouse=True)
def set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Environment(x_client_id="class", x_url="https://sandbox.example")
    monkeypatch.setattr(linking_x, "environment", lambda: found)


def test_the_person_is_sent_to_x_with_a_challenge() -> None:
    url, pending = linking_x.begin(BACK, CONSENT)
    query = parse_qs(urlsplit(url).query)
    assert url.startswith("https://sandbox.example/")
    assert (query["client_id"], query["redirect_uri"], query["state"]) == (["class"], [BACK], [pending.state])
    assert query["code_challenge_method"] == ["S256"]
    assert pending.verifier not in url


def test_nobody_is_sent_without_having_agreed() -> None:
    with pytest.raises(ConsentNeeded):
        linking_x.begin(BACK, "2020-01")


@pytest.mark.django_db
def test_the_account_that_came_back_is_linked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(XSignIn, "finish", lambda *_: Profile("x", "77", "ada"))
    user = people.create("ada@cast.example", "Ada").id
    _url, pending = linking_x.begin(BACK, CONSENT)
    account = linking_x.finish(user, BACK, pending, f"state={pending.state}&code=1", NOW, CONSENT)
    assert (account.external_id, account.proof, account.consent, account.linked_at) == ("77", "oauth", CONSENT, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "state=other&code=1", "code=1", "state=&code=1"])
def test_an_answer_to_no_question_of_ours_links_nothing(query: str) -> None:
    user = people.create("ada@cast.example", "Ada").id
    _url, pending = linking_x.begin(BACK, CONSENT)
    with pytest.raises(CannotLink):
        linking_x.finish(user, BACK, pending, query, NOW, CONSENT)

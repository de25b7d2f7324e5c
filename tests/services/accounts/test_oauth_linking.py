"""Signing in elsewhere to link an account: what is kept meanwhile, what is stored, how often one may try."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import override_settings

from mooc.linking.refusal import CannotLink, Refusal
from mooc.services.accounts import account_linking, consent, oauth_linking
from mooc.services.accounts.account_linking import ConsentNeeded, NotOffered
from mooc.store import models
from mooc.store.accounts import accounts
from mooc.store.accounts import oauth_linking as store
from mooc.store.accounts.accounts import AccountTaken, LinkedAccount
from tests.building.cast import NOW, Cast, enter
from tests.installed import installed
from tests.networks.mastodon.strict import Strict, failing

BACK = "https://class.example/me/accounts/mastodon/callback/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return enter()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Strict]:
    with Strict() as running, installed(monkeypatch):
        yield running


def begin(cast: Cast, server: Strict, who: str = "ada", back: str = BACK) -> str:
    return oauth_linking.begin(cast.people[who].id, "mastodon", back, consent.VERSION, server.instance)


def finish(cast: Cast, query: str, who: str = "ada", later: timedelta = timedelta(0)) -> LinkedAccount:
    return oauth_linking.finish(cast.people[who].id, "mastodon", query, NOW, datetime.now(UTC) + later)


def refused(cast: Cast, query: str, who: str = "ada", later: timedelta = timedelta(0)) -> Refusal:
    with pytest.raises(CannotLink) as caught:
        finish(cast, query, who, later)
    return caught.value.key


def stored(table: str) -> str:
    """All that stands in a table, as it lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return repr(cursor.fetchall())


def test_who_agrees_there_is_linked_by_id_and_server(cast: Cast, server: Strict) -> None:
    account = finish(cast, server.agree(begin(cast, server)))
    assert (account.network, account.external_id) == ("mastodon", f"109@{server.instance}")
    assert (account.proof, account.consent, account.linked_at) == ("oauth", consent.VERSION, NOW)
    assert server.tokens == {}


def test_we_introduce_ourselves_once_to_a_server(cast: Cast, server: Strict) -> None:
    for who in ("ada", "bea", "dan"):
        begin(cast, server, who)
    assert (server.asked["/api/v1/apps"], len(server.clients)) == (1, 1)
    assert server.tokens == {}, "whether the server still knows us is asked with a token that is ended"


def test_of_two_who_are_first_one_app_is_kept(cast: Cast, server: Strict, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mooc.store.accounts.oauth_linking.app", lambda instance: None)
    first, second = begin(cast, server), begin(cast, server, "bea")
    monkeypatch.undo()
    assert len(server.clients) == 2 and models.InstanceApp.objects.count() == 1
    assert parse_qs(urlsplit(first).query)["client_id"] == parse_qs(urlsplit(second).query)["client_id"]


def test_secrets_are_encrypted_where_they_lie(cast: Cast, server: Strict) -> None:
    begin(cast, server)
    kept = json.loads(models.SignIn.objects.get().kept)
    (client,) = server.clients.values()
    assert models.InstanceApp.objects.get().client_secret == client.secret
    assert client.secret not in stored("accounts_server_app")
    assert not [one for one in (kept["state"], kept["verifier"]) if one in stored("accounts_sign_in")]


@contextmanager
def another_key() -> Iterator[None]:
    """The installation has lost its SECRET_KEY, and has another one. (Fields remember the key that they derived.)"""

    def forget() -> None:
        for table in (models.SignIn, models.InstanceApp):
            for field in table._meta.get_fields():
                for name in ("keys", "f"):
                    field.__dict__.pop(name, None)

    forget()
    with override_settings(SECRET_KEY="another " * 8):
        yield
    forget()


def test_with_another_key_nothing_breaks_and_one_begins_again(cast: Cast, server: Strict) -> None:
    query = server.agree(begin(cast, server))
    with another_key():
        assert refused(cast, query) is Refusal.EXPIRED
        assert finish(cast, server.agree(begin(cast, server))).id
    assert len(server.clients) == 2


@pytest.mark.parametrize("forgets", ["before", "meanwhile"])
def test_a_server_that_forgets_us_is_introduced_to_anew(cast: Cast, server: Strict, forgets: str) -> None:
    begin(cast, server)
    if forgets == "before":
        server.clients.clear()
    else:
        query = server.agree(begin(cast, server))
        server.clients.clear()
        assert refused(cast, query) is Refusal.EXPIRED
        assert not models.InstanceApp.objects.exists()
    assert finish(cast, server.agree(begin(cast, server))).id
    assert server.asked["/api/v1/apps"] == 2
    assert models.InstanceApp.objects.get().client_id in server.clients


def test_with_another_address_of_ours_we_introduce_ourselves_anew(cast: Cast, server: Strict) -> None:
    begin(cast, server)
    address = begin(cast, server, back="https://moved.example/me/accounts/mastodon/callback/")
    assert finish(cast, server.agree(address)).id
    assert (len(server.clients), models.InstanceApp.objects.count()) == (2, 1)


def test_five_introductions_in_ten_minutes(cast: Cast, server: Strict) -> None:
    for _ in range(5):
        begin(cast, server)
        server.clients.clear()
    with pytest.raises(CannotLink) as caught:
        begin(cast, server)
    assert (caught.value.key, server.asked["/api/v1/apps"]) == (Refusal.TOO_MANY, 5)


def test_twenty_beginnings_of_a_person_in_an_hour_on_all_networks_together(cast: Cast, server: Strict) -> None:
    for _ in range(10):
        begin(cast, server)
        account_linking.begin(cast.people["ada"].id, "bluesky", "ada.example", consent.VERSION)
    before = sum(server.asked.values())
    for _ in range(2):
        with pytest.raises(CannotLink) as caught:
            begin(cast, server)
        assert caught.value.key is Refusal.TOO_MANY
    assert sum(server.asked.values()) == before
    begin(cast, server, "bea")


def test_what_is_kept_serves_once_whatever_comes_of_it(cast: Cast, server: Strict) -> None:
    query = server.agree(begin(cast, server))
    assert refused(cast, "state=x&code=y") is Refusal.EXPIRED
    assert refused(cast, query) is Refusal.EXPIRED
    assert (server.given, models.SignIn.objects.count()) == ([], 0)


def test_an_answer_serves_who_asked_and_nobody_else(cast: Cast, server: Strict) -> None:
    query = server.agree(begin(cast, server))
    begin(cast, server, "bea")
    assert refused(cast, query, "bea") is Refusal.EXPIRED
    assert refused(cast, query, "dan") is Refusal.EXPIRED
    assert finish(cast, query).id


@pytest.mark.parametrize("later", [timedelta(minutes=30), timedelta(days=1), timedelta(seconds=-5)])
def test_half_an_hour_to_come_back(cast: Cast, server: Strict, later: timedelta) -> None:
    assert refused(cast, server.agree(begin(cast, server)), later=later) is Refusal.EXPIRED
    query = server.agree(begin(cast, server))
    assert finish(cast, query, later=store.LIFE - timedelta(seconds=5)).id


def test_an_account_belongs_to_one_person(cast: Cast, server: Strict) -> None:
    finish(cast, server.agree(begin(cast, server)))
    query = server.agree(begin(cast, server, "bea"))
    with pytest.raises(AccountTaken):
        finish(cast, query, "bea")
    assert server.tokens == {}


def test_who_was_renamed_is_the_same_account(cast: Cast, server: Strict) -> None:
    first = finish(cast, server.agree(begin(cast, server)))
    server.accounts["109"] |= {"username": "countess", "acct": "countess"}
    again = finish(cast, server.agree(begin(cast, server)))
    assert (again.id, again.linked_at, again.handle) == (first.id, first.linked_at, f"countess@{server.instance}")


def test_an_id_of_one_server_is_nobody_s_on_another(cast: Cast, server: Strict) -> None:
    finish(cast, server.agree(begin(cast, server)))
    with Strict() as other:
        address = oauth_linking.begin(cast.people["bea"].id, "mastodon", BACK, consent.VERSION, other.instance)
        account = finish(cast, other.agree(address), "bea")
    assert account.external_id == f"109@{other.instance}"


def test_it_is_the_consent_of_the_beginning_that_is_stored(
    cast: Cast, server: Strict, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = server.agree(begin(cast, server))
    monkeypatch.setattr(account_linking, "CONSENT", "2027-01")
    assert finish(cast, query).consent == consent.VERSION
    with pytest.raises(ConsentNeeded):
        begin(cast, server)
    assert server.asked["/api/v1/apps"] == 1


def test_a_server_in_trouble_stores_nothing(cast: Cast, server: Strict) -> None:
    server.faults["/api/v1/apps"] = failing(503)
    with pytest.raises(CannotLink) as caught:
        begin(cast, server)
    assert (caught.value.key, server.fired["/api/v1/apps"]) == (Refusal.NETWORK_TROUBLE, 1)
    assert not models.InstanceApp.objects.exists() and not models.SignIn.objects.exists()


@pytest.mark.parametrize("place", ["localhost", "127.1", "10.0.0.1", "https://a.social@10.0.0.1", "x.onion", ""])
def test_what_is_no_server_is_not_asked(cast: Cast, server: Strict, place: str) -> None:
    with pytest.raises(CannotLink) as caught:
        oauth_linking.begin(cast.people["ada"].id, "mastodon", BACK, consent.VERSION, place)
    assert caught.value.key is Refusal.INSTANCE_REFUSED


@pytest.mark.parametrize("network", ["x", "bluesky", "myspace"])
def test_where_one_cannot_sign_in(cast: Cast, server: Strict, network: str) -> None:
    with pytest.raises(NotOffered):
        oauth_linking.begin(cast.people["ada"].id, network, BACK, consent.VERSION)


def test_unlinked_and_linked_by_another(cast: Cast, server: Strict) -> None:
    account = finish(cast, server.agree(begin(cast, server)))
    account_linking.unlink(cast.actor("ada"), account.id)
    assert not [one for one in accounts.mine(cast.actor("ada")) if one.network == "mastodon"]
    assert finish(cast, server.agree(begin(cast, server, "bea")), "bea").id == account.id

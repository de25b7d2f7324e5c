"""Signing in with X: the whole round over real HTTP, and each way in which it goes wrong."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from fixtures.sandbox import Client, Sandbox
from mooc.core.facts.profiles import AccountProfile
from mooc.linking.refusal import CannotLink
from mooc.linking.sign_in import PendingSignIn
from mooc.networks.x.sign_in import XSignIn
from mooc.simulation.worlds import World, WorldAccount

BACK = "http://127.0.0.1:8000/link/x/back"
NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(params=["", "a-secret"], ids=["public client", "confidential client"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    world = World((WorldAccount("ada", "11", "Ada"), WorldAccount("bob", "12")))
    client = Client("the-app", request.param, (BACK,))
    with Sandbox(world, lambda: NOW, client=client) as running:
        yield running


@pytest.fixture
def sign_in(sandbox: Sandbox) -> XSignIn:
    return XSignIn("the-app", BACK, sandbox.oauth.client.secret, sandbox.url, timeout=5)


def consent(url: str, decision: str = "allow", account: str = "11") -> str:
    """What a person does on the page; returns the query that the browser comes back with."""
    page = requests.get(url, timeout=5)
    page.raise_for_status()
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text))
    form |= {"decision": decision, "account": account, "scope": form["scope"].replace("+", " ")}
    target = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/i/oauth2/authorize"
    answer = requests.post(target, data=form, allow_redirects=False, timeout=5)
    assert answer.headers["Location"].startswith(BACK)
    return urlsplit(answer.headers["Location"]).query


def test_the_account_is_the_one_that_consented_and_no_token_stays_alive(sandbox: Sandbox, sign_in: XSignIn) -> None:
    url, pending = sign_in.begin()
    assert sign_in.finish(pending, consent(url, account="12")) == AccountProfile("x", "12", "bob", "bob")
    assert (sandbox.oauth.issued, sandbox.oauth.revoked, sandbox.oauth.live_tokens) == (1, 1, 0)
    assert sandbox.ledger.requests["users_me"] == 1


def test_people_are_sent_to_the_consent_page_with_pkce_and_reading_scopes_only(sign_in: XSignIn) -> None:
    url, pending = sign_in.begin()
    asked = parse_qs(urlsplit(url).query)
    assert url.startswith(f"{sign_in.base_url}/i/oauth2/authorize?")
    assert asked["code_challenge_method"] == ["S256"]
    assert (asked["scope"], asked["state"]) == (["tweet.read users.read"], [pending.state])
    assert pending.verifier not in url


def test_with_x_itself_people_are_sent_to_x() -> None:
    url, _ = XSignIn("the-app", "https://example.org/back").begin()
    assert url.startswith("https://twitter.com/i/oauth2/authorize?")


def test_the_consent_page_looks_like_itself(sandbox: Sandbox, sign_in: XSignIn) -> None:
    page = requests.get(sign_in.begin()[0], timeout=5).text
    assert "Twinome sandbox" in page
    assert "ada" in page
    assert not re.search(r"twitter|𝕏|x\.com", page, re.IGNORECASE)


def test_who_refuses_is_told_so(sandbox: Sandbox, sign_in: XSignIn) -> None:
    url, pending = sign_in.begin()
    assert _key(sign_in, pending, consent(url, "deny")) == "linking.denied"
    assert sandbox.oauth.issued == 0


def test_a_foreign_state_is_not_ours(sandbox: Sandbox, sign_in: XSignIn) -> None:
    url, _ = sign_in.begin()
    _, other = sign_in.begin()
    assert _key(sign_in, other, consent(url)) == "linking.expired"
    assert _key(sign_in, other, "") == "linking.expired"
    assert sandbox.oauth.issued == 0


def test_a_code_serves_once(sandbox: Sandbox, sign_in: XSignIn) -> None:
    url, pending = sign_in.begin()
    query = consent(url)
    sign_in.finish(pending, query)
    assert _key(sign_in, pending, query) == "linking.expired"
    assert sandbox.oauth.issued == 1


def test_a_stolen_code_is_worthless_without_the_verifier(sandbox: Sandbox, sign_in: XSignIn) -> None:
    url, pending = sign_in.begin()
    stolen = PendingSignIn(pending.state, "x" * 64)
    assert _key(sign_in, stolen, consent(url)) == "linking.expired"
    assert sandbox.oauth.issued == 0


def test_an_old_code_is_too_late(sandbox: Sandbox, sign_in: XSignIn) -> None:
    url, pending = sign_in.begin()
    query = consent(url)
    sandbox.oauth._clock = lambda: datetime.now(UTC).timestamp() + 31
    assert _key(sign_in, pending, query) == "linking.expired"


def test_other_scopes_than_asked_for_are_explained_and_the_token_is_ended(sandbox: Sandbox, sign_in: XSignIn) -> None:
    sandbox.oauth.grant_only = frozenset({"users.read"})
    url, pending = sign_in.begin()
    assert _key(sign_in, pending, consent(url)) == "linking.scopes"
    assert (sandbox.oauth.issued, sandbox.oauth.live_tokens) == (1, 0)


def test_if_x_cannot_say_who_it_is_the_token_is_ended_all_the_same(sandbox: Sandbox, sign_in: XSignIn) -> None:
    sandbox.limits.limits["users_me"] = 0
    url, pending = sign_in.begin()
    assert _key(sign_in, pending, consent(url)) == "linking.network_trouble"
    assert (sandbox.oauth.issued, sandbox.oauth.live_tokens) == (1, 0)


def test_a_network_that_is_down_is_said_to_be(sign_in: XSignIn) -> None:
    down = XSignIn("the-app", BACK, base_url="http://127.0.0.1:9", timeout=1)
    _, pending = down.begin()
    assert _key(down, pending, f"state={pending.state}&code=abc") == "linking.network_trouble"


@pytest.mark.parametrize("what", ["client_id", "redirect_uri", "code_challenge", "state", "scope", "response_type"])
def test_an_incomplete_question_gets_a_page_and_no_redirect(what: str, sandbox: Sandbox, sign_in: XSignIn) -> None:
    params = {name: values[0] for name, values in parse_qs(urlsplit(sign_in.begin()[0]).query).items() if name != what}
    answer = requests.get(f"{sandbox.url}/i/oauth2/authorize", params=params, allow_redirects=False, timeout=5)
    assert answer.status_code == 400
    assert "This cannot be asked" in answer.text


def test_nothing_secret_is_logged_or_shown(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sign_in = XSignIn("the-app", BACK, sandbox.oauth.client.secret, sandbox.url)
    url, pending = sign_in.begin()
    query = consent(url)
    sign_in.finish(pending, query)
    secrets = [pending.verifier, *([sandbox.oauth.client.secret] if sandbox.oauth.client.secret else [])]
    ours = "\n".join(record.getMessage() for record in caplog.records if "urllib3" not in record.name)
    assert all(secret not in ours and secret not in repr(sign_in) for secret in secrets)


def _key(sign_in: XSignIn, pending: PendingSignIn, query: str) -> str:
    with pytest.raises(CannotLink) as caught:
        sign_in.finish(pending, query)
    return caught.value.key

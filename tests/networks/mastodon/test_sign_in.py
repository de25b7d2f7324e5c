"""Signing in on a Mastodon server: the whole round over real HTTP, and each way in which it goes wrong."""

import logging
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from mastodon_mock.config import SeedAccount, SeedConfig
from mastodon_mock.testing import MockServer

from mooc.core.facts.profiles import AccountProfile
from mooc.http import guard
from mooc.linking.refusal import CannotLink, Refusal
from mooc.linking.sign_in import App, PendingSignIn
from mooc.networks.mastodon.sign_in import AppUnknown, MastodonSignIn
from tests.networks.mastodon.strict import Fault, Strict, account, dripping, endless, failing, redirected, saying

BACK = "https://class.example/me/accounts/mastodon/callback/"
APPS, TOKEN, REVOKE = "/api/v1/apps", "/oauth/token", "/oauth/revoke"
WHOSE, METADATA = "/api/v1/accounts/verify_credentials", "/.well-known/oauth-authorization-server"


def sign_in_at(instance: str, timeout: float = 5) -> MastodonSignIn:
    return MastodonSignIn(instance, BACK, guard.session(loopback=True, timeout=timeout), "https://class.example")


@pytest.fixture(params=["4.3", "no PKCE", "old"])
def server(request: pytest.FixtureRequest) -> Iterator[Strict]:
    with Strict(modern=request.param != "old", pkce=request.param == "4.3") as running:
        yield running


@pytest.fixture
def modern() -> Iterator[Strict]:
    with Strict() as running:
        yield running


def refusal(sign_in: MastodonSignIn, app: App, pending: PendingSignIn, query: str) -> CannotLink:
    with pytest.raises(CannotLink) as caught:
        sign_in.finish(app, pending, query)
    return caught.value


def test_the_account_is_known_by_its_id_on_its_server_and_no_token_stays_alive(server: Strict) -> None:
    sign_in = sign_in_at(server.instance)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    found = sign_in.finish(app, pending, server.agree(address))
    assert found == AccountProfile("mastodon", f"109@{server.instance}", f"ada@{server.instance}", "Ada")
    assert (len(server.given), server.tokens, server.asked[REVOKE]) == (1, {}, 1)


def test_the_narrowest_scope_there_is_and_pkce_where_it_is_checked(server: Strict) -> None:
    sign_in = sign_in_at(server.instance)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    asked = parse_qs(urlsplit(address).query)
    assert asked["scope"] == ["profile" if server.modern else "read:accounts"] == [app.scope]
    assert (asked["state"], asked["redirect_uri"]) == ([pending.state], [BACK])
    assert ("code_challenge" in asked) == bool(pending.verifier) == (server.modern and server.pkce)
    assert not pending.verifier or pending.verifier not in address


def test_a_foreign_state_is_not_ours_and_asks_the_server_nothing(modern: Strict) -> None:
    sign_in = sign_in_at(modern.instance)
    app = sign_in.register()
    (address, pending), (_, other) = sign_in.begin(app), sign_in.begin(app)
    query = modern.agree(address)
    for wrong in (query, "", f"code=x&state={pending.state}x", query.replace("state", "other")):
        assert refusal(sign_in, app, other, wrong).key is Refusal.EXPIRED
    assert (modern.given, modern.asked[TOKEN]) == ([], 0)


def test_a_code_serves_once(modern: Strict) -> None:
    sign_in = sign_in_at(modern.instance)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    query = modern.agree(address)
    sign_in.finish(app, pending, query)
    assert refusal(sign_in, app, pending, query).key is Refusal.EXPIRED
    assert (len(modern.given), modern.asked[TOKEN]) == (1, 2)


@pytest.mark.parametrize("verifier", ["", "x" * 64])
def test_a_stolen_code_is_worthless_without_the_verifier(modern: Strict, verifier: str) -> None:
    sign_in = sign_in_at(modern.instance)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    stolen = pending._replace(verifier=verifier)
    assert refusal(sign_in, app, stolen, modern.agree(address)).key is Refusal.EXPIRED
    assert (modern.given, modern.asked[TOKEN]) == ([], 1)


def test_who_refuses_is_told_so(modern: Strict) -> None:
    sign_in = sign_in_at(modern.instance)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    assert refusal(sign_in, app, pending, modern.refuse(address)).key is Refusal.DENIED
    assert modern.asked[TOKEN] == 0


@pytest.mark.parametrize("granted", ["read", "profile write", "write", "read:accounts"])
def test_other_scopes_than_asked_for_are_refused_and_the_token_is_ended(modern: Strict, granted: str) -> None:
    modern.grants = granted
    sign_in = sign_in_at(modern.instance)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    assert refusal(sign_in, app, pending, modern.agree(address)).key is Refusal.SCOPES
    assert (len(modern.given), modern.tokens, modern.asked[WHOSE]) == (1, {}, 0)


def test_a_server_that_has_forgotten_the_app_says_so_at_both_ends(modern: Strict) -> None:
    sign_in = sign_in_at(modern.instance)
    app = sign_in.register()
    assert sign_in.knows(app)
    assert modern.tokens == {}, "the token that the question takes is ended too"
    address, pending = sign_in.begin(app)
    query = modern.agree(address)
    modern.clients.clear()
    assert not sign_in.knows(app)
    assert isinstance(refusal(sign_in, app, pending, query), AppUnknown)


@pytest.mark.parametrize(
    ("shown", "key", "said"),
    [
        (account(moved=account(name="ada", acct="ada@new.social")), Refusal.MOVED, "ada@new.social"),
        (account(moved=account(name="ada", acct="<script>@x")), Refusal.MOVED, ""),
        (account(suspended=True), Refusal.NOT_SHOWN, ""),
        (account(pk="1 or 1"), Refusal.NETWORK_TROUBLE, ""),
        (account(name="ada@evil"), Refusal.NETWORK_TROUBLE, ""),
    ],
)
def test_an_account_that_cannot_be_linked(modern: Strict, shown: dict[str, object], key: Refusal, said: str) -> None:
    modern.accounts["109"] = shown
    sign_in = sign_in_at(modern.instance)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    error = refusal(sign_in, app, pending, modern.agree(address))
    assert (error.key, error.subject, modern.tokens) == (key, said, {})


def test_an_id_that_is_no_number(modern: Strict) -> None:
    modern.accounts["109"] = account("01GZ7PB6J0M4QYK2DSEJ6KZ1XH")
    sign_in = sign_in_at(modern.instance)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    assert sign_in.finish(app, pending, modern.agree(address)).id.startswith("01GZ7PB6J0M4QYK2DSEJ6KZ1XH@")


FAULTS = {
    "503": failing(503), "429": failing(429), "redirect": redirected, "2 GB": endless, "drip": dripping,
    "no token": saying({}), "a list": saying([]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
@pytest.mark.parametrize("path", [TOKEN, WHOSE])
def test_a_server_in_trouble_on_the_way_back(modern: Strict, path: str, fault: Fault) -> None:
    sign_in = sign_in_at(modern.instance, timeout=0.5)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    modern.faults[path] = fault
    assert refusal(sign_in, app, pending, modern.agree(address)).key is Refusal.NETWORK_TROUBLE
    assert modern.fired[path] == 1
    assert modern.tokens == {}, "whatever was given is ended"


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (failing(404), Refusal.NO_SERVER), (failing(422), Refusal.NO_SERVER), (saying({}), Refusal.NO_SERVER),
        (failing(503), Refusal.NETWORK_TROUBLE), (failing(429), Refusal.NETWORK_TROUBLE),
        (redirected, Refusal.NETWORK_TROUBLE), (endless, Refusal.NETWORK_TROUBLE), (dripping, Refusal.NETWORK_TROUBLE),
    ],
)  # fmt: skip
def test_a_server_that_does_not_let_us_introduce_ourselves(modern: Strict, fault: Fault, key: Refusal) -> None:
    modern.faults[APPS] = fault
    with pytest.raises(CannotLink) as caught:
        sign_in_at(modern.instance, timeout=0.5).register()
    assert (caught.value.key, modern.fired[APPS]) == (key, 1)


@pytest.mark.parametrize("fault", [redirected, endless, dripping])
def test_a_server_that_plays_tricks_at_once_is_none(modern: Strict, fault: Fault) -> None:
    modern.faults[METADATA] = fault
    with pytest.raises(CannotLink) as caught:
        sign_in_at(modern.instance, timeout=0.5).register()
    assert (caught.value.key, modern.fired[METADATA], modern.asked[APPS]) == (Refusal.NO_SERVER, 1, 0)


def test_nobody_there() -> None:
    with pytest.raises(CannotLink) as caught:
        sign_in_at("127.0.0.1:9").register()
    assert caught.value.key is Refusal.NO_SERVER


def test_without_loopback_no_server_of_ours_is_reached(modern: Strict) -> None:
    sign_in = MastodonSignIn(modern.instance, BACK, guard.session())
    with pytest.raises(CannotLink) as caught:
        sign_in.register()
    assert (caught.value.key, sum(modern.asked.values())) == (Refusal.INSTANCE_REFUSED, 0)


@pytest.mark.parametrize("fault", [failing(503), endless, dripping, redirected])
def test_a_token_that_cannot_be_ended_leaves_a_line_without_it(
    modern: Strict, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    modern.faults[REVOKE] = fault
    sign_in = sign_in_at(modern.instance, timeout=0.5)
    app = sign_in.register()
    address, pending = sign_in.begin(app)
    assert sign_in.finish(app, pending, modern.agree(address)).id
    assert modern.fired[REVOKE] == 1
    assert "was not revoked" in caplog.text and modern.instance in caplog.text
    secrets = [modern.given[0], app.client_secret, pending.verifier]
    assert [one for one in secrets if one in caplog.text] == []


def test_the_round_with_mastodon_mock() -> None:
    """An independent reading of the API: its endpoints, shapes and metadata. It believes every code and secret."""
    seed = SeedConfig(accounts=[SeedAccount(username="ada", display_name="Ada", access_token="unused")])
    with MockServer(seed=seed) as mock:
        sign_in = sign_in_at(urlsplit(mock.base_url).netloc)
        app = sign_in.register()
        address, pending = sign_in.begin(app)
        query = guard.session(loopback=True).get(address)
        assert "choose an account" in query.text
        assert pending.verifier
        found = sign_in.finish(app, pending, f"code=mockcode_ada&state={pending.state}")
    assert found.handle == f"ada@{sign_in.instance}"
    assert found.id.endswith(f"@{sign_in.instance}")

"""Linking by the API: begin, agree elsewhere, finish here or in the browser."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from demo.agreeing import agree, refuse
from fixtures.sandbox import Sandbox
from mooc.services.accounts import consent
from mooc.simulation.worlds import World, WorldAccount
from mooc.store import models
from tests.api.operations import client_of
from tests.building.cast import NOW, Cast
from tests.installed import installed
from tests.mastodon_server import mastodon_server
from tests.networks.mastodon.strict import Strict

AT = "/api/v1/accounts"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    world = World((WorldAccount("ada_writes", "71"), WorldAccount("max_reads", "72")))
    with Sandbox(world, lambda: NOW) as running, installed(monkeypatch, running):
        yield running


@pytest.fixture
def server(sandbox: Sandbox) -> Iterator[Strict]:
    with Strict() as running:
        yield running


def send(client: Client, path: str, key: str = "", **body: str) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    answer = client.post(f"{AT}/{path}", body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def begun(client: Client, network: str, key: str = "", **body: str) -> str:
    status, answer = send(client, f"{network}/begin", key, consent=consent.VERSION, **body)
    assert (status, answer["network"]) == (201, network)
    assert timedelta(minutes=29) < datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
    return str(answer["url"])


def test_x_from_beginning_to_end_with_a_key_alone(cast: Cast, sandbox: Sandbox) -> None:
    query = agree(begun(Client(), "x", cast.keys["ada"]), "71")
    status, account = send(Client(), "x/finish", cast.keys["ada"], query=query)
    assert (status, account["external_id"], account["handle"]) == (201, "71", "ada_writes")
    assert (account["proof"], account["consent"]) == ("oauth", consent.VERSION)
    assert sandbox.oauth.live_tokens == 0


def test_mastodon_from_beginning_to_end(cast: Cast, server: Strict) -> None:
    client = client_of(cast, "ME")
    query = server.agree(begun(client, "mastodon", server=server.instance))
    status, account = send(client, "mastodon/finish", query=query)
    assert (status, account["external_id"]) == (201, f"109@{server.instance}")


def test_begun_by_a_program_and_finished_in_the_browser(cast: Cast, server: Strict) -> None:
    query = server.agree(begun(Client(), "mastodon", cast.keys["ada"], server=server.instance))
    stranger, browser = client_of(cast, "PE"), client_of(cast, "ME")
    for client, expected in ((stranger, 0), (browser, 1)):
        assert client.get(f"/me/accounts/mastodon/callback/?{query}").status_code == 302
        assert models.Account.objects.filter(network="mastodon").count() == expected
    assert models.Account.objects.get(network="mastodon").user_id == cast.people["ada"].id


@pytest.mark.parametrize("query", ["", "state=x&code=y", "code=y", "error=access_denied"])
def test_an_answer_to_no_question_of_ours(cast: Cast, sandbox: Sandbox, query: str) -> None:
    client = client_of(cast, "ME")
    assert send(client, "x/finish", query=query)[0] == 422
    begun(client, "x")
    status, problem = send(client, "x/finish", query=query)
    assert (status, problem["code"], problem["errors"][0]["path"]) == (422, "expired", "body.query")
    assert sandbox.oauth.issued == 0


def test_who_refuses_and_other_scopes(cast: Cast, sandbox: Sandbox) -> None:
    client = client_of(cast, "ME")
    assert send(client, "x/finish", query=refuse(begun(client, "x")))[1]["code"] == "denied"
    sandbox.oauth.grant_only = frozenset({"users.read"})
    assert send(client, "x/finish", query=agree(begun(client, "x"), "71"))[1]["code"] == "scopes"
    assert sandbox.oauth.live_tokens == 0


def test_an_account_of_somebody_else_and_whose_is_not_told(cast: Cast, sandbox: Sandbox) -> None:
    for column, expected in (("TW", 201), ("ME", 409)):
        client = client_of(cast, column)
        status, answer = send(client, "x/finish", query=agree(begun(client, "x"), "71"))
        assert status == expected
    assert answer["code"] == "account_taken" and "bea" not in str(answer)


@pytest.mark.parametrize("network", ["x", "mastodon"])
@pytest.mark.parametrize("agreed", ["", "2020-01"])
def test_the_text_as_it_is_now(cast: Cast, server: Strict, network: str, agreed: str) -> None:
    for step in ("begin", "code"):
        handle = {"mastodon": "ada@a.social"}.get(network, "ada_1")
        given = {"handle": handle} if step == "code" else {"server": server.instance}
        status, problem = send(client_of(cast, "ME"), f"{network}/{step}", consent=agreed, **given)
        assert (status, problem["code"]) == (422, "consent_needed")
    assert sum(server.asked.values()) == 0


@pytest.mark.parametrize(
    "place",
    [
        *("127.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:169.254.169.254]", "192.0.0.8", "2002:7f00:1::"),
        *("64:ff9b::7f00:1", "224.0.0.1", "localhost", "abc.onion", "printer.local", "http://mastodon.social"),
        *("file:///etc/passwd", "mastodon.social:22", "https://mastodon.social@evil.example", ""),
        *("https://mastodon.social\\@evil.example", "169.254.169.254", "127.0.0.2:80"),
    ],
)
def test_what_is_no_server(cast: Cast, sandbox: Sandbox, place: str) -> None:
    status, problem = send(client_of(cast, "ME"), "mastodon/begin", consent=consent.VERSION, server=place)
    assert (status, problem["code"], problem["errors"][0]["path"]) == (422, "instance_refused", "body.server")


@pytest.mark.parametrize("network", ["x", "mastodon", "bluesky"])
@pytest.mark.parametrize(
    "handle", ["аlice", "a\u200blice", "＠alice", "a" * 490, "@alice@x@y", "<b>", "", "alice@", "@"]
)
def test_what_cannot_be_a_handle(cast: Cast, sandbox: Sandbox, network: str, handle: str) -> None:
    status, problem = send(client_of(cast, "ME"), f"{network}/code", consent=consent.VERSION, handle=handle)
    assert status == 422
    assert problem["code"] == "handle_invalid" or (network, handle, problem["code"]) == (
        "mastodon", "alice@", "instance_refused",
    )  # fmt: skip
    assert not models.LinkAttempt.objects.exists()


def test_a_handle_that_nobody_has_gets_no_code_and_a_network_that_is_down_gives_one(
    cast: Cast, sandbox: Sandbox
) -> None:
    client = client_of(cast, "ME")
    with mastodon_server(["ada"]) as server:
        known, unknown = ({"consent": consent.VERSION, "handle": f"{who}@{server.host}"} for who in ("ada", "bob"))
        status, problem = send(client, "mastodon/code", **unknown)
        assert (status, problem["code"], problem["errors"][0]["path"]) == (422, "no_account", "body.handle")
        assert not models.LinkAttempt.objects.exists()
        status, given = send(client, "mastodon/code", **known)
        assert (status, given["trouble"], given["handle"]) == (201, None, known["handle"])
        server.spoil("/api/v1/accounts/lookup", {"kind": "error", "status": 503})
        status, given = send(client, "mastodon/code", **known)
        assert (status, given["trouble"], given["link_code"][:8]) == (201, "server_error", "twinome-")


@pytest.mark.parametrize("path", ["myspace/begin", "bluesky/begin", "myspace/code", "X/code"])
def test_networks_that_there_are_not(cast: Cast, sandbox: Sandbox, path: str) -> None:
    body = {"consent": consent.VERSION} | ({"handle": "ada"} if path.endswith("code") else {})
    assert send(client_of(cast, "ME"), path, **body)[0] == 422


def test_x_where_it_is_not_set_up(cast: Cast) -> None:
    status, problem = send(client_of(cast, "ME"), "x/begin", consent=consent.VERSION)
    assert (status, problem["code"]) == (422, "network_not_offered")


def test_too_many_attempts(cast: Cast, sandbox: Sandbox) -> None:
    client = client_of(cast, "ME")
    for _ in range(20):
        begun(client, "x")
    status, problem = send(client, "x/begin", consent=consent.VERSION)
    assert (status, problem["code"]) == (429, "too_many_requests")
    begun(client_of(cast, "PE"), "x")


def test_the_text_is_for_everybody_to_read(db: None) -> None:
    answer = Client().get("/api/v1/consent").json()
    assert answer["consent"] == consent.VERSION
    assert answer["sentences"] == {lang: list(said) for lang, said in consent.TEXT.items()}

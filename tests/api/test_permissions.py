"""Who may do what: every operation, asked by each of the ten roles."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from api.app import api
from mooc.core.facts.network import Profile
from mooc.linking.codes import new_code
from mooc.networks.x.sign_in import XSignIn
from mooc.services.accounts import account_linking, oauth_linking
from mooc.store import models
from mooc.store.accounts import accounts
from tests.api.operations import COLUMNS, Operation, client_of, operations, send
from tests.cast import ROLES, Cast

NOT_IN_THE_SCHEMA = {"", "docs", "openapi.json"}
ROOM = Path(__file__).parent


class Undo(Exception):
    """Whatever the request did is taken back."""


@pytest.fixture
def shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody waits for a code to be found, and it is found; no cohort waits for a worker, so that all is ready."""
    models.Cohort.objects.update(advance_at=None)
    for person in cast.people.values():
        accounts.attempt(person.id, "bluesky", "somebody.example", new_code(), "2026-11")
        kept = {"state": "a", "verifier": "b", "back": "https://class.example/", "consent": "2026-11"}
        oauth_linking.store.keep(person.id, "x", kept)
    monkeypatch.setattr(
        account_linking.code_proof, "prove", lambda *_, **__: Profile("bluesky", "did:somebody", "somebody.example")
    )
    monkeypatch.setattr(oauth_linking, "offered", lambda: ("x",))
    monkeypatch.setattr(XSignIn, "finish", lambda *_: Profile("x", "99", "somebody"))


@pytest.mark.usefixtures("shown")
def test_each_role_gets_the_answer_of_the_matrix(operation: Operation, cast: Cast) -> None:
    answers = {}
    for column in COLUMNS:
        client = client_of(cast, column)
        try:
            with transaction.atomic():
                response = send(client, operation, operation.path(cast), operation.payload(cast))
                raise Undo
        except Undo:
            answers[column] = response.status_code
            _shows_only_ones_own(response.content.decode(), column, cast)
    assert answers == operation.expects


def _shows_only_ones_own(body: str, column: str, cast: Cast) -> None:
    own = ROLES.get(column)
    strangers = {name for name in cast.people if name != own and f"{name}@cast.example" in body}
    assert not strangers, "an e-mail address is for oneself alone"
    if column in ("AN", "OC", "FX"):
        north = {"cnry-north", *(f"cnry-{name}" for name in ("ada", "bea", "cleo", "dan", "eve", "max", "nina", "fay"))}
        assert not {canary for canary in north if canary in body}, "the other cohort's"


def test_each_operation_works_for_somebody(operation: Operation) -> None:
    assert any(200 <= status < 300 for status in operation.expects.values())


def test_every_operation_has_a_row() -> None:
    schema = api.get_openapi_schema(path_prefix="")
    known = {f"{method.upper()} {path}" for path, found in schema["paths"].items() for method in found}
    rows = {str(one) for one in operations(ROOM / "matrix.yaml")}
    assert rows - {"GET /healthz", "GET /readyz"} == known


def test_every_route_is_in_the_schema_or_known() -> None:
    schema = api.get_openapi_schema(path_prefix="")
    described = {path.lstrip("/") for path in schema["paths"]}
    resolvers = [one for one in get_resolver().url_patterns if isinstance(one, URLResolver)]
    (mounted,) = [one for one in resolvers if "api/v1" in str(one.pattern)]
    routes = {_route(one) for one in mounted.url_patterns if one.name != "unknown-route"}
    assert routes == described | NOT_IN_THE_SCHEMA


def _route(pattern: Any) -> str:
    assert isinstance(pattern, URLPattern)
    return str(pattern.pattern).replace("<", "{").replace(">", "}")


@pytest.mark.parametrize("column", ["OC", "FX", "AD"])
def test_hidden_and_absent_look_the_same(operation: Operation, request: pytest.FixtureRequest, column: str) -> None:
    if operation.expects[column] != 404 or "{" not in operation.route:
        return
    cast: Cast = request.getfixturevalue("cast")
    last = operation.route.split("{")[1].split("}")[0]
    client = client_of(cast, column)
    hidden = send(client, operation, operation.path(cast), operation.payload(cast))
    absent = send(client, operation, operation.path(cast, **{last: 999_999_999}), operation.payload(cast))
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert dict(hidden.items()) == dict(absent.items())


def test_who_is_not_signed_in_is_not_told_what_exists(cast: Cast) -> None:
    client = client_of(cast, "AN")
    hidden, absent = (client.get(f"/api/v1/cohorts/{pk}") for pk in (cast.north.id, 999_999_999))
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content) == (401, absent.content)

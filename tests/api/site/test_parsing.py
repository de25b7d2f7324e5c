"""What is sent to the API: bodies that are no JSON, or more than was asked for; and what is answered."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from api.app import api
from mooc.store import models
from tests.api.operations import client_of, payload, send
from tests.building.cast import Cast
from tests.rights.matrix import Row

ME = "/api/v1/me"
SCHEMA = api.get_openapi_schema(path_prefix="")
NOT_ASKED_FOR = ("id", "is_staff", "is_superuser", "cohort_id", "user", "points", "verdict", "digest")


@pytest.fixture
def ada(cast: Cast) -> Client:
    return client_of(cast, "ME")


def _patch(client: Client, body: str | bytes, content_type: str = "application/json") -> HttpResponse:
    return client.generic("PATCH", ME, body, content_type)


def _problem(response: HttpResponse) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    return response.status_code, body["code"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ('{"name": NaN}', 422, "not_finite"),
        ('{"name": -Infinity}', 422, "not_finite"),
        ('{"name": 1e999}', 422, "not_finite"),
        (f'{{"name": {"9" * 5000}}}', 422, "not_finite"),
        ('{"name": "a", "name": "b"}', 422, "duplicate_key"),
        ('{"name": "\\u0000"}', 422, "bad_text"),
        ('{"name": "\\ud800"}', 422, "bad_text"),
        ('{"name": "   "}', 422, "blank"),
        ('{"name": 5}', 422, "string_type"),
        ('{"zone": "Mars/North"}', 422, "unknown_zone"),
        ('{"zone": "../../etc/passwd"}', 422, "unknown_zone"),
        ("[]", 422, "not_a_mapping"),
        ("{", 400, "not_json"),
        (b"\xff\xfe{}", 400, "not_json"),
        ("[" * 100_000, 400, "not_json"),
        ('"' + "x" * 1_100_000 + '"', 413, "request_entity_too_large"),
    ],
)
def test_what_json_does_not_know_is_refused(ada: Client, body: str | bytes, status: int, code: str) -> None:
    assert _problem(_patch(ada, body)) == (status, code)


def test_a_form_is_not_json(ada: Client) -> None:
    assert _problem(_patch(ada, "name=x", "application/x-www-form-urlencoded")) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_not_read_where_none_is_expected(ada: Client) -> None:
    response = ada.generic("DELETE", "/api/v1/tokens/1", "x" * 1_100_000, "application/json")
    assert _problem(response) == (413, "request_entity_too_large")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "nothing/here", 404), ("GET", "", 404), ("PUT", "me", 405), ("GET", "cohorts/abc", 422)],
)
def test_every_refusal_is_a_problem(ada: Client, method: str, path: str, status: int) -> None:
    assert _problem(ada.generic(method, f"/api/v1/{path}"))[0] == status


def test_a_bug_is_told_without_its_words(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("api.people.people.people.get", broken)
    response = ada.get(ME)
    assert _problem(response) == (500, "internal_server_error")
    assert b"secret" not in response.content


def test_personal_answers_are_not_kept(ada: Client) -> None:
    assert ada.get(ME)["Cache-Control"] == "no-store"


def test_a_field_that_nobody_asked_for_changes_nothing(operation: Row, request: pytest.FixtureRequest) -> None:
    if operation.sent.body is None:
        return
    cast: Cast = request.getfixturevalue("cast")
    client = client_of(cast, next(column for column, status in operation.expects.items() if status < "300"))
    before = _rows()
    for field in NOT_ASKED_FOR:
        response = send(client, operation, cast, payload(operation, cast) | {field: 1})
        assert _problem(response) == (422, "extra_forbidden")
    assert _rows() == before


def _rows() -> list[Any]:
    tables = (models.User, models.Cohort, models.Member, models.Mentoring, models.Account, models.PastedLink)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def _texts(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all free texts of a schema."""
    if "$ref" in schema:
        schema = SCHEMA["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    for one in schema.get("anyOf", ()):
        yield from _texts(one, path)
    for name, one in schema.get("properties", {}).items():
        yield from _texts(one, (*path, name))
    if schema.get("type") == "string" and "enum" not in schema and "format" not in schema:
        yield path


def test_no_text_takes_what_a_database_refuses(operation: Row, request: pytest.FixtureRequest) -> None:
    if operation.sent.body is None:
        return
    cast: Cast = request.getfixturevalue("cast")
    client = client_of(cast, next(column for column, status in operation.expects.items() if status < "300"))
    found = SCHEMA["paths"][operation.route][operation.method.lower()]["requestBody"]
    for path in _texts(found["content"]["application/json"]["schema"]):
        for text in ("a\0b", "a\ud800b"):
            body = payload(operation, cast) | {path[0]: text}
            response = send(client, operation, cast, body)
            assert _problem(response)[0] == 422
            assert "bad_text" in response.content.decode()


@pytest.mark.parametrize("path", ["cohorts?cursor=%00", "courses/%00", "members/1/verdicts/%00", f"cohorts/{10**30}"])
def test_addresses_too_hold_only_what_can_be_looked_up(ada: Client, path: str) -> None:
    assert _problem(ada.get(f"/api/v1/{path}"))[0] == 422


def test_a_learner_of_another_cohort_is_not_assigned(cast: Cast) -> None:
    body = {"mentor": cast.members["max"], "learner": cast.members["oscar"]}
    client = client_of(cast, "FA")
    response = client.post(f"/api/v1/cohorts/{cast.north.id}/mentorings", body, content_type="application/json")
    assert _problem(response) == (422, "not_in_this_cohort")
    assert not models.Mentoring.objects.filter(learner=cast.members["oscar"]).exists()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("slug", "north", "taken"),
        ("slug", "Not A Slug", "string_pattern_mismatch"),
        ("start", "2026-12-01T08:00:00", "timezone_aware"),
        ("start", "2099-12-01T08:00:00Z", "too_far"),
        ("zone", "Mars/North", "unknown_zone"),
        ("networks", ["myspace"], "unknown_network"),
        ("networks", ["bluesky", "bluesky"], "no_network"),
        ("handles", {"bluesky": {"nobody": []}}, "unknown_list"),
        ("hashtag", "two words", "not_a_hashtag"),
    ],
)
def test_a_cohort_that_cannot_be_names_the_field(cast: Cast, field: str, value: Any, code: str) -> None:
    body = {"course": "first-steps", "slug": "east", "title": "East", "start": "2026-12-01T08:00:00+01:00"}
    body |= {"zone": "Europe/Paris", "networks": ["bluesky"], field: value}  # type: ignore[dict-item]
    response = client_of(cast, "FA").post("/api/v1/cohorts", body, content_type="application/json")
    assert _problem(response) == (422, code)
    assert json.loads(response.content)["errors"][0]["path"].startswith(f"body.{field}")


@pytest.mark.parametrize(
    "handle", ["аlice.example", "a\u200blice.example", "＠alice", "a" * 490, "alice", "@a@x@y.example", "a..b"]
)
def test_what_cannot_be_a_handle(ada: Client, handle: str) -> None:
    body = {"handle": handle, "consent": "2026-11"}
    response = ada.post("/api/v1/accounts/bluesky/code", body, content_type="application/json")
    assert _problem(response) == (422, "handle_invalid")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://a.example/1", "https://a@b.example", "https://", "https:// x"]
)
def test_what_cannot_be_a_link(cast: Cast, ada: Client, url: str) -> None:
    body = {"challenge": "post", "url": url}
    response = ada.post(f"/api/v1/members/{cast.members['ada']}/links", body, content_type="application/json")
    assert _problem(response) == (422, "not_a_link")


def test_no_two_bodies_have_one_name() -> None:
    """The OpenAPI page knows a body by its name: of two with the same name it would show one for both."""
    modules = (Path(__file__).parents[3] / "api").rglob("*.py")
    names = [name for path in modules for name in re.findall(r"^class (\w+(?:In|Out))\(", path.read_text(), re.M)]
    assert len(names) > 20
    assert sorted(names) == sorted(set(names))

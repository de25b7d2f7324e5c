"""Lists: read part by part, at the same cost however long they are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mooc.core.evidence.verdict import Answer
from mooc.services.cohorts.cohorts import add_member
from mooc.store import models
from tests.api.operations import client_of
from tests.building.cast import START, Cast, judged

LISTS = (
    *("cohorts/{c}/members", "cohorts/{c}/grid", "cohorts/{c}/twinomes", "cohorts/{c}/mentorings", "cohorts"),
    *("cohorts/{c}/needs", "cohorts/{c}/reviews"),
)
MOST = {"cohorts/{c}/members": 4, "cohorts/{c}/twinomes": 5, "cohorts/{c}/mentorings": 4, "cohorts": 3}
"""Queries with those of the session and of who is signed in; nine for the others."""
COSTS = (*LISTS, "cohorts/{c}/dashboard", "members/{m}/verdicts", "members/{m}/receipts")


def _crowd(cast: Cast, count: int) -> None:
    """Learners with verdicts and the mentor who answers for them, in pairs."""
    users = models.User.objects.bulk_create(
        models.User(email=f"c{n}@crowd.example", name=f"c{n}") for n in range(count)
    )
    for user in users:
        member = add_member(cast.north.id, user.pk, "learner", START).id
        judged(member, "follow", Answer.CANT_TELL)
        models.Review.objects.create(member_id=member, challenge="follow", kind="mentor", asked_at=START)
        models.Mentoring.objects.create(mentor_id=cast.members["max"], learner_id=member)
        row = models.Twinome.objects.create(cohort_id=cast.north.id, made_at=START)
        models.TwinomeMember.objects.create(twinome=row, member_id=member)


@pytest.mark.parametrize("path", COSTS)
@pytest.mark.parametrize("column", ["FA", "M+"])
def test_the_number_of_queries_does_not_grow(cast: Cast, path: str, column: str) -> None:
    where = "/api/v1/" + path.format(c=cast.north.id, m=cast.members["ada"])
    client = client_of(cast, column)
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        assert client.get(where).status_code == 200
    _crowd(cast, 30)
    with CaptureQueriesContext(connection) as many:
        assert client.get(where).status_code == 200
    assert len(many) <= len(few) <= MOST.get(path, 9)


def _all(client: Client, path: str, limit: int) -> list[object]:
    found, cursor, rounds = [], "", 0
    while cursor is not None:
        answer = client.get(f"/api/v1/{path}", {"limit": limit} | ({"cursor": cursor} if cursor else {})).json()
        assert len(answer["items"]) <= limit
        found += answer["items"]
        cursor, rounds = answer["next"], rounds + 1
        assert rounds < 100
    return found


@pytest.mark.parametrize("path", LISTS)
def test_part_by_part_is_the_whole(cast: Cast, path: str) -> None:
    _crowd(cast, 7)
    client = client_of(cast, "M+" if path.endswith("/needs") else "FA")
    where = path.format(c=cast.north.id)
    whole = _all(client, where, 100)
    assert whole
    assert _all(client, where, 1) == _all(client, where, 3) == whole


@pytest.mark.parametrize("cursor", ["x", "1", "MQ:abc", "é", "1:2:3"])
def test_a_cursor_that_was_not_made_here(cast: Cast, cursor: str) -> None:
    response = client_of(cast, "FA").get("/api/v1/cohorts", {"cursor": cursor})
    assert (response.status_code, response.json()["code"]) == (422, "bad_cursor")


def test_a_cursor_serves_its_own_list_and_its_own_person(cast: Cast) -> None:
    path = f"/api/v1/cohorts/{cast.north.id}/members"
    cursor = client_of(cast, "FA").get(path, {"limit": 1}).json()["next"]
    assert client_of(cast, "FA").get(path, {"cursor": cursor}).status_code == 200
    assert client_of(cast, "AD").get(path, {"cursor": cursor}).status_code == 422
    assert client_of(cast, "FA").get("/api/v1/cohorts", {"cursor": cursor}).status_code == 422


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1e3"])
def test_a_limit_that_cannot_be(cast: Cast, limit: str) -> None:
    assert client_of(cast, "FA").get("/api/v1/cohorts", {"limit": limit}).status_code == 422


def test_the_documentation_asks_nobody_else_for_anything(cast: Cast) -> None:
    page = client_of(cast, "AN").get("/api/v1/docs").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert "//" not in page.replace("</", "")


def test_figures_of_few_people_are_not_told(cast: Cast) -> None:
    found = client_of(cast, "ME").get(f"/api/v1/cohorts/{cast.north.id}/dashboard").json()
    assert all(figure[name] is None for figure in found["items"] for name in ("met", "not_yet", "cant_tell", "open"))


def _found(client: Client, path: str, text: str) -> set[str]:
    items = client.get(f"/api/v1/{path}", {"q": text}).json()["items"]
    return {(one.get("profile") or one)["name"].removeprefix("cnry-") for one in items}


@pytest.mark.parametrize("path", ["cohorts/{c}/members", "cohorts/{c}/grid"])
@pytest.mark.parametrize(
    ("text", "names"), [("CLÉO", {"cleo"}), ("ea", {"bea"}), ("@cnry-ada.ex", {"ada"}), ("nobody", set()), (" ", None)]
)
def test_people_are_found_by_a_part_of_a_name_or_handle(
    cast: Cast, path: str, text: str, names: set[str] | None
) -> None:
    client, where = client_of(cast, "FA"), path.format(c=cast.north.id)
    assert _found(client, where, text) == (_found(client, where, "") if names is None else names)


def test_nobody_is_found_by_a_handle_that_one_may_not_see(cast: Cast) -> None:
    """Max mentors Ada, and knows Bea by her pseudonym alone: as a learner, from the roster."""
    models.Account.objects.create(
        network="bluesky",
        external_id="did:bea",
        handle="hidden.example",
        user_id=cast.people["bea"].id,
        linked_at=START,
    )
    models.Cohort.objects.filter(pk=cast.north.id).update(shows_roster=True)
    add_member(cast.north.id, cast.people["max"].id, "learner", START)
    where, grid = f"cohorts/{cast.north.id}/members", f"cohorts/{cast.north.id}/grid"
    mentor = client_of(cast, "M+")
    assert _found(mentor, where, "bea") == {"bea"}
    assert _found(mentor, where, "hidden") == _found(mentor, grid, "hidden") == set()
    assert _found(mentor, where, "ada.example") == _found(mentor, grid, "ada.example") == {"ada"}
    assert _found(client_of(cast, "FA"), where, "hidden") == {"bea"}


@pytest.mark.parametrize("path", ["cohorts/{c}/members", "cohorts/{c}/grid"])
def test_a_search_is_read_part_by_part_too(cast: Cast, path: str) -> None:
    _crowd(cast, 12)
    client, where = client_of(cast, "FA"), f"/api/v1/{path.format(c=cast.north.id)}"
    first = client.get(where, {"q": "c1", "limit": 2}).json()
    then = client.get(where, {"q": "c1", "limit": 2, "cursor": first["next"]}).json()
    assert [len(first["items"]), len(then["items"]), then["next"]] == [2, 1, None]


def test_what_is_searched_for_is_short_and_can_be_stored(cast: Cast) -> None:
    client, where = client_of(cast, "FA"), f"/api/v1/cohorts/{cast.north.id}/members"
    assert [client.get(where, {"q": text}).status_code for text in ("x" * 81, "a\0b", "(", "\\")] == [
        422,
        422,
        200,
        200,
    ]

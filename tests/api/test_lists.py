"""Lists: read part by part, at the same cost however long they are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mooc.core.verdict import Answer
from mooc.flow.cohorts import add_member
from mooc.store import models
from tests.api.operations import client_of
from tests.cast import START, Cast, judged

LISTS = ("cohorts/{c}/members", "cohorts/{c}/grid", "cohorts/{c}/twinomes", "cohorts/{c}/mentorings", "cohorts")
COSTS = (*LISTS, "cohorts/{c}/dashboard", "cohorts/{c}/needs", "members/{m}/verdicts", "members/{m}/receipts")


def _crowd(cast: Cast, count: int) -> None:
    """Learners with verdicts and the mentor who answers for them, in pairs."""
    users = models.User.objects.bulk_create(
        models.User(email=f"c{n}@crowd.example", name=f"c{n}") for n in range(count)
    )
    for user in users:
        member = add_member(cast.north.id, user.pk, "learner", START).id
        judged(member, "follow", Answer.CANT_TELL)
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
    assert len(many) <= len(few) <= 16


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
    client = client_of(cast, "FA")
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
    assert all(figure[name] is None for figure in found for name in ("met", "not_yet", "cant_tell", "open"))

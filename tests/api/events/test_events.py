"""What happened among people, over the API: who gets which part of it, and that it is ids, kinds and moments."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mooc.core.audit import EventKind
from mooc.services.attestation import reviewing
from mooc.services.mentoring import mentoring
from mooc.store import models
from mooc.store.attestation import reviews
from tests.api.operations import client_of
from tests.building.cast import NOW, Cast


@pytest.fixture(autouse=True)
def happened(cast: Cast) -> None:
    """Bea has approved a pass of Ada's, and Max answers for her no longer."""
    reviewing.answer(cast.actor("bea"), cast.review, reviews.APPROVED, "cnry-words-comment-q")
    mentoring.unassign(cast.actor("fay"), cast.mentoring)


def listed(cast: Cast, column: str, path: str) -> list[dict[str, Any]]:
    items, cursor = [], ""
    while cursor is not None:
        answer = client_of(cast, column).get(f"/api/v1/{path}", {"limit": 20, "cursor": cursor}).json()
        items += answer["items"]
        cursor = answer["next"]
    return items


def test_one_reads_what_is_about_oneself(cast: Cast) -> None:
    items = listed(cast, "ME", "me/events")
    ada, bea = cast.members["ada"], cast.members["bea"]
    assert {item["member"] for item in items if item["cohort"]} == {ada}
    (approved,) = [item for item in items if item["event"] == "review_approved"]
    assert approved == {
        "id": approved["id"], "event": "review_approved", "at": approved["at"], "cohort": cast.north.id,
        "by": bea, "member": ada, "object": "challenge", "object_id": "follow",
    }  # fmt: skip
    assert approved["at"].startswith(NOW.date().isoformat())
    assert "account_linked" in {item["event"] for item in items if not item["cohort"]}


def test_who_did_it_does_not_read_it_where_it_is_about_another(cast: Cast) -> None:
    assert "review_approved" not in {item["event"] for item in listed(cast, "TW", "me/events")}


def test_who_facilitates_reads_the_cohort_and_no_other(cast: Cast) -> None:
    items = listed(cast, "FA", f"cohorts/{cast.north.id}/events")
    assert {item["cohort"] for item in items} == {cast.north.id}
    assert {"review_approved", "mentor_unassigned", "member_joined"} <= {item["event"] for item in items}
    in_log = models.AuditEntry.objects.filter(cohort=cast.north.id).order_by("pk").values_list("pk", flat=True)
    assert [item["id"] for item in items] == list(in_log)


def test_it_holds_no_words_and_no_names(cast: Cast) -> None:
    text = str([listed(cast, column, f"cohorts/{cast.north.id}/events") for column in ("FA", "AD")])
    text += str([listed(cast, column, "me/events") for column in ("ME", "TW", "M+", "FA", "AD")])
    assert "review_approved" in text
    assert "cnry" not in text


def test_a_person_is_told_by_the_membership_in_that_cohort(cast: Cast) -> None:
    """No number leads from one cohort to another."""
    items = listed(cast, "AD", f"cohorts/{cast.south.id}/events")
    people = {item[side] for item in items for side in ("by", "member")} - {None}
    assert people <= set(models.Member.objects.filter(cohort=cast.south.id).values_list("pk", flat=True))
    assert people


def test_who_was_erased_is_nobody(cast: Cast) -> None:
    models.User.objects.get(pk=cast.people["bea"].id).delete()
    (approved,) = [item for item in listed(cast, "ME", "me/events") if item["event"] == EventKind.REVIEW_APPROVED]
    assert (approved["by"], approved["member"]) == (None, cast.members["ada"])


@pytest.mark.parametrize("path", ["me/events", "cohorts/{c}/events"])
def test_the_number_of_queries_does_not_grow(cast: Cast, path: str) -> None:
    where, client = f"/api/v1/{path.format(c=cast.north.id)}", client_of(cast, "FA")
    client.get(where)
    counts = []
    for limit in (1, 50):
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(where, {"limit": limit}).json()["items"]) >= min(limit, 2)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6

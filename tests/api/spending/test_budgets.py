"""Budgets over the API: what is shown, what is set, and what a new cohort is told."""

from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mooc.store import models
from tests.api.operations import client_of
from tests.building.cast import NOW, Cast

JSON = "application/json"


def _facilitator(cast: Cast) -> Client:
    return client_of(cast, "FA")


def test_a_cap_is_set_shown_and_taken_away(cast: Cast) -> None:
    fay, address = _facilitator(cast), f"/api/v1/cohorts/{cast.north.id}/budgets"
    (before,) = fay.get(address).json()["items"]
    assert (before["cap"], before["evidence_level"], before["alerts"]) == (
        {"requests": None, "usd": None},
        "network",
        [],
    )
    assert fay.put(f"{address}/bluesky", {"usd": "20.00"}, content_type=JSON).status_code == 200
    models.Budget.objects.update(spent_usd=Decimal("17"), step="link")
    (shown,) = fay.get(address).json()["items"]
    assert (Decimal(shown["cap"]["usd"]), shown["share"], shown["evidence_level"]) == (20, 0.85, "link")
    again = fay.put(f"{address}/bluesky", {"usd": 18}, content_type=JSON).json()
    assert [alert["per_cent"] for alert in again["alerts"]] == [50, 80]
    assert fay.put(f"{address}/bluesky", {}, content_type=JSON).json()["alerts"] == []
    assert fay.put(f"{address}/myspace", {"usd": 1}, content_type=JSON).status_code == 422


def test_what_cannot_be_a_cap_is_refused_by_name(cast: Cast) -> None:
    fay, address = _facilitator(cast), f"/api/v1/cohorts/{cast.north.id}/budgets/bluesky"
    for body in ({"usd": -1}, {"usd": "1e9"}, {"usd": "1.005"}, {"requests": 2**31}, {"usd": "NaN"}):
        assert fay.put(address, body, content_type=JSON).status_code == 422, body


def test_the_ledger_shows_each_look_with_its_endpoints(cast: Cast) -> None:
    budget = models.Budget.objects.create(cohort_id=cast.north.id, network="bluesky")
    watch = models.Watch.objects.create(network="bluesky", read="author_feed", subject="did:ada", since=NOW, until=NOW)
    for _ in range(3):
        look = models.Poll.objects.create(watch=watch, network="bluesky", at=NOW, requests=2, rows=5, usd=0, found=0)
        models.Sent.objects.create(poll=look, endpoint="get_author_feed", requests=2, rows=5, usd=0)
        models.Charge.objects.create(poll=look, budget=budget, requests=2, usd=0)
    fay = _facilitator(cast)
    found = fay.get(f"/api/v1/cohorts/{cast.north.id}/ledger?limit=2").json()
    assert len(found["items"]) == 2 and found["next"]
    assert found["items"][0]["sent"] == [{"requests": 2, "usd": "0.000000", "endpoint": "get_author_feed", "rows": 5}]
    with CaptureQueriesContext(connection) as few:
        fay.get(f"/api/v1/cohorts/{cast.north.id}/ledger?limit=1")
    with CaptureQueriesContext(connection) as many:
        fay.get(f"/api/v1/cohorts/{cast.north.id}/ledger?limit=3")
    assert len(few) == len(many)


def test_a_new_cohort_is_told_what_it_will_cost(cast: Cast) -> None:
    body = {"course": "first-steps", "slug": "east", "title": "East", "start": "2026-12-01T08:00:00+01:00"}
    made = _facilitator(cast).post(
        "/api/v1/cohorts", body | {"zone": "Europe/Paris", "networks": ["bluesky"]}, content_type=JSON
    )
    assert made.status_code == 201
    (outlook,) = made.json()["forecast"]
    assert (outlook["network"], outlook["learners"], Decimal(outlook["expected"]["usd"])) == ("bluesky", 100, 0)
    assert outlook["expected"]["requests"] > 0
    assert outlook["suggested"] == {"requests": None, "usd": None}, "what is free needs no cap"


def test_a_fellow_confirms_once_and_withdraws(cast: Cast) -> None:
    bea, address = client_of(cast, "TW"), f"/api/v1/members/{cast.members['ada']}/confirmations"
    made = bea.post(address, {"challenge": "follow"}, content_type=JSON)
    assert (made.status_code, made.json()["by_name"]) == (201, "cnry-bea")
    assert bea.post(address, {"challenge": "follow"}, content_type=JSON).status_code == 409
    assert bea.post(address, {"challenge": "no-such"}, content_type=JSON).status_code == 404
    assert bea.delete(f"/api/v1/confirmations/{made.json()['id']}").status_code == 204
    assert bea.delete(f"/api/v1/confirmations/{made.json()['id']}").status_code == 403, "once is enough"
    last = bea.get(address).json()["items"][-1]
    assert last["withdrawn_at"] is not None

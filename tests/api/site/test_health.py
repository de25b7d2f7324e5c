"""Alive and ready: told to who may know."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from mooc.environment import Environment
from mooc.runtime import clocks
from mooc.store import models
from mooc.store.leased_rows import IDLE
from mooc.store.operations import operations
from mooc.store.spending import ratelimit
from mooc.store.watching import watches
from tests.api.operations import client_of
from tests.building.cast import NOW, Cast
from tests.rights.asking import FAR_AWAY


def test_alive_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_tells_whether_and_since_when() -> None:
    response = Client().get("/readyz")
    told = response.json()
    assert (response.status_code, told["ready"], told["database"], told["broker"]) == (200, True, "ok", "embedded")
    assert timedelta(0) <= datetime.now(UTC) - datetime.fromisoformat(told["since"]) < timedelta(hours=1)
    assert Client().get("/readyz").json() == told


def _watch(**fields: Any) -> models.Watch:
    return models.Watch.objects.create(network="x", read="tag", since=NOW, until=NOW, **fields)


@pytest.mark.django_db
def test_not_ready_while_due_work_fails_again_and_again() -> None:
    row = _watch(due_at=clocks.now() + timedelta(days=1))
    watches.QUEUE.fail_unclaimed(row.pk, ArithmeticError("of ada@example.org"))
    assert Client().get("/readyz").status_code == 200, "it may well succeed next time"
    models.Watch.objects.update(broken_since=datetime.now(UTC) - timedelta(hours=2))
    response = Client().get("/readyz")
    work = response.json()["work"]
    assert response.status_code == 503
    assert (work["state"], work["failing"], work["parked"]) == ("failing", {"watches": 1}, {})
    assert 7200 <= work["oldest_seconds"] < 7300
    assert b"ada" not in response.content
    watches.QUEUE.rows.update(**IDLE)
    assert Client().get("/readyz").status_code == 200


@pytest.mark.django_db
def test_what_was_parked_long_ago_is_listed_and_makes_nothing_unready() -> None:
    broken = datetime.now(UTC) - timedelta(hours=2)
    _watch(parked_at=broken, broken_since=broken, reason="killed")
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["work"]["parked"]) == (503, {"watches": 1})
    models.Watch.objects.update(broken_since=broken - timedelta(days=1))
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["work"]["parked"]) == (200, {"watches": 1})


@pytest.mark.django_db
def test_not_ready_while_nobody_gets_round_to_what_is_due(cast: Cast) -> None:
    models.Cohort.objects.update(advance_at=None)
    late = _watch(due_at=NOW - timedelta(hours=1))
    response = Client().get("/readyz")
    work = response.json()["work"]
    assert (response.status_code, work["state"], work["oldest_seconds"]) == (503, "late", 3600)
    assert work["due_seconds"].keys() == operations.KINDS.keys()
    assert {kind: age for kind, age in work["due_seconds"].items() if age > 60} == {"watches": 3600}
    models.Watch.objects.filter(pk=late.pk).update(not_before=datetime.now(UTC) + timedelta(hours=1))
    assert Client().get("/readyz").json()["work"]["state"] == "ok", "it waits for its network"


@pytest.mark.django_db
def test_ready_tells_no_limits_and_no_names() -> None:
    """Neither whose server makes us wait, nor what somebody has used up here."""
    ends = datetime.now(UTC) + timedelta(hours=1)
    shared = {"ends": ends, "left": 0}
    models.GateBucket.objects.create(network="mastodon", server="small.example", endpoint="paged", **shared)
    models.GateBucket.objects.create(network="linking", server="", endpoint="confirm", credential="user 4711", **shared)
    assert len(ratelimit.closed_buckets()) == 2, "there is something to tell"
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert set(response.json()) == {"ready", "since", "database", "broker", "work", "mail"}
    for word in (b"small", b"linking", b"confirm", b"4711", b"limit"):
        assert word not in response.content


@pytest.mark.django_db
def test_not_ready_since_when(monkeypatch: pytest.MonkeyPatch) -> None:
    was = Client().get("/readyz").json()["since"]
    monkeypatch.setattr("api.site.health.environment", lambda: Environment(broker_url="redis://127.0.0.1:1/0"))
    first, second = (Client().get("/readyz").json() for _ in range(2))
    assert (first["ready"], second["ready"]) == (False, False)
    assert first["since"] == second["since"] > was


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "amqp://guest:secret@127.0.0.1:1/"])
@pytest.mark.django_db
def test_not_ready_without_its_broker(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr("api.site.health.environment", lambda: Environment(broker_url=url))
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["broker"]) == (503, "unreachable")
    assert b"secret" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}])
def test_a_proxy_on_this_machine_is_not_this_machine(headers: dict[str, str]) -> None:
    assert Client().get("/readyz", headers=headers).status_code == 404


def test_an_admin_may_look_from_afar(cast: Cast) -> None:
    models.Cohort.objects.update(advance_at=None)
    assert client_of(cast, "AD").get("/readyz", REMOTE_ADDR=FAR_AWAY).status_code == 200
    assert client_of(cast, "FA").get("/readyz", REMOTE_ADDR=FAR_AWAY).status_code == 404

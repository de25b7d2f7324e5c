"""Alive and ready: told to who may know."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from mooc.environment import Environment
from mooc.store import models
from tests.api.operations import FAR_AWAY, client_of
from tests.cast import Cast


def test_alive_without_a_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_tells_database_and_broker_by_name() -> None:
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (
        200,
        {"database": "ok", "broker": "embedded", "mail": "console", "waiting": []},
    )


@pytest.mark.django_db
def test_ready_tells_which_networks_make_us_wait() -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    models.GateBucket.objects.create(network="x", server="a.test", endpoint="users", ends=until, left=0)
    response = Client().get("/readyz")
    assert response.status_code == 200
    assert response.json()["waiting"] == [
        {
            "network": "x",
            "server": "a.test",
            "endpoint": "users",
            "trouble": "rate_limited",
            "until": until.isoformat(),
        }
    ]


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "amqp://guest:secret@127.0.0.1:1/"])
@pytest.mark.django_db
def test_not_ready_without_its_broker(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr("api.health.environment", lambda: Environment(broker_url=url))
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["broker"]) == (503, "unreachable")
    assert b"secret" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"}])
def test_a_proxy_on_this_machine_is_not_this_machine(headers: dict[str, str]) -> None:
    assert Client().get("/readyz", headers=headers).status_code == 404


def test_an_admin_may_look_from_afar(cast: Cast) -> None:
    assert client_of(cast, "AD").get("/readyz", REMOTE_ADDR=FAR_AWAY).status_code == 200
    assert client_of(cast, "FA").get("/readyz", REMOTE_ADDR=FAR_AWAY).status_code == 404

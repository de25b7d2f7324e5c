"""The broker away, or dumb: it is said in a line, nobody waits for it, and work goes on from the database."""

import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from django.db.models import F

from mooc.runtime import clocks
from mooc.store import models
from tests.building.classes import Stage, a_course
from tests.building.waiting import until
from tests.external_services import RABBITMQ, REDIS
from tests.services.test_checking import LIVE
from tests.serving.line import Line
from tests.serving.site import Site, free_port
from tests.survival.engine import Engine

pytestmark = [pytest.mark.needs("postgresql"), pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

AWAY = 20.0
"""Seconds; at a tick of 0.2 s some hundred hints are due meanwhile."""
BACK_WITHIN = 30.0


@pytest.fixture
def own_rabbitmq() -> Iterator[str]:
    """A virtual host of our own."""
    name = f"twinome_{uuid.uuid4().hex[:8]}"
    _rabbitmqctl("add_vhost", name)
    try:
        _rabbitmqctl("set_permissions", "-p", name, urlsplit(RABBITMQ).username or "guest", ".*", ".*", ".*")
        yield urlsplit(RABBITMQ)._replace(path=f"/{name}").geturl()
    finally:
        _rabbitmqctl("delete_vhost", name)


def _rabbitmqctl(*words: str) -> None:
    subprocess.run(["rabbitmqctl", "-q", *words], check=True, capture_output=True, timeout=60)


@pytest.fixture
def own_redis() -> Iterator[str]:
    """A Redis database of our own, empty."""
    with redis.Redis.from_url(REDIS) as client:
        client.flushdb()
        yield REDIS
        client.flushdb()


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.needs(name)) for name in ("rabbitmq", "redis")])
def broker(request: pytest.FixtureRequest) -> str:
    """Each of them in turn; its address."""
    found: str = request.getfixturevalue(f"own_{request.param}")
    return found


def through(line: Line, url: str) -> str:
    parts = urlsplit(url)
    who, at, _ = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{who}{at}127.0.0.1:{line.port}").geturl()


@pytest.fixture
def stage() -> Stage:
    now = clocks.now()
    stage = Stage(a_course(LIVE), now)
    stage.learner("ada", "1", now)
    return stage


def ask_again() -> None:
    models.Verdict.objects.update(input_version=F("input_version") + 1)


def all_judged() -> bool:
    rows = models.Verdict.objects
    return rows.exists() and not rows.filter(input_version__gt=F("judged_version")).exists()


@pytest.mark.parametrize("how", ["cut", "go_dead"])
def test_a_broker_away(stage: Stage, broker: str, how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOOC_NETWORKS", "bluesky")
    monkeypatch.setenv("MOOC_PUSH", "none")
    parts, port, log = urlsplit(broker), free_port(), tmp_path / "engine.log"
    with ExitStack() as running:
        line = running.enter_context(Line(parts.hostname or "", parts.port or 5672))
        engine = running.enter_context(Engine(through(line, broker), "http://127.0.0.1:9", log))
        served = engine.start("serve", "--bind", f"127.0.0.1:{port}")
        engine.worker()
        engine.ticker()
        assert until(all_judged, 60), "it works while the broker is there"
        before, came = len(_lines(log)), line.came
        getattr(line, how)()
        ask_again()
        assert not until(all_judged, AWAY), "the fault fired: no hint reaches a worker"
        assert how == "cut" or line.came > came, "the fault fired: connections are taken, and nothing is said"
        site = Site(served, port, log)
        for path in ("/healthz", "/accounts/login/", "/"):
            assert site.get(path, timeout=5).status_code in (200, 302)
        line.mend()
        assert until(all_judged, BACK_WITHIN), log.read_text()
        until(lambda: "the broker answers again" in log.read_text(), 10)
    said = _lines(log)[before:]
    assert log.read_text().count("Traceback") == 0, f"{len(said)} lines"
    assert any("the broker answers again" in one for one in said)
    assert any("the broker does not answer" in one for one in said)
    assert len(said) <= 12, said


def _lines(log: Path) -> list[str]:
    return [one for one in log.read_text().splitlines() if one.strip()]

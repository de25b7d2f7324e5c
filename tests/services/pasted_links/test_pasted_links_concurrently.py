"""Pasted links side by side, and with a process that is killed while it looks."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models.functions import Now

from fixtures.sandbox import Fault, Sandbox
from mooc.environment import ROOT
from mooc.networks.x.adapter import X
from mooc.services.pasted_links import pasted_links
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from mooc.store import models
from mooc.store.people import people
from tests.building.classes import START, Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import judge_all

pytestmark = pytest.mark.django_db(transaction=True)

NOW = START + timedelta(hours=2)
HELLO = Event(START + timedelta(hours=1), EventName.POST, "hello", "ada", text="about it", tags=("mooc",))


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox(World((WorldAccount("ada", "11"),), (HELLO,)), lambda: NOW) as sandbox:
        x = X(sandbox.url, bearer=sandbox.bearer, timeout=2.0)
        only_networks(monkeypatch, x)
        yield sandbox


@pytest.fixture
def stage(sandbox: Sandbox) -> Stage:
    stage = Stage(a_course({"post": {"tag": "{hashtag}"}}))
    stage.learner("ada", "11")
    judge_all(stage.cohort.pk, NOW)
    return stage


def user_of(stage: Stage) -> int:
    return models.Member.objects.get(pk=stage.learners["ada"]).user_id


def url_of(sandbox: Sandbox) -> str:
    return f"https://x.com/ada/status/{sandbox.world.post_id('hello')}"


def test_of_many_pastes_at_once_one_reads(sandbox: Sandbox, stage: Stage) -> None:
    user, url = user_of(stage), url_of(sandbox)

    def paste(_: int) -> str:
        try:
            return pasted_links.paste(people.actor(user, NOW), stage.learners["ada"], "c1", url).answer
        finally:
            connection.close()

    at_once = 8 if connection.vendor == "postgresql" else 1  # SQLite has one writer; there is a second pass
    with ThreadPoolExecutor(at_once) as pool:
        answers = set(pool.map(paste, range(8)))
    assert answers <= {"", "link.counts"}, "it is counted, or it is being looked at"
    assert models.PastedLink.objects.get().answer == "link.counts"
    assert sandbox.ledger.requests["tweets"] == 1
    assert (models.Poll.objects.count(), models.Receipt.objects.count()) == (1, 1)


def database_url() -> str:
    """The test's own database, for a process of its own."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    return f"postgresql://{settings['USER']}{password}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def test_a_process_that_is_killed_while_it_looks_leaves_the_link_to_others(sandbox: Sandbox, stage: Stage) -> None:
    sandbox.faults.add("tweets", Fault.HANG)
    program = [
        "import datetime, django; django.setup()",
        "from mooc.services import networks; networks.AT_ONCE = 60",
        "from mooc.services.pasted_links import pasted_links",
        "from mooc.store.people import people",
        f"now = datetime.datetime.fromisoformat({NOW.isoformat()!r})",
        f"actor = people.actor({user_of(stage)}, now)",
        f"pasted_links.paste(actor, {stage.learners['ada']}, 'c1', {url_of(sandbox)!r})",
    ]
    settings = {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "MOOC_NETWORKS": "x",
        "MOOC_X_URL": sandbox.url,
        "MOOC_X_BEARER": sandbox.bearer,
    }
    process = subprocess.Popen([sys.executable, "-c", "\n".join(program)], cwd=ROOT, env={**os.environ, **settings})
    try:
        end = time.monotonic() + 30
        while not sandbox.faults.total and process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        assert sandbox.faults.total == 1, "it was killed in the middle of the request"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    (link,) = models.PastedLink.objects.all()
    assert (link.answer, link.due_at is None) == ("", False)
    assert pasted_links.due(NOW) == [], "until its lease runs out"
    models.PastedLink.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert pasted_links.due(NOW) == [link.pk]
    assert pasted_links.look(link.pk, NOW).answer == "link.counts"
    assert stage.answer("ada") == "met"
    assert models.Poll.objects.count() == 1

"""From the post to the verdict and to the page, on the real Bluesky network on this machine.

``mooc serve`` runs as people run it, with worker and listener inside; learners post one after the other, and each then
comes back to the open page of the challenge, which asks for news as often as a browser does then
(``mooc/web/static/web/site.js``). Needs Node 20 and PostgreSQL.
"""

import os
import random
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import quantiles

import requests
from django.conf import settings
from django.test import Client

from bench.ground import Figure, scaled
from fixtures.bluesky import BlueskyNetwork, Person
from mooc.core.course.course import Course
from mooc.store import models
from mooc.store.courses import courses
from mooc.web.learner.polling import QUICK

POSTS = scaled(40, 5)
AIM = 2.0
ENOUGH = 60.0
ASKS = re.compile(r"\?stamp=[^\"]+")
PAGE = "/cohorts/fresh/challenges/hello/"


def figures() -> Iterator[Figure]:
    """Four figures, in seconds: half of all and 95 of 100, to the verdict in the database and to the page over HTTP."""
    with BlueskyNetwork() as network:
        people = {f"fresh{number}": network.join(f"fresh{number}") for number in range(POSTS)}
        _cohort(people, network.join("freshhost").did)
        with _serving(network) as url:
            _wait(lambda: models.Verdict.objects.exclude(answer="").count() == POSTS)
            _wait(lambda: models.StreamGap.objects.exists())
            time.sleep(2)
            took = [_post(url, name, person) for name, person in people.items()]
    for place, seconds in zip(("the verdict", "the page"), zip(*took, strict=True), strict=True):
        cuts = quantiles(seconds, n=20)
        yield Figure(f"post to {place}, p50 of {POSTS} (s)", cuts[9], AIM, at_most=True)
        yield Figure(f"post to {place}, p95 of {POSTS} (s)", cuts[18], AIM, at_most=True)


def _post(url: str, name: str, person: Person) -> tuple[float, float]:
    """Seconds until the verdict is there, and until the page shows it. Who posts comes back to it at once."""
    session = requests.Session()
    client = Client()
    client.force_login(models.User.objects.get(name=name))
    session.cookies.set(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
    asks = ASKS.search(session.get(url + PAGE, timeout=10).text)
    assert asks
    person.post("here I am", tags=["fresh"])
    began = time.monotonic()
    verdict, next_ask = 0.0, began + random.uniform(0, QUICK)  # noqa: S311
    row = models.Verdict.objects.filter(member__user__name=name, answer="met")
    while time.monotonic() < began + ENOUGH:
        if not verdict and row.exists():
            verdict = time.monotonic() - began
        if time.monotonic() >= next_ask:
            next_ask += QUICK
            answer = session.get(url + PAGE + asks[0], headers={"HX-Request": "true"}, timeout=10)
            if answer.status_code == 200 and 'class="card met"' in answer.text:
                return verdict or time.monotonic() - began, time.monotonic() - began
        time.sleep(0.01)
    raise AssertionError(f"no verdict within {ENOUGH:.0f} s")


def _cohort(people: dict[str, Person], host: str) -> None:
    start = datetime.now(UTC) - timedelta(minutes=1)
    check = {"post": {"tag": "{hashtag}"}}
    challenge = {"challenge": "hello", "title": {"en": "Hello"}, "brief": "b.md", "check": check}
    unit = {"unit": "one", "title": {"en": "One"}, "challenges": [challenge]}
    body = {"course": "fresh", "title": {"en": "Fresh"}, "hashtag": "fresh", "pace": "self_paced", "units": [unit]}
    row = models.Cohort.objects.create(
        name="fresh",
        title="Fresh",
        course_id=courses.keep(Course.model_validate(body | {"version": f"{1:064d}"})),
        start=start,
        zone="UTC",
        hashtag="fresh",
        networks=["bluesky"],
        lists={"bluesky": {"host": [host]}},
        advance_at=start,
    )
    for name, person in people.items():
        user = models.User.objects.create(email=f"{name}@bench.example", name=name)
        models.Account.objects.create(
            network="bluesky", external_id=person.did, handle=person.handle, user=user, linked_at=start
        )
        models.Member.objects.create(cohort=row, user=user, role="learner", joined_at=start)


@contextmanager
def _serving(network: BlueskyNetwork) -> Iterator[str]:
    """``mooc serve`` on the benchmark's database; it must stop within 10 s of SIGTERM."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    chosen = {
        "MOOC_BIND": bind,
        "MOOC_BASE_URL": f"http://{bind}",
        "MOOC_NETWORKS": "bluesky",
        "MOOC_BLUESKY_URL": network.appview,
        "MOOC_BLUESKY_STREAM_URL": network.pds,
        "MOOC_PUSH": "bluesky",
        "MOOC_BROKER_URL": "",
    }
    command = [sys.executable, "-c", "from mooc.cli import main; main()", "serve"]
    process = subprocess.Popen(command, env=os.environ | chosen, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield f"http://{bind}"
        process.terminate()
        assert process.wait(10) == 0
    finally:
        process.kill()


def _wait(true: Callable[[], object]) -> None:
    end = time.monotonic() + ENOUGH
    while not true():
        assert time.monotonic() < end, "it does not begin"
        time.sleep(0.1)

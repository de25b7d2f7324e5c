"""A class on the real Bluesky network, read through a proxy that can spoil answers, by real worker processes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from django.db import connection

from fixtures.bluesky import BlueskyNetwork, Person
from mooc.store import models
from tests import histories
from tests.bluesky import eventually
from tests.building.classes import Stage, a_course
from tests.building.waiting import until
from tests.proxy import FaultyProxy
from tests.survival.engine import Engine

CHECKS = ({"follow": {"of": "host"}}, {"live_post": {"tag": "{hashtag}", "at_least": 2, "moments": 1}})
RECOVERS_WITHIN = 60.0

if connection.vendor != "postgresql":  # several processes share it; `make test` has a second pass on PostgreSQL
    collect_ignore_glob = ["test_*.py"]


@dataclass
class Class:
    """A cohort of which ``did`` have done all, and ``did_not`` nothing."""

    stage: Stage
    proxy: FaultyProxy
    did: list[str]
    did_not: list[str]
    log: Path

    def engine(self, broker_url: str) -> Engine:
        return Engine(broker_url, self.proxy.url, self.log)

    def poll_now(self) -> None:
        """Make every watch due."""
        models.Watch.objects.filter(due_at__isnull=False).update(due_at=datetime.now(UTC), enqueued_until=None)

    def wait_is_over(self) -> int:
        """The time passes for which nothing was to be sent; returns how many buckets and servers were closed."""
        now = datetime.now(UTC)
        closed = models.GateBucket.objects.filter(closed_until__gt=now).update(closed_until=now, ends=now)
        given_up = models.GateServer.objects.filter(until__gt=now).update(until=now)
        models.Watch.objects.update(not_before=None)
        return closed + given_up

    def is_told(self) -> bool:
        """Whether everybody's verdicts are what they should be."""
        return all(self.stage.answers(challenge) == self.truth() for challenge in ("c1", "c2"))

    def truth(self) -> dict[str, str]:
        return {name: "met" if name in self.did else "not_yet" for name in self.stage.learners}

    def comes_right(self, within: float = RECOVERS_WITHIN) -> bool:
        """Whether the verdicts come right, polling again and again."""

        def right() -> bool:
            self.poll_now()
            return models.Verdict.objects.count() == 2 * len(self.stage.learners) and self.is_told()

        return until(right, within, every=1.0)

    def check_nothing_lost_doubled_or_wrong(self) -> None:
        """No lost event, no doubled receipt, no false "not yet", in the end or on the way."""
        assert models.Receipt.objects.count() == 2 * len(self.did)
        assert models.Activity.objects.filter(kind="post").count() == 2 * len(self.did)
        assert models.Activity.objects.filter(kind="follow").count() == len(self.did)
        met = {self.stage.learners[name] for name in self.did}
        changes = histories.changes()
        assert not [change for change in changes if change.member in met and change.answer == "not_yet"]
        assert not [change for change in changes if change.member not in met and change.answer == "met"]


@pytest.fixture
def proxy(bluesky_network: BlueskyNetwork) -> Iterator[FaultyProxy]:
    with FaultyProxy(bluesky_network.appview).running() as proxy:
        yield proxy


@pytest.fixture
def a_class(transactional_db: None, proxy: FaultyProxy, join: Callable[[str], Person], tmp_path: Path) -> Class:
    """Six learners; four have followed the host and posted twice, before anybody looks."""
    host = join("stork")
    start = datetime.now(UTC) - timedelta(minutes=2)
    stage = Stage(a_course(*CHECKS), start, "bluesky", host.did)
    names = [f"l{number}" for number in range(6)]
    people = {name: join(name) for name in names}
    for name, person in people.items():
        stage.learner(name, person.did, start)
    did = names[:4]
    for name in did:
        people[name].follow(host)
        last = [people[name].post(f"moment {number}", tags=["mooc"]) for number in range(2)][-1]
    eventually(lambda: _seen(proxy, last.uri), bool)
    stage.cohort.start = stage.cohort.advance_at = start
    stage.cohort.save()
    return Class(stage, proxy, did, names[4:], tmp_path / "engine.log")


def _seen(proxy: FaultyProxy, uri: str) -> bool:
    answer = requests.get(f"{proxy.upstream}/xrpc/app.bsky.feed.getPosts", params={"uris": uri}, timeout=10)
    return bool(answer.json().get("posts"))

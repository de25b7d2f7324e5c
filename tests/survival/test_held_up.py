"""A statement that waits too long is given up: the work is given back at once, and nobody is to blame for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection

from mooc.runtime import clocks
from mooc.services import checking
from mooc.store import models
from mooc.store.database import leases
from tests.building.classes import Stage, a_course
from tests.building.networks import only_networks
from tests.services.test_checking import LIVE, Told
from tests.survival.engine import database_url
from workers import actors

pytestmark = [pytest.mark.needs("postgresql"), pytest.mark.django_db(transaction=True)]


@contextmanager
def held(table: str) -> Iterator[None]:
    """Somebody holds the table, and our patience is short."""
    with connection.cursor() as cursor, psycopg.connect(database_url()) as holder:
        holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
        cursor.execute("SET lock_timeout = '300ms'")
        yield
    connection.close()


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Stage:
    told = Told()
    only_networks(monkeypatch, told)
    now = clocks.now()
    stage = Stage(a_course(LIVE), now)
    stage.learner("ada", "1", now)
    stage.cohort.start = stage.cohort.advance_at = now
    stage.cohort.save()
    checking.due(clocks.now())
    return stage


def _judged(stage: Stage) -> models.Verdict:
    return models.Verdict.objects.get(member=stage.learners["ada"])


def test_a_judgement_is_given_back(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(6):  # once more than workers may die over a pair
        with held("audit_entry"):
            actors.judge.fn(stage.cohort.pk)
        row = _judged(stage)
        assert (row.attempts, row.lease_token, row.lease_until) == (0, None, None)
    assert "the database does not answer: OperationalError: canceling statement due to lock timeout" in caplog.text
    assert caplog.text.count("lock timeout") == 1, "the fault fired six times, and is said once"
    actors.judge.fn(stage.cohort.pk)
    assert (_judged(stage).answer, _judged(stage).trouble) == ("cant_tell", "not_looked"), "not: crashing"


def test_a_look_is_given_back_and_not_paid_for_again_at_once(stage: Stage) -> None:
    actors.judge.fn(stage.cohort.pk)
    watch = models.Watch.objects.filter(read="tag").get()
    for _ in range(6):
        with held("watching_poll"):
            actors.collect.fn(watch.pk)
        watch.refresh_from_db()
        assert (watch.attempts, watch.lease_token, watch.enqueued_until) == (0, None, None)
        assert watch.not_before is not None
        assert timedelta(seconds=20) < watch.not_before - clocks.now() < timedelta(seconds=40)
        models.Watch.objects.update(not_before=None)
    looks = models.Poll.objects.count()
    actors.collect.fn(watch.pk)
    assert models.Poll.objects.count() == looks + 1


def test_what_cannot_be_given_back_is_given_back_later(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is away altogether."""

    def away() -> None:
        raise OperationalError("the connection is closed")

    with held("audit_entry"), monkeypatch.context() as patched:
        patched.setattr(leases, "return_owed_claims", lambda: away() if leases._owed else None)
        actors.judge.fn(stage.cohort.pk)
    assert _judged(stage).lease_token is not None, "the fault fired: it is still held"
    actors.collect.fn(0)
    assert (_judged(stage).attempts, _judged(stage).lease_token) == (0, None)

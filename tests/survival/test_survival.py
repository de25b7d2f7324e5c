"""What must not hurt: a worker killed, a broker wiped, a connection cut, a network that answers badly.

Each test proves that its fault fired, and ends with no lost event, no doubled receipt and no false "not yet".
"""

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
import redis
from django.db import connection
from django.db.models.functions import Now

from mooc.store import models
from mooc.store.database.leases import MAX_ATTEMPTS
from tests import histories
from tests.building.waiting import until
from tests.external_services import RABBITMQ, REDIS
from tests.proxy import Answer, Spoil
from tests.survival.conftest import Class
from tests.survival.engine import LEASE

pytestmark = [pytest.mark.needs("node", "postgresql"), pytest.mark.timeout(240)]

FEED = "getAuthorFeed"


def hold(answer: Answer) -> Answer:
    return answer._replace(held=True)


def status(code: int, **headers: str) -> Spoil:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda answer: Answer(code, {**answer.headers, **named}, b'{"error":"Spoiled"}')


def slowly(answer: Answer) -> Answer:
    time.sleep(3)
    return answer


def truncated(answer: Answer) -> Answer:
    """The answer breaks off in the middle, its length header telling the truth about what was sent."""
    return answer._replace(body=answer.body[: len(answer.body) * 6 // 10])


@pytest.fixture
def redis_url() -> Iterator[str]:
    """A Redis database of our own, empty."""
    with redis.Redis.from_url(REDIS) as client:
        client.flushdb()
        yield REDIS
        client.flushdb()


@pytest.mark.needs("redis")
def test_a_worker_killed_in_the_middle_of_a_collect(a_class: Class, redis_url: str) -> None:
    a_class.proxy.spoil(FEED, hold)
    with a_class.engine(redis_url) as engine:
        engine.ticker()
        victim = engine.worker()
        assert until(a_class.proxy.held.is_set, 30), "the fault fired: an answer is held"
        victim.kill()
        assert victim.wait(10) == -9
        assert models.Watch.objects.filter(lease_token__isnull=False).exists(), "it died with a lease in its hands"
        a_class.proxy.heal()
        engine.worker()
        assert a_class.comes_right(LEASE + 60)
    a_class.check_nothing_lost_doubled_or_wrong()


@pytest.mark.needs("redis")
def test_what_was_done_beside_what_kills_is_not_blamed(a_class: Class, redis_url: str) -> None:
    """Whoever reads one feed dies, again and again, while another one is read beside it. That one is innocent."""
    poison, slow = (_account(a_class, name) for name in ("l0", "l1"))
    died, beside = list[int](), list[bool]()
    with a_class.engine(redis_url) as engine:

        def dies(answer: Answer) -> Answer:
            innocent = models.Watch.objects.filter(subject=slow)
            innocent.update(due_at=datetime.now(UTC), enqueued_until=None)
            beside.append(until(innocent.filter(lease_until__gt=Now()).exists, 2 if died else 8))
            victim.kill()
            died.append(victim.wait(10))
            connection.close()
            return answer._replace(held=True)

        a_class.proxy.spoil(lambda path: FEED in path and slow in unquote(path), slowly, times=1_000)
        a_class.proxy.spoil(lambda path: FEED in path and poison in unquote(path), dies, times=1_000)
        engine.ticker()
        for n in range(1, 12):
            victim = engine.worker()
            assert until(lambda n=n: len(died) == n or _parked(poison), 60), n
            if _parked(poison):
                break
            assert until(lambda: not models.Watch.objects.filter(lease_until__gt=Now()).exists(), LEASE + 5)
            models.Watch.objects.update(enqueued_until=None)
        assert set(died) == {-9}, "the fault fired"
        assert beside[0], "and the innocent one was read at that time"
        assert not any(beside[1:]), "after that, what kills was alone"
        assert len(died) == MAX_ATTEMPTS
        a_class.proxy.heal()
        models.Watch.objects.filter(subject=poison).update(due_at=datetime.now(UTC))
        assert a_class.comes_right(LEASE + 60)
    assert not models.Poll.objects.filter(trouble="crashing").exclude(watch__subject=poison).exists()
    assert {change.member for change in histories.changes() if change.trouble == "crashing"} <= {
        a_class.stage.learners["l0"]
    }
    a_class.check_nothing_lost_doubled_or_wrong()


def _account(a_class: Class, name: str) -> str:
    return models.Account.objects.get(user__memberships=a_class.stage.learners[name]).external_id


def _parked(account: str) -> bool:
    return models.Watch.objects.filter(subject=account, trouble="crashing").exists()


@pytest.mark.needs("redis")
def test_redis_wiped_with_work_under_way(a_class: Class, redis_url: str) -> None:
    a_class.proxy.spoil(FEED, hold)
    with a_class.engine(redis_url) as engine, redis.Redis.from_url(redis_url) as client:
        engine.ticker()
        engine.worker()
        assert until(a_class.proxy.held.is_set, 30)
        assert until(lambda: client.dbsize() > 0, 10), "there is something to lose"
        client.flushall()
        assert client.dbsize() == 0 or client.dbsize() < 5, "the fault fired"
        a_class.proxy.heal()
        assert a_class.comes_right()
    a_class.check_nothing_lost_doubled_or_wrong()


@pytest.mark.needs("rabbitmq")
def test_rabbitmq_stopped_and_started_with_work_under_way(a_class: Class) -> None:
    a_class.proxy.spoil(FEED, hold)
    with a_class.engine(RABBITMQ) as engine:
        engine.ticker()
        engine.worker()
        assert until(a_class.proxy.held.is_set, 30)
        subprocess.run(["rabbitmqctl", "stop_app"], check=True, capture_output=True, timeout=60)
        try:
            stopped = subprocess.run(["rabbitmqctl", "status"], capture_output=True, text=True, timeout=60)
            assert "RabbitMQ version" not in stopped.stdout or "not_running" in stopped.stdout, "the fault fired"
        finally:
            subprocess.run(["rabbitmqctl", "start_app"], check=True, capture_output=True, timeout=120)
        a_class.proxy.heal()
        assert a_class.comes_right(90)
    a_class.check_nothing_lost_doubled_or_wrong()


@pytest.mark.needs("redis")
def test_database_connections_cut_with_work_under_way(a_class: Class, redis_url: str) -> None:
    a_class.proxy.spoil(FEED, hold)
    with a_class.engine(redis_url) as engine:
        engine.ticker()
        engine.worker()
        assert until(a_class.proxy.held.is_set, 30)
        cut = _cut_the_connections_of_the_engine()
        assert cut > 0, "the fault fired"
        a_class.proxy.heal()
        assert a_class.comes_right()
    a_class.check_nothing_lost_doubled_or_wrong()


def _cut_the_connections_of_the_engine() -> int:
    """Terminate every connection of its processes to the database; returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name <> 'pytest'"
        )
        (cut,) = cursor.fetchone()
    return int(cut)


BAD_ANSWERS: dict[str, tuple[Spoil, str]] = {
    "429_with_a_reset": (status(429, ratelimit_reset="0"), "rate_limited"),
    "429_without_a_reset": (status(429), "rate_limited"),
    "500": (status(500), "server_error"),
    "truncated_json": (truncated, "bad_answer"),
    "a_time_out": (hold, "unreachable"),
}


@pytest.mark.needs("redis")
@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_a_network_that_answers_badly(name: str, a_class: Class, redis_url: str) -> None:
    fault, trouble = BAD_ANSWERS[name]
    a_class.proxy.spoil(FEED, fault, times=6)
    with a_class.engine(redis_url) as engine:
        engine.ticker()
        engine.worker()
        assert until(lambda: models.Poll.objects.filter(trouble=trouble).exists(), 60), "the fault was felt"
        assert a_class.proxy.fired > 0
        assert "not_yet" not in a_class.stage.answers("c2").values(), "what was not seen is not called absent"
        a_class.proxy.heal()
        if trouble == "rate_limited":
            assert a_class.proxy.fired <= 2, "two threads were asking; after the 429 nothing was sent"
            assert a_class.wait_is_over() == 1
        assert a_class.comes_right(90)
    a_class.check_nothing_lost_doubled_or_wrong()

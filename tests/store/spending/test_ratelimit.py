"""The book in the database: the same rules as in memory, counted exactly however many workers there are."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from mooc.core.facts.troubles import TroubleKind
from mooc.core.spending.gate import Bucket, GateClosed, RequestOutcome
from mooc.core.spending.ratelimit import CLOCK_MARGIN
from mooc.services.spending.ratelimit import StoreGate
from mooc.store import models
from mooc.store.spending import ratelimit
from mooc.store.spending.ratelimit import closed_buckets

SEARCH = Bucket("x", "api.test", "tweets/search/recent", 30, 900)
USERS = SEARCH._replace(endpoint="users", limit=300)
UNKNOWN = SEARCH._replace(endpoint="oauth2/token", limit=0, seconds=0)
ELSEWHERE = SEARCH._replace(server="other.test")
WORKERS = 50


def send(bucket: Bucket, *answer: int) -> float:
    gate = StoreGate()
    gate.enter(bucket)
    return gate.leave(bucket, RequestOutcome(*(answer or (200,))))


def limited_for(bucket: Bucket, kind: TroubleKind = TroubleKind.RATE_LIMITED) -> float:
    with pytest.raises(GateClosed) as caught:
        StoreGate().enter(bucket)
    assert caught.value.kind is kind
    return caught.value.until - time.time()


def later(seconds: float) -> None:
    """So many seconds pass: every moment in the book moves back by as much."""
    ago = timedelta(seconds=seconds)
    models.GateBucket.objects.update(
        ends=F("ends") - ago, closed_until=F("closed_until") - ago, probe_until=F("probe_until") - ago
    )
    models.GateServer.objects.update(until=F("until") - ago, probe_until=F("probe_until") - ago)


def at_once(work: Callable[[], str]) -> Counter[str]:
    """What became of fifty workers that begin at the same moment."""
    start, came = threading.Barrier(WORKERS), list[str]()

    def one() -> None:
        try:
            start.wait(20)
            came.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Counter(came)


def entering(bucket: Bucket) -> str:
    try:
        StoreGate().enter(bucket)
    except GateClosed as closed:
        return closed.kind.value
    return "sent"


@pytest.mark.django_db
def test_the_window_the_reset_and_the_growing_wait() -> None:
    for _ in range(29):
        assert send(SEARCH) == 0
    assert send(SEARCH) == pytest.approx(time.time() + 900 + CLOCK_MARGIN, abs=5)
    assert limited_for(SEARCH) == pytest.approx(901, abs=5)
    later(901)
    reset = int(time.time()) + 600
    assert send(SEARCH, 429, 0, reset) == reset + CLOCK_MARGIN
    assert limited_for(SEARCH) == pytest.approx(600 + CLOCK_MARGIN, abs=3)
    later(602)
    for wait in (60, 120, 240):
        send(SEARCH, 429)
        assert limited_for(SEARCH) == pytest.approx(wait, abs=3)
        later(wait)
    send(SEARCH, 200, 29, int(time.time()) + 900)
    send(USERS)


@pytest.mark.django_db
def test_the_breaker_concerns_its_server_alone_and_an_answer_closes_it() -> None:
    for n in range(5):
        send((SEARCH, USERS)[n % 2], (500, 503, 0)[n % 3])
    for bucket in (SEARCH, USERS, UNKNOWN):
        assert limited_for(bucket, TroubleKind.UNREACHABLE) == pytest.approx(30, abs=3)
    send(ELSEWHERE)
    later(31)
    send(USERS, 500)
    assert limited_for(SEARCH, TroubleKind.UNREACHABLE) == pytest.approx(60, abs=3)
    later(61)
    send(USERS)
    assert not models.GateServer.objects.exists()
    send(SEARCH)


@pytest.mark.django_db
def test_a_request_costs_two_small_queries() -> None:
    reset = int(time.time()) + 900
    send(SEARCH, 200, 29, reset)
    send(UNKNOWN)
    for n in range(5):
        with CaptureQueriesContext(connection) as seen:
            send(SEARCH, 200, 28 - n, reset)
        assert [query["sql"].split()[0] for query in seen.captured_queries] == ["UPDATE", "SELECT"]
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            send(UNKNOWN)
        assert len(seen.captured_queries) == 2
    StoreGate().leave(SEARCH, RequestOutcome(429))
    with CaptureQueriesContext(connection) as seen:
        limited_for(SEARCH)
    assert len(seen.captured_queries) == 2, "to be refused costs no more"


@pytest.mark.django_db
def test_what_is_shut_is_listed_until_it_opens() -> None:
    assert closed_buckets() == []
    reset = int(time.time()) + 600
    send(SEARCH, 429, 0, reset)
    send(USERS, 200, 0, reset + 60)
    for _ in range(5):
        send(ELSEWHERE, 500)
    found = [(one.server, one.endpoint, one.trouble) for one in closed_buckets()]
    assert found == [
        ("other.test", "", "unreachable"),
        ("api.test", "tweets/search/recent", "rate_limited"),
        ("api.test", "users", "rate_limited"),
    ]
    assert closed_buckets()[1].until.timestamp() == reset + CLOCK_MARGIN
    later(700)
    assert closed_buckets() == []


@pytest.mark.django_db
def test_of_what_is_not_used_for_a_month_a_little_is_forgotten_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratelimit, "PRUNED_AT_MOST", 3)
    for n in range(5):
        send(SEARCH._replace(server=f"{n}.test"))
    later(31 * 86_400)
    send(USERS)
    assert models.GateBucket.objects.count() == 3
    send(SEARCH)
    assert set(models.GateBucket.objects.values_list("server", flat=True)) == {"api.test"}


@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_once_one_goes_ahead_and_then_never_more_than_the_limit_go() -> None:
    assert at_once(lambda: entering(SEARCH)) == {"sent": 1, "rate_limited": 49}
    StoreGate().leave(SEARCH, RequestOutcome(200, 29, time.time() + 900))
    assert at_once(lambda: entering(SEARCH)) == {"sent": 29, "rate_limited": 21}
    later(1000)
    assert at_once(lambda: entering(SEARCH)) == {"sent": 30, "rate_limited": 20}, "alone: no probe is needed"


@pytest.mark.django_db(transaction=True)
def test_half_open_lets_one_of_fifty_through() -> None:
    for _ in range(5):
        send(USERS, 500)
    later(31)
    assert at_once(lambda: entering(USERS)) == {"sent": 1, "unreachable": 49}
    StoreGate().leave(USERS, RequestOutcome(200))
    assert at_once(lambda: entering(USERS)) == {"sent": 50}


@pytest.mark.django_db(transaction=True)
def test_fifty_failures_at_once_are_one_outage() -> None:
    send(USERS)
    assert at_once(lambda: entering(USERS)) == {"sent": 50}
    assert at_once(lambda: str(StoreGate().leave(USERS, RequestOutcome(503)) > 0)).total() == 50
    health = models.GateServer.objects.get()
    assert (health.failures, health.trips) == (5, 1)


@pytest.mark.django_db(transaction=True)
def test_the_first_requests_of_a_bucket_and_of_a_window_cost_some_more() -> None:
    counted = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as seen:
            send(SEARCH)
        counted.append(sum(one["sql"].split()[0] not in ("BEGIN", "COMMIT") for one in seen.captured_queries))
        later(1000)
    assert counted[0] <= 16, counted
    assert counted[1] == counted[2] <= 8, counted

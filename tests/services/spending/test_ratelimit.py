"""Fifty workers and one limit: X in the sandbox over real HTTP, and the book that all of them share in the database."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import requests
from django.db import connection
from django.db.models import F

from fixtures.sandbox import Fault, Sandbox
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.services import checking, networks
from mooc.store import models
from tests.building.classes import START, WEEK, Stage, a_course
from tests.building.work import judge_all
from tests.limited import LIMIT, NOW, sandbox
from tests.services.spending.search_worker import PER_WORKER, search

__all__ = ["sandbox"]

WORKERS = 50
HOUR = timedelta(hours=1)
LIVE = {"live_post": {"tag": "{hashtag}", "at_least": 1, "moments": 1}}


def side_by_side(work: Callable[[], object], workers: int = WORKERS) -> None:
    start, failed = threading.Barrier(workers), list[BaseException]()

    def one() -> None:
        try:
            start.wait(30)
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed, failed[0]


def use_elsewhere(sandbox: Sandbox, requests_: int) -> None:
    """Somebody else with the same key has asked so often."""
    for _ in range(requests_):
        address = f"{sandbox.url}/2/tweets/search/recent?query=x"
        requests.get(address, headers={"Authorization": f"Bearer {sandbox.bearer}"}, timeout=5)


def refused(sandbox: Sandbox) -> int:
    """How many 429s there were: whatever came after the limit."""
    return max(sandbox.ledger.requests["search"] - LIMIT, 0)


def passes(minutes: int) -> None:
    """So much time passes, in the book and for the watches."""
    ago = timedelta(minutes=minutes)
    models.Watch.objects.update(not_before=F("not_before") - ago, enqueued_until=None)
    models.GateBucket.objects.update(ends=F("ends") - ago, closed_until=F("closed_until") - ago)
    models.GateServer.objects.update(until=F("until") - ago)


@pytest.mark.django_db(transaction=True)
def test_fifty_workers_never_exceed_a_limit(sandbox: Sandbox) -> None:
    came = list[Reading]()
    search(networks.network("x"))
    side_by_side(lambda: came.extend(search(networks.network("x")) for _ in range(PER_WORKER)))
    assert sandbox.ledger.requests["search"] == LIMIT, "each request that there was, and not one more"
    kinds = Counter(reading.trouble.kind.value if reading.trouble else "read" for reading in came)
    assert kinds == {"read": LIMIT - 1, "rate_limited": WORKERS * PER_WORKER - LIMIT + 1}
    assert sum(reading.requests for reading in came) == LIMIT - 1, "what was not sent is not counted"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("used", "seen"), [(12, LIMIT), (LIMIT, LIMIT + 1)])
def test_a_window_that_had_begun_elsewhere_costs_one_429_at_most(sandbox: Sandbox, used: int, seen: int) -> None:
    use_elsewhere(sandbox, used)
    for _ in range(3):
        side_by_side(lambda: search(networks.network("x")))
    assert sandbox.ledger.requests["search"] == seen
    assert refused(sandbox) == seen - LIMIT


@pytest.mark.django_db(transaction=True)
def test_after_the_reset_one_goes_ahead(sandbox: Sandbox) -> None:
    use_elsewhere(sandbox, LIMIT)
    search(networks.network("x"))
    before = sandbox.ledger.requests["search"]
    side_by_side(lambda: search(networks.network("x")))
    assert sandbox.ledger.requests["search"] == before, "not before the reset"
    passes(16)  # and not yet at the network, whose clock is behind
    side_by_side(lambda: search(networks.network("x")))
    assert sandbox.ledger.requests["search"] == before + 1


def due_watches(count: int) -> list[int]:
    """A cohort whose challenge needs so many searches."""
    stage = Stage(a_course(LIVE))
    stage.learner("ada", "11")
    judge_all(stage.cohort.pk, NOW)
    models.Watch.objects.all().delete()
    models.Watch.objects.bulk_create(
        models.Watch(network="x", read="search_tag", subject=f"tag{n}", since=START, until=START + WEEK, due_at=NOW)
        for n in range(count)
    )
    ids = list(models.Watch.objects.order_by("pk").values_list("pk", flat=True))
    uses = {"cohort": stage.cohort, "challenge": "c1", "since": START, "until": START + WEEK}
    models.WatchUse.objects.bulk_create(models.WatchUse(watch_id=pk, **uses) for pk in ids)
    return ids


def work_until_nothing_is_due() -> int:
    """How many watches were claimed until none was due any more."""
    claimed = 0
    while due := checking.due(NOW).watches:
        for pk in due:
            checking.collect(pk, NOW)
            claimed += 1
    return claimed


@pytest.mark.django_db
def test_five_hundred_watches_of_a_closed_bucket_are_claimed_once_and_ask_nothing(sandbox: Sandbox) -> None:
    due_watches(500)
    sandbox.faults.add("search", Fault.RATE_LIMITED)
    search(networks.network("x"))
    models.GateBucket.objects.update(closed_until=datetime.now(UTC) + timedelta(seconds=58))
    assert work_until_nothing_is_due() == 500, "each once, and then none is due: no busy loop"
    assert (sandbox.ledger.requests["search"], sandbox.faults.total) == (1, 1)
    put_off = models.Watch.objects.filter(not_before__gt=datetime.now(UTC), lease_token=None, due_at=NOW)
    assert put_off.filter(attempts=0, failures=0, trouble="").count() == 500
    assert not models.Poll.objects.exists()


@pytest.mark.django_db
def test_a_long_wait_is_noted_once_and_ends(sandbox: Sandbox) -> None:
    due_watches(40)
    sandbox.faults.add("search", Fault.RATE_LIMITED)
    assert work_until_nothing_is_due() == 40
    assert (sandbox.ledger.requests["search"], sandbox.faults.total) == (1, 1)
    waiting = models.Watch.objects.filter(not_before__gt=datetime.now(UTC) + timedelta(minutes=14), lease_token=None)
    assert waiting.filter(attempts=0, failures=0, due_at__lte=NOW, trouble="rate_limited").count() == 40
    looks = models.Poll.objects.count()
    models.Watch.objects.update(not_before=None)
    assert work_until_nothing_is_due() == 40
    assert models.Poll.objects.count() == looks, "what is known already is not noted again"
    assert sandbox.ledger.requests["search"] == 1
    passes(16)
    work_until_nothing_is_due()
    assert sandbox.ledger.requests["search"] == LIMIT, "then as many as the window takes"
    assert models.Watch.objects.filter(trouble="").count() == LIMIT - 1


@pytest.mark.django_db
def test_a_wait_of_a_moment_is_not_told(sandbox: Sandbox) -> None:
    (pk,) = due_watches(1)
    gate = networks.network("x")
    search(gate)
    soon = timedelta(seconds=30)
    models.GateBucket.objects.update(left=0, ends=datetime.now(UTC) + soon)
    assert checking.collect(pk, NOW) is None
    row = models.Watch.objects.get()
    assert (row.trouble, row.failures, row.lease_token, row.due_at) == ("", 0, None, NOW)
    assert row.not_before
    assert row.not_before > datetime.now(UTC) + soon / 2
    assert not models.Poll.objects.filter(watch=pk).exists()


@pytest.mark.django_db
def test_a_server_that_is_given_up_is_asked_nothing_and_heals_with_one_answer(sandbox: Sandbox) -> None:
    sandbox.faults.add("*", Fault.UNAVAILABLE, times=1000)
    due_watches(40)
    assert work_until_nothing_is_due() == 40
    assert sandbox.faults.total == sum(sandbox.ledger.requests.values()) == 5
    given_back = models.Watch.objects.filter(trouble="unreachable", failures=0, not_before__isnull=False)
    assert (given_back.count(), models.Watch.objects.filter(trouble="server_error", failures=1).count()) == (0, 5)
    assert models.Watch.objects.filter(trouble="", not_before__isnull=False).count() == 35, "half a minute is not told"
    sandbox.faults.clear()
    passes(1)
    work_until_nothing_is_due()
    assert not models.GateServer.objects.exists()
    assert sandbox.ledger.requests["search"] == 5 + min(35, LIMIT - 5)


@pytest.mark.django_db
def test_a_book_that_cannot_be_reached_is_an_error(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    network = networks.network("x")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ratelimit_bucket RENAME TO ratelimit_bucket_away")
    with pytest.raises(Exception, match="ratelimit_bucket"):
        network.read(Question("x", "search_tag", "mooc", START, START + WEEK), "", NOW)
    assert not sandbox.ledger.requests

"""A class does all of ``first-steps`` on the sandbox: what X would have billed, and what was foreseen.

On PostgreSQL it is a class of three hundred, in a database that has never counted its rows (nothing is committed, so
autovacuum sees nothing): as on a real server in the first minutes, where a careless query goes by the square of the
class. There no statement may take half a second.
"""

import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from bench.bill import LESSONS, by_hand
from bench.classroom import Classroom, ClassroomOutcome, run
from mooc.core.course.course import Course
from mooc.core.course.schedule import windows
from mooc.core.forecast.forecast import Bill, forecast
from mooc.lessonfiles import read_course
from mooc.networks.registry import capabilities
from mooc.store import models
from tests.databases import vacuum

IS_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
LEARNERS = 300 if IS_POSTGRESQL else 100
SLOW = 0.5
"""Seconds. One statement that takes longer may be the machine's fault; the same one again is not."""


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course(LESSONS / "first-steps")


@pytest.fixture(scope="module")
def foreseen(course: Course) -> Bill:
    return forecast(course, capabilities("x"), LEARNERS).total


@pytest.fixture(scope="module")
def never_counted(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tables without what other tests have left in them."""
    with django_db_blocker.unblock():
        vacuum(connection)


class SlowStatements:
    """Counts the statements that take too long. To be used as an execute_wrapper."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            if time.perf_counter() - began > SLOW:
                self.counted[sql[:300]] += 1

    def again(self) -> dict[str, int]:
        """Those that were slow more than once."""
        return {sql: times for sql, times in self.counted.items() if times > 1}


@pytest.mark.timeout(900)
@pytest.mark.django_db
def test_a_class_from_its_first_day_to_its_last(course: Course, foreseen: Bill, never_counted: None) -> None:
    """One play, for it takes a while; everything is read off it."""
    slow = SlowStatements()
    with connection.execute_wrapper(slow):
        came = Classroom(course, LEARNERS).play()
    assert not slow.again()
    _the_rows_were_never_counted()
    print(f"\nbilled {came.sent} requests, ${came.usd}; foreseen {foreseen.planned}; floor {foreseen.floor}")
    _everybody_did_everything(came)
    _the_ledgers_agree(came)
    _it_was_foreseen(came, foreseen)
    _texts_were_looked_at_as_foreseen(course)
    _it_costs_less_than_the_plan_by_hand(came)
    _nothing_is_asked_when_all_is_over(course)


def _the_rows_were_never_counted() -> None:
    if not IS_POSTGRESQL:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relname IN ('log_activity', 'judging_verdict')")
        counted = dict(cursor.fetchall())
    assert len(counted) == 2
    assert all(number < LEARNERS for number in counted.values()), "else this says nothing of an un-analysed database"


@pytest.mark.django_db
def test_a_statement_that_is_slow_again_is_found() -> None:
    slow = SlowStatements()
    with connection.execute_wrapper(slow):
        for sql in ("SELECT 1", "SELECT 2", "SELECT 2"):
            slow(lambda *_: time.sleep(1.1 * SLOW), sql, None, False, None)
    assert slow.again() == {"SELECT 2": 2}


def _everybody_did_everything(came: ClassroomOutcome) -> None:
    assert came.answers == {f"{name} met": LEARNERS for name in ("follow", "reply", "live-post", "relay")}
    assert not came.untrue


def _the_ledgers_agree(came: ClassroomOutcome) -> None:
    assert (came.recorded_requests, came.recorded_usd) == (came.sent, came.usd), (
        "the engine's own ledger, and what X would bill"
    )


def _it_was_foreseen(came: ClassroomOutcome, foreseen: Bill) -> None:
    assert came.sent == pytest.approx(foreseen.planned.requests, rel=0.1)
    assert float(came.usd) == pytest.approx(float(foreseen.planned.usd), rel=0.1)
    assert foreseen.floor.requests <= came.sent
    assert foreseen.floor.usd <= came.usd


def _texts_were_looked_at_as_foreseen(course: Course) -> None:
    planned = forecast(course, capabilities("x"), LEARNERS).texts
    looks = list(models.Poll.objects.filter(watch=None, link=None).values_list("requests", "usd"))
    looked = sum(requests for requests, _ in looks)
    print(f"texts: {looked} requests, ${sum(usd for _, usd in looks)}; foreseen {planned}")
    assert looked == pytest.approx(planned.requests, abs=3)


def _it_costs_less_than_the_plan_by_hand(came: ClassroomOutcome) -> None:
    plan = by_hand(LEARNERS)
    assert came.sent <= 1.1 * plan.requests
    assert came.usd <= Decimal("1.1") * plan.usd


def _nothing_is_asked_when_all_is_over(course: Course) -> None:
    last = max(span.end for span in windows(course, run()).values())
    assert not models.Watch.objects.filter(due_at__isnull=False).exists()
    looks = models.Poll.objects.filter(at__gt=last.replace(minute=1), requests__gt=0)
    assert not looks.filter(watch__isnull=False).exists()
    assert not models.Text.objects.exists(), "whose last posts were looked at in the evening"

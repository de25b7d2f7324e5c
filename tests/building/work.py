"""Doing what is due, as workers do, in the test's own thread."""

from datetime import datetime

from mooc.runtime import clocks
from mooc.services import checking
from mooc.store import models

ROUNDS = 20


def work(now: datetime) -> None:
    """Do all that is due at ``now``, and all that comes of it. Raises AssertionError where there is no end to it."""
    for _ in range(ROUNDS):
        due = checking.due(now)
        for watch in due.watches:
            checking.collect(watch, now)
        for cohort in due.cohorts:
            checking.judge_due(cohort, now)
        if not due.watches and not due.cohorts:
            return
    raise AssertionError("there is no end to what is due")


def look_now(now: datetime | None = None) -> None:
    """Every watch is due at ``now``, else at the clock's moment; do all that is."""
    now = now or clocks.now()
    models.Watch.objects.filter(due_at__isnull=False).update(due_at=now, enqueued_until=None)
    work(now)


def judge_all(cohort: int, now: datetime) -> None:
    """Judge all that is to be judged in that cohort at ``now``, and ask no network."""
    checking.due(now)
    while checking.judge_due(cohort, now):
        pass

"""Of every kind of queue: a row that breaks is parked with its reason, all others go on, and one worker has a row."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.db.models.functions import Now

from mooc.core.values.backoff import ROW
from mooc.store import models
from mooc.store import queue as queues
from mooc.store.database.leases import MAX_ATTEMPTS, LostLease, SuspectRow, attempt
from mooc.store.judging import dirty_pairs, verdicts
from mooc.store.judging.dirty_pairs import News
from mooc.store.leased_rows import LeasedRow
from mooc.store.operations import operations
from mooc.store.operations.operations import InProgress, NoSuchOperation, OperationState
from mooc.store.pasted_links import pasted_links
from mooc.store.queue import Queue
from mooc.store.spending import alerts, budgets
from tests.building.classes import START
from tests.building.networks import only_networks
from tests.invariants.env import HOUR, LIVE, Ground, verdict
from tests.store.breaking import CASES, School, WorkerKilled, opened, time_goes_by

each = pytest.mark.parametrize("queue", operations.QUEUES, ids=operations.KINDS)


ASKS_FIRST = {"watches", "texts"}
"""Kinds that break when a request has been sent: it stands in the ledger, unless the whole process died."""


class Fault:
    """Breaks what asks it, until it is mended."""

    def __init__(self, error: type[BaseException]) -> None:
        self.error, self.fired, self.is_mended = error, 0, False

    def __call__(self) -> None:
        if not self.is_mended:
            self.fired += 1
            raise self.error


@pytest.fixture
def ground(db: None, monkeypatch: pytest.MonkeyPatch) -> Ground:
    ground = Ground()
    only_networks(monkeypatch, ground.world)
    return ground


@pytest.fixture
def school(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    yield from opened(ground, monkeypatch)


def test_every_queue_is_broken_here() -> None:
    made = {model._meta.label for model in LeasedRow.__subclasses__()}
    assert {queue.model._meta.label for queue in operations.QUEUES} == made, "a queue is among those of `operations`"
    assert CASES.keys() == set(operations.QUEUES)


@each
@pytest.mark.parametrize("error", [ArithmeticError, WorkerKilled])
def test_a_row_that_breaks_is_parked_and_all_others_go_on(
    school: School, queue: Queue[Any], error: type[BaseException]
) -> None:
    fault = Fault(error)
    broken = CASES[queue](school, fault)
    for _ in range(MAX_ATTEMPTS + 1):
        for _ in range(2):  # while the row is held or rests, what is beside it goes on
            with suppress(WorkerKilled):
                broken.work()
        time_goes_by()
    assert broken.is_well()
    row = queue.rows.get(pk=broken.row)
    reason = "killed" if error is WorkerKilled else "ArithmeticError"
    assert (row.parked_at is not None, row.reason) == (True, reason)
    assert MAX_ATTEMPTS <= fault.fired <= MAX_ATTEMPTS + 2, (
        "a bounded number of times; no more with whatever was beside it"
    )
    lost_requests = models.Poll.objects.filter(trouble="lost").aggregate(sum=Sum("requests"))["sum"] or 0
    assert lost_requests == (fault.fired if queue.kind in ASKS_FIRST and error is ArithmeticError else 0)
    assert budgets.held_of(models.Budget.objects.values_list("pk", flat=True)) == {}, "nobody reads"
    (operation,) = operations.listed(START, datetime.now(UTC))
    assert operation[:3] == (queue.kind, broken.row, OperationState.PARKED)
    broken.work()
    assert fault.fired <= MAX_ATTEMPTS + 2, "it is not tried any more"

    fault.is_mended = True
    assert operations.release(queue.kind, [broken.row], START, datetime.now(UTC)) == 1
    for _ in range(3):
        broken.work()
    assert operations.listed(START, datetime.now(UTC)) == []


@each
def test_what_is_dropped_is_neither_tried_nor_listed(school: School, queue: Queue[Any]) -> None:
    broken = CASES[queue](school, Fault(ArithmeticError))
    with pytest.raises(NoSuchOperation):
        operations.drop(queue.kind, broken.row, START, datetime.now(UTC))
    for _ in range(2):
        broken.work()
        time_goes_by()
    token = queue.claim(broken.row, START)
    with pytest.raises(InProgress):
        operations.drop(queue.kind, broken.row, START, datetime.now(UTC))
    assert token and queue.fail([broken.row], token, ArithmeticError())
    operations.drop(queue.kind, broken.row, START, datetime.now(UTC))
    assert broken.row not in [operation.id for operation in operations.listed(START, datetime.now(UTC))]
    assert not queue.due(START).filter(pk=broken.row).exists()


@each
def test_a_lease_is_fenced_and_what_was_refused_is_no_try(school: School, queue: Queue[Any]) -> None:
    pk = CASES[queue](school, Fault(ArithmeticError)).row
    token = queue.claim(pk, START)
    assert token
    assert queue.claim(pk, START) is None, "another worker has it"
    assert queue.defer([pk], token, not_before=None) == 1
    assert queue.rows.get(pk=pk).attempts == 0
    queue.claim(pk, START)
    time_goes_by()
    with pytest.raises(SuspectRow):
        queue.claim(pk, START, together=True)
    second = queue.claim(pk, START)
    assert second
    with pytest.raises(LostLease):
        queue.hold(pk, token)
    assert (queue.release([pk], token), queue.fail([pk], token, ArithmeticError()), queue.defer([pk], token)) == (
        0,
        0,
        0,
    )
    assert (queue.rows.get(pk=pk).attempts, queue.rows.get(pk=pk).reason) == (2, "killed")
    assert queue.release([pk], second) == 1
    row = queue.rows.get(pk=pk)
    assert (row.attempts, row.reason, row.broken_since, row.lease_token) == (0, "", None, None)


def test_what_fails_waits_longer_each_time(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    alert = models.BudgetAlert.objects.create(
        budget=models.Budget.objects.create(cohort=stage.cohort, network="x"), level=50, at=START, due_at=START
    )
    for tries in range(1, MAX_ATTEMPTS):
        with attempt():
            assert alerts.QUEUE.claim(alert.pk, START)
            raise ArithmeticError
        row = models.BudgetAlert.objects.annotate(now=Now()).get()
        wait = ROW.wait(tries)
        assert 0.7 * wait < row.not_before - row.now < 1.3 * wait
        assert not alerts.QUEUE.due(START).exists()
        models.BudgetAlert.objects.update(not_before=None)
    assert [(one.state, one.attempts) for one in operations.all_summaries()] == [
        (OperationState.FAILING, MAX_ATTEMPTS - 1)
    ]


def test_who_has_a_new_reason_has_it_tried_once_more(school: School) -> None:
    """News for a pair: it is due again, and parked again."""
    fault = Fault(ArithmeticError)
    broken = CASES[verdicts.QUEUE](school, fault)
    for _ in range(MAX_ATTEMPTS + 1):
        broken.work()
        time_goes_by()
    fired = fault.fired
    dirty_pairs.mark_dirty(News(users=[models.Member.objects.get(pk=school.first.learners["bob"]).user_id]))
    for _ in range(3):
        broken.work()
        time_goes_by()
    assert fault.fired == fired + 1
    assert verdict(school.first, "bob").parked_at


def test_the_cohort_that_has_waited_longest_is_judged_first(school: School) -> None:
    CASES[verdicts.QUEUE](school, Fault(ArithmeticError))
    now = datetime.now(UTC)
    for hours, stage in enumerate((school.first, school.second)):
        pairs = models.Verdict.objects.filter(member__cohort=stage.cohort)
        assert pairs.update(due_at=now - timedelta(hours=hours), input_version=9)
    first, second = school.first.cohort.pk, school.second.cohort.pk
    assert verdicts.cohorts_due() == [second, first]
    assert verdicts.cohorts_due(limit=1) == [second], "beyond the limit nobody starves"


def test_what_has_failed_is_claimed_apart_and_what_was_in_vain_is_parked(school: School) -> None:
    CASES[verdicts.QUEUE](school, Fault(ArithmeticError))
    queue = verdicts.QUEUE
    worn_out, failed, fresh = models.Verdict.objects.order_by("pk")[:3]
    queue.rows.filter(pk=worn_out.pk).update(attempts=MAX_ATTEMPTS)
    queue.rows.filter(pk=failed.pk).update(attempts=1)
    claims = []
    for _ in range(3):
        with queues.claiming():
            claims.append(queue.claim_many(queue.due(), 10, apart=True))
    assert [(claim.ids, [row.pk for row in claim.parked]) for claim in claims] == [
        ([fresh.pk], [worn_out.pk]),
        ([failed.pk], []),
        ([], []),
    ]
    row = queue.rows.get(pk=worn_out.pk)
    assert row.parked_at and row.due_at is None and row.input_version == row.judged_version


def test_the_age_of_the_oldest_due_row(school: School) -> None:
    CASES[pasted_links.QUEUE](school, Fault(ArithmeticError))
    models.PastedLink.objects.update(due_at=START - 2 * HOUR)
    models.Verdict.objects.update(due_at=datetime.now(UTC) - timedelta(hours=3), input_version=9)
    ages = operations.ages(START, datetime.now(UTC))
    assert ages["links"] == 2 * HOUR
    assert timedelta(hours=3) <= ages["verdicts"] < timedelta(hours=3, minutes=5)
    assert ages["texts"] == ages["alerts"] == ages["streams"] == timedelta(0)
    overdue = {(one.kind, one.state) for one in operations.listed(START, datetime.now(UTC))}
    assert overdue == {("links", OperationState.OVERDUE), ("verdicts", OperationState.OVERDUE)}


@pytest.mark.django_db(transaction=True)
@each
def test_of_two_workers_one_gets_the_row(monkeypatch: pytest.MonkeyPatch, queue: Queue[Any]) -> None:
    ground = Ground()
    only_networks(monkeypatch, ground.world)
    for school in opened(ground, monkeypatch):
        pk = CASES[queue](school, Fault(ArithmeticError)).row

        def claim(_: int, pk: int = pk) -> object:
            try:
                return queue.claim(pk, START)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            assert len([token for token in pool.map(claim, range(8)) if token]) == 1

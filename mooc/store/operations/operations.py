"""Work that is not getting done, of all queues: what is parked, what fails, what nobody gets round to; and what an
operator does about it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Case, Count, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Now

from mooc.store.database.leases import is_unleased
from mooc.store.judging import opening, verdicts
from mooc.store.leased_rows import IDLE
from mooc.store.pasted_links import pasted_links
from mooc.store.queue import Queue, QueueClock
from mooc.store.retention import retention
from mooc.store.spending import alerts
from mooc.store.watching import streams, watches

QUEUES: tuple[Queue[Any], ...] = (
    opening.QUEUE,
    verdicts.QUEUE,
    watches.QUEUE,
    pasted_links.QUEUE,
    retention.QUEUE,
    alerts.QUEUE,
    streams.QUEUE,
)
KINDS = {queue.kind: queue for queue in QUEUES}
LATE = timedelta(minutes=15)
"""What has been due for so long is not getting done."""
LISTED_AT_MOST = 500
"""Of each kind."""


class OperationState(StrEnum):
    """Why a row is listed."""

    PARKED = "parked"
    """It was tried in vain, and is not tried any more."""
    FAILING = "failing"
    """It has failed, and is tried again."""
    OVERDUE = "overdue"
    """Nobody gets round to it."""


class Operation(NamedTuple):
    """A row that is not getting done. ``since``: when it first failed (real time, UTC), or since when it has been due
    (by the clock of its queue); ``reason``: ``killed``, or the name of an exception."""

    kind: str
    id: int
    state: OperationState
    attempts: int
    since: datetime | None
    reason: str


class NoSuchOperation(LookupError):
    """There is no row with this id, or nothing is wrong with it."""


class InProgress(Exception):
    """A worker holds the row at this moment."""


class Summary(NamedTuple):
    """What fails or is parked of one kind: how many rows, how often they were tried at most, since when (real time),
    and the reasons."""

    kind: str
    state: OperationState
    rows: int
    attempts: int
    since: datetime
    reasons: tuple[str, ...]


def listed(now: datetime, real_now: datetime) -> list[Operation]:
    """All that is not getting done, by kind, the longest first. ``now`` is course time. Two queries a kind."""
    operations = []
    for queue in QUEUES:
        for row in queue.broken.order_by("broken_since", "pk")[:LISTED_AT_MOST]:
            state = OperationState.PARKED if row.parked_at else OperationState.FAILING
            operations.append(Operation(queue.kind, row.pk, state, row.attempts, row.broken_since, row.reason))
        overdue = _overdue(queue, now, real_now).values_list("pk", "attempts", queue.due_field)
        for pk, attempts, since in overdue[:LISTED_AT_MOST]:
            operations.append(Operation(queue.kind, pk, OperationState.OVERDUE, attempts, since, ""))
    return operations


def _late(queue: Queue[Any], now: datetime) -> QuerySet[Any]:
    """All that is due and that nobody holds, the longest due first."""
    if queue is alerts.QUEUE and not alerts.is_on():
        return queue.rows.none()
    waits_for_nobody = Q(**{f"{queue.due_field}__isnull": False})
    return queue.due(now).filter(queue.is_late_for & waits_for_nobody).order_by(queue.due_field)


def _overdue(queue: Queue[Any], now: datetime, real_now: datetime) -> QuerySet[Any]:
    latest = (real_now if queue.clock is QueueClock.REAL else now) - LATE
    return _late(queue, now).filter(**{f"{queue.due_field}__lte": latest}, broken_since__isnull=True)


def ages(now: datetime, real_now: datetime) -> dict[str, timedelta]:
    """Kind → for how long its oldest due row has been due. One query a kind. ``now`` is course time."""
    age_by_kind = {}
    for queue in QUEUES:
        since = _late(queue, now).values_list(queue.due_field, flat=True).first()
        queue_now = real_now if queue.clock is QueueClock.REAL else now
        age_by_kind[queue.kind] = max(queue_now - since, timedelta(0)) if since else timedelta(0)
    return age_by_kind


def of_cohort(cohort: int) -> list[Summary]:
    """What fails or is parked in a cohort, the longest first. One query."""
    return _summed([queue.broken.filter(queue.of_cohort(cohort)) for queue in QUEUES if queue is not streams.QUEUE])


def all_summaries() -> list[Summary]:
    """What fails or is parked at all, the longest first. One query."""
    return _summed([queue.broken for queue in QUEUES])


def _summed(querysets: list[QuerySet[Any]]) -> list[Summary]:
    kinds = {queue.model: queue.kind for queue in QUEUES}
    parts = [
        queryset.order_by()
        .values_list(
            Value(kinds[queryset.model]),
            Case(
                When(parked_at__isnull=True, then=Value(OperationState.FAILING.value)),
                default=Value(OperationState.PARKED.value),
            ),
            "reason",
        )
        .annotate(Count("pk"), Max("attempts"), Min("broken_since"))
        for queryset in querysets
    ]
    summaries: dict[tuple[str, str], Summary] = {}
    for kind, state, reason, count, attempts, since in parts[0].union(*parts[1:], all=True):
        part = Summary(kind, OperationState(state), count, attempts, since, (reason,))
        summary = summaries.get((kind, state))
        summaries[kind, state] = part if summary is None else _merged(summary, part)
    return sorted(summaries.values(), key=lambda summary: summary.since)


def _merged(left: Summary, right: Summary) -> Summary:
    return left._replace(
        rows=left.rows + right.rows,
        attempts=max(left.attempts, right.attempts),
        since=min(left.since, right.since),
        reasons=tuple(sorted({*left.reasons, *right.reasons})),
    )


def release(kind: str, ids: Collection[int], now: datetime, real_now: datetime) -> int:
    """Let these rows be tried again at once, as if they had never failed; where none is named, all of the kind that
    fail or are parked. Returns how many. Raises NoSuchOperation, InProgress. ``now`` is course time. Belongs in a
    transaction."""
    queue = KINDS[kind]
    stuck = _stuck(queue, ids, now, real_now)
    recovered = {**IDLE, "not_before": None}
    released = stuck.filter(parked_at__isnull=True).update(**recovered)
    due_at = Now() if queue.clock is QueueClock.REAL else now
    parked = stuck.filter(parked_at__isnull=False)
    return released + parked.update(**{**recovered, queue.due_field: due_at, **queue.outcome_columns.releasing})


def drop(kind: str, pk: int, now: datetime, real_now: datetime) -> None:
    """Give the row's work up for good. Raises NoSuchOperation, InProgress. ``now`` is course time. Belongs in a
    transaction."""
    queue = KINDS[kind]
    stuck = _stuck(queue, [pk], now, real_now)
    if queue.outcome_columns.deletes:
        stuck.delete()
    else:
        stuck.update(**{**IDLE, "not_before": None, queue.due_field: None, **queue.outcome_columns.dropping})


def _stuck(queue: Queue[Any], ids: Collection[int], now: datetime, real_now: datetime) -> QuerySet[Any]:
    """The rows with these ids, which nobody holds; where none is named all that fail or are parked."""
    if not ids:
        return queue.broken.filter(is_unleased())
    stuck_ids = {*queue.broken.filter(pk__in=ids).values_list("pk", flat=True)}
    stuck_ids |= {*_overdue(queue, now, real_now).filter(pk__in=ids).values_list("pk", flat=True)}
    if missing := sorted({*ids} - stuck_ids):
        raise NoSuchOperation(missing[0])
    unheld = queue.rows.filter(is_unleased(), pk__in=ids)
    if unheld.count() != len(stuck_ids):
        raise InProgress
    return unheld

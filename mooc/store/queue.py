"""The queue: rows that are due, each worked on by one worker at a time, a bounded number of times in a row.

    due ── claim ──▶ held ──┬── release         done: due again when the row says so
                            ├── defer           refused before it was sent, or given back: not counted as a try
                            └── fail            backs off ── again and again ──▶ parked, with its reason

A row that is parked is not due (its due moment is null). Whoever has a new reason to try it sets the moment: then it is
tried once more. ``mooc operations`` releases and drops. A killed worker is not the row's fault unless it repeats: a row
over which one has died is *suspect* and claimed only with nothing beside it
(``mooc.services.worker_company``).

All claims are compare-and-set, by the database's clock. Nothing here knows what the rows are about; the columns that
they have in common: ``mooc.store.leased_rows``.
"""

import logging
import random
import traceback
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Now

from mooc.core.values.backoff import ROW
from mooc.store.database.leases import (
    MAX_ATTEMPTS,
    LostLease,
    SuspectRow,
    is_rested,
    is_unleased,
    lease_end,
    note_claim,
)
from mooc.store.database.outages import is_outage
from mooc.store.leased_rows import DEFERRED, IDLE, UNLEASED, LeasedRow

log = logging.getLogger(__name__)

KILLED = "killed"
"""The reason of a row over which workers have died; all other reasons are names of exceptions."""
ENQUEUED = timedelta(seconds=30)
"""How long a message may be on its way before another is sent for the same row."""
SUSPECT = Q(lease_token__isnull=False) | Q(reason=KILLED)
"""Of rows that nobody holds (any more): a worker has died over them."""

Row = TypeVar("Row", bound=LeasedRow)


class QueueClock(Enum):
    """By which a row falls due."""

    COURSE = "course"
    REAL = "real"
    """The database's."""


class OutcomeColumns(NamedTuple):
    """What changes in rows of a kind besides the queue's own columns: when they are parked, when somebody releases what
    is parked, and when somebody drops them. ``deletes``: what is dropped is deleted."""

    parking: Mapping[str, Any] = MappingProxyType({})
    releasing: Mapping[str, Any] = MappingProxyType({})
    dropping: Mapping[str, Any] = MappingProxyType({})
    deletes: bool = False


@dataclass(frozen=True, slots=True)
class ClaimedRows(Generic[Row]):
    """``rows`` as they were when they were taken, held by ``token``; and those that were ``parked`` beside, of which
    the claimer says what comes of them."""

    token: uuid.UUID
    rows: list[Row]
    parked: list[Row]

    @property
    def ids(self) -> list[int]:
        """Of the rows."""
        return [row.pk for row in self.rows]


@contextmanager
def claiming() -> Iterator[None]:
    """The transaction of a claim: always its own. It is committed before work begins, so that others see what is held,
    and so that nothing that the work breaks undoes it. No other transaction is opened outside of the services."""
    with transaction.atomic(durable=True):
        yield


class Queue(Generic[Row]):
    """The due rows of one kind."""

    def __init__(
        self,
        kind: str,
        model: type[Row],
        of_cohort: Callable[[int], Q],
        *,
        due: Q | None = None,
        clock: QueueClock = QueueClock.COURSE,
        due_field: str = "due_at",
        is_wanted: Q | None = None,
        is_late_for: Q | None = None,
        buries: bool = False,
        outcome_columns: OutcomeColumns | None = None,
    ) -> None:
        """``of_cohort``: the rows that a cohort's facilitators read of. ``due``: where it is not ``due_at`` that says
        which rows are due; ``clock``: of ``due_at``. ``is_wanted``: rows for which it is not so are never due;
        ``is_late_for``: due rows for which it is not so are never late. ``buries``: what is tried in vain is claimed
        once more, and whoever claims it parks it, having told what comes of it."""
        self.kind, self.model, self.of_cohort = kind, model, of_cohort
        self.due_field, self.clock = due_field, clock
        self.outcome_columns = outcome_columns or OutcomeColumns()
        self.is_late_for = is_late_for or Q()
        self._due, self._is_wanted, self._buries = due, is_wanted or Q(), buries

    @property
    def rows(self) -> QuerySet[Row]:
        """All rows, due or not."""
        return QuerySet(self.model)

    def is_due(self, now: datetime | None = None) -> Q:
        """The rows that may be claimed at ``now`` (by the clock of ``due_at``); None where it is not that which says
        what is due."""
        due = self._due or Q(**{f"{self.due_field}__lte": now})
        return due & is_rested() & is_unleased() & self._is_wanted

    def due(self, now: datetime | None = None) -> QuerySet[Row]:
        """As ``is_due``."""
        return self.rows.filter(self.is_due(now))

    @property
    def broken(self) -> QuerySet[Row]:
        """The rows that are parked, or have failed and are to be tried again."""
        is_open = Q(parked_at__isnull=False) | Q(**{f"{self.due_field}__isnull": False})
        return self.rows.filter(is_open & self._is_wanted, broken_since__isnull=False)

    def enqueue(self, now: datetime, limit: int) -> list[int]:
        """Ids of due rows that no message is on its way for, the longest due first; notes the message. One query where
        there are none."""
        due_rows = self.due(now).filter(Q(enqueued_until__isnull=True) | Q(enqueued_until__lt=Now()))
        if not due_rows.exists():
            return []
        with claiming():
            locked = due_rows.select_for_update(no_key=True, skip_locked=True, of=("self",))
            ids = list(locked.order_by(self.due_field, "pk").values_list("pk", flat=True)[:limit])
            self.rows.filter(pk__in=ids).update(enqueued_until=Now() + ENQUEUED)
        return ids

    def claim(
        self,
        pk: int,
        now: datetime | None = None,
        *,
        together: bool = False,
        undone: Mapping[str, Any] | None = None,
        lease: timedelta | None = None,
        **changes: Any,
    ) -> uuid.UUID | None:
        """Take the row (compare-and-set); None if it is not due, or another worker got there first.

        ``together``: others work in this process, too; raises SuspectRow for a row over which a worker has died. A row
        that was tried in vain is parked instead, unless the queue ``buries``. ``undone``: see ``attempt``;
        ``changes``: what else is to be written. One query, and two more where it was not taken.
        """
        due = self.due(now).filter(pk=pk)
        fresh = due if self._buries else due.filter(attempts__lt=MAX_ATTEMPTS)
        token = uuid.uuid4()
        if (fresh.exclude(SUSPECT) if together else fresh).update(**_claimed(token, lease), **changes):
            note_claim(self, (pk,), token, undone or {})
            return token
        row = due.values_list("attempts", flat=True).first()
        if row is not None and row >= MAX_ATTEMPTS and not self._buries:
            self._park(due.filter(attempts__gte=MAX_ATTEMPTS))
        elif row is not None and together:
            raise SuspectRow
        return None

    def claim_many(
        self,
        due: QuerySet[Row],
        limit: int,
        *,
        suspects: bool | None = None,
        apart: bool = False,
        token: uuid.UUID | None = None,
    ) -> "ClaimedRows[Row]":
        """Take up to so many of these due rows that nobody else is about to take; those that were tried in vain are
        parked. Belongs in a transaction that is ``claiming``. Three queries, one more where something is parked.

        ``suspects``: only rows over which a worker has died, or only others; None: both. ``apart``: a row that has
        failed before is taken by itself, once all others are done, so that it cannot pull them down. ``token``: as
        ``take``.
        """
        free = due.select_for_update(skip_locked=True, of=("self",))
        worn_out = list(free.filter(attempts__gte=MAX_ATTEMPTS).order_by("pk")[:limit])
        if worn_out:
            self._park(self.rows.filter(pk__in=[row.pk for row in worn_out]))
        fresh = free.filter(attempts__lt=MAX_ATTEMPTS)
        claimable = fresh if suspects is None else fresh.filter(SUSPECT) if suspects else fresh.exclude(SUSPECT)
        rows = list(claimable.order_by("attempts", "pk")[:limit])
        if apart and rows:
            rows = rows[:1] if rows[0].attempts else [row for row in rows if not row.attempts]
        token = self.take([row.pk for row in rows], token=token) if rows else token
        return ClaimedRows(token or uuid.uuid4(), rows, worn_out)

    def take(
        self,
        ids: Collection[int],
        *,
        token: uuid.UUID | None = None,
        undone: Mapping[str, Any] | None = None,
        **changes: Any,
    ) -> uuid.UUID:
        """Take these rows, which are due and which the caller's transaction has locked. ``token``: take them to those
        that are held by it already. One query."""
        token = token or uuid.uuid4()
        self.rows.filter(pk__in=ids).update(**_claimed(token), **changes)
        note_claim(self, ids, token, undone or {})
        return token

    def held(self, ids: Collection[int], token: uuid.UUID) -> QuerySet[Row]:
        """Those of the rows that are still held by that token; by their ids too, for the token has no index."""
        return self.rows.filter(pk__in=ids, lease_token=token)

    def hold(self, pk: int, token: uuid.UUID) -> Row:
        """The row, locked, to be written by whoever holds it. Raises LostLease."""
        row = self.held([pk], token).select_for_update(no_key=True, of=("self",)).first()
        if row is None:
            raise LostLease(f"{self.kind} {pk}: another worker got there first")
        return row

    def keep(self, ids: Collection[int], token: uuid.UUID, **changes: Any) -> None:
        """Write something in the rows, and hold them still. Raises LostLease if not all are."""
        if self.held(ids, token).update(**changes) != len(ids):
            raise LostLease(f"{self.kind} {min(ids)}: another worker got there first")

    def release(self, ids: Collection[int], token: uuid.UUID, **changes: Any) -> int:
        """Work on the rows has come to a good end; returns how many were still held."""
        return self.held(ids, token).update(**{**IDLE, **changes})

    def defer(self, ids: Collection[int], token: uuid.UUID, **changes: Any) -> int:
        """Give the rows back as if nobody had tried: what was to be asked was refused before it was sent, or nobody is
        to blame. Returns how many were still held."""
        return self.held(ids, token).update(**{**DEFERRED, **changes})

    def stall(self, ids: Collection[int], token: uuid.UUID, reason: str) -> None:
        """Give the rows back that cannot be tried at all with the settings that there are, and say why: that is no try,
        and it ends with another setting."""
        failure = {"reason": reason[:60], "broken_since": Coalesce("broken_since", Now())}
        self.defer(ids, token, not_before=Now() + ROW.longest, **failure)

    def fail(self, ids: Collection[int], token: uuid.UUID, error: Exception) -> int:
        """A try has failed: the rows back off, or are parked if it was the last; returns how many were still held. The
        log says which, and where it broke; what the exception says may be personal."""
        attempts_by_id = dict(self.held(ids, token).values_list("pk", "attempts"))
        for attempts in sorted(set(attempts_by_id.values())):
            failed = self.held([pk for pk, count in attempts_by_id.items() if count == attempts], token)
            self._note_failure(failed, attempts, error)
        self._log(attempts_by_id, error)
        return len(attempts_by_id)

    def fail_unclaimed(self, pk: int, error: Exception, **changes: Any) -> None:
        """As ``fail``, for a row that nobody need claim; counted once until its next try is due. ``changes``: what else
        is to be written."""
        unparked = self.rows.filter(is_rested(), pk=pk, parked_at__isnull=True)
        attempts = unparked.values_list("attempts", flat=True).first()
        if attempts is not None and unparked.filter(attempts=attempts).update(attempts=attempts + 1, **changes):
            self._note_failure(self.rows.filter(pk=pk), attempts + 1, error)
            self._log({pk: attempts + 1}, error)

    @contextmanager
    def isolated(self, pk: int, token: uuid.UUID) -> Iterator[None]:
        """Work on one row of many that are held: what fails is this row's, and the caller goes on with the next."""
        try:
            yield
        except LostLease:
            raise
        except Exception as error:
            if is_outage(error):
                raise
            self.fail([pk], token, error)

    def _note_failure(self, failed: QuerySet[Row], attempts: int, error: Exception) -> None:
        failure = {"reason": type(error).__name__[:60], "broken_since": Coalesce("broken_since", Now())}
        if attempts < MAX_ATTEMPTS:
            wait = ROW.wait(max(1, attempts), random.random())  # noqa: S311 not all come back at once
            failed.update(**UNLEASED, **failure, not_before=Now() + wait)
        elif self._buries and attempts == MAX_ATTEMPTS:  # beyond that, telling what comes of it has failed, too
            failed.update(**UNLEASED, **failure, not_before=None)
        else:
            failed.update(**UNLEASED, **failure, **self._parked_columns())

    def _parked_columns(self) -> dict[str, Any]:
        parked = {"attempts": MAX_ATTEMPTS - 1, "parked_at": Now(), "not_before": None, self.due_field: None}
        return {**parked, **self.outcome_columns.parking}

    def _park(self, worn_out: QuerySet[Row]) -> None:
        worn_out.update(**UNLEASED, **_blame(), **self._parked_columns())

    def _log(self, attempts_by_id: Mapping[int, int], error: Exception) -> None:
        error_name, trace = type(error).__name__, "".join(traceback.format_tb(error.__traceback__))
        for pk, attempts in attempts_by_id.items():
            if attempts >= MAX_ATTEMPTS:
                log.error("%s %d: %s, for the %dth time: parked", self.kind, pk, error_name, attempts)
            elif attempts > 1:
                log.warning("%s %d: %s, for the %dth time", self.kind, pk, error_name, attempts)
            else:
                log.error("%s %d: %s\n%s", self.kind, pk, error_name, trace)
                trace = ""


def _blame() -> dict[str, Any]:
    """A row that is taken though a lease on it has run out: whoever had it never came back."""
    was_held = Q(lease_token__isnull=False)
    return {
        "reason": Case(When(was_held, then=Value(KILLED)), default=F("reason")),
        "broken_since": Case(When(was_held, then=Coalesce("broken_since", Now())), default=F("broken_since")),
    }


def _claimed(token: uuid.UUID, lease: timedelta | None = None) -> dict[str, Any]:
    return {**_blame(), "lease_until": lease_end(lease), "lease_token": token, "attempts": F("attempts") + 1}

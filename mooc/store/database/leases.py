"""Leases: who may work on a due row, by the database's own clock; and giving back what was not worked on."""

import logging
import uuid
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, NamedTuple, Protocol, TypeVar

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Model, Q, QuerySet
from django.db.models.functions import Now

from mooc.store.database import outages

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
"""So often in a row a row is tried: then it is parked. A worker may have died of what was done beside the row; from
then on it was tried with nothing beside it."""

HELD_UP = timedelta(seconds=30)
"""Work that was given back because the database failed, and that costs requests, is done again so much later."""

Row = TypeVar("Row", bound=Model)


class SuspectRow(Exception):
    """A worker has died over the row: it is to be tried with nothing beside it."""


class LostLease(Exception):
    """Another worker got there first: what this one was about to store is not stored."""


def is_unleased() -> Q:
    """Rows that nobody holds."""
    return Q(lease_until__isnull=True) | Q(lease_until__lt=Now())


def lease_end(lease: timedelta | None = None) -> Now:
    """When a lease that is taken now runs out: by default it outlives the longest work on a row (60 s), and no more."""
    return Now() + (lease or timedelta(seconds=settings.MOOC_LEASE))  # type: ignore[return-value]  # django-stubs types the sum as CombinedExpression


def locked_in_order(queryset: QuerySet[Row]) -> QuerySet[Row]:
    """The same rows for an update, locked by id first: who takes locks in one order never waits for each other."""
    locked = queryset.order_by("pk").select_for_update(no_key=True, of=("self",))
    return QuerySet(queryset.model).filter(pk__in=locked.values("pk"))


def is_rested() -> Q:
    """Rows that do not wait: for a network, a budget, or the next try after one that failed."""
    return Q(not_before__isnull=True) | Q(not_before__lte=Now())


class Claims(Protocol):
    """What can take claimed rows back: a queue."""

    def defer(self, ids: Collection[int], token: uuid.UUID, **changes: Any) -> int:
        """Give the rows back as if nobody had tried."""

    def fail(self, ids: Collection[int], token: uuid.UUID, error: Exception) -> int:
        """Give the rows back after a try that failed; returns how many were still held."""


class _Claim(NamedTuple):
    """A claim, and what is to be changed besides when it is given back unused."""

    queue: Claims
    ids: tuple[int, ...]
    token: uuid.UUID
    undone: Mapping[str, Any]


_open_claims: ContextVar[list[_Claim]] = ContextVar("taken")
_owed: deque[_Claim] = deque()
"""What this process could not give back yet, as the database was away."""


def note_claim(queue: Claims, ids: Collection[int], token: uuid.UUID, undone: Mapping[str, Any]) -> None:
    """A queue has claimed the rows. ``undone``: what changes in them where ``attempt`` gives them back unused."""
    if (claims := _open_claims.get(None)) is not None:
        claims.append(_Claim(queue, tuple(ids), token, undone))


@contextmanager
def attempt() -> Iterator[None]:
    """Work on what is claimed within. What is still held when the work fails is given back, and nobody else is hurt.

    A failure is the rows': they back off, with its name as their reason, and the caller goes on. Where the database
    fails it is nobody's, and raised: the rows are due as before; if it is away altogether, this process gives them back
    when it next comes here, and if it never does, the lease ends. Raised is, too, what fails before anything is
    claimed. Another worker's lease ends the work, and no more.
    """
    return_owed_claims()
    begun = _open_claims.set([])
    try:
        yield
    except LostLease as lost:
        log.info("%s", lost)
    except Exception as error:
        if outages.is_outage(error):
            _owed.extend(_open_claims.get())
            with suppress(DatabaseError):
                return_owed_claims()
            raise
        if not sum([claim.queue.fail(claim.ids, claim.token, error) for claim in _open_claims.get()]):
            raise
    finally:
        _open_claims.reset(begun)


def return_owed_claims() -> None:
    """Give back what is owed. Raises DatabaseError, and owes it still."""
    while _owed:
        claim = _owed.popleft()
        try:
            claim.queue.defer(claim.ids, claim.token, **claim.undone)
        except BaseException:
            _owed.appendleft(claim)
            raise

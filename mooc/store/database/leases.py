"""Leases: who may work on a due row, by the database's own clock."""

import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Now

from mooc.store.database import outages

ATTEMPTS = 4
"""When so many workers have died over a row, it is given up until there is a reason to try again: one may have died of
what was done beside it; after that it was tried with nothing beside it."""

HELD_UP = timedelta(seconds=30)
"""Work that was given back because the database failed, and that costs requests, is done again so much later."""

Row = TypeVar("Row", bound=Model)


class Suspect(Exception):
    """A worker has died over the row: it is to be tried with nothing beside it."""


class LostLease(Exception):
    """Another worker got there first: what this one was about to store is not stored."""


def free() -> Q:
    """Rows that nobody holds."""
    return Q(lease_until__isnull=True) | Q(lease_until__lt=Now())


def lease_end() -> Now:
    """When a lease that is taken now runs out: it outlives the longest work on a row (60 s), and no more."""
    return Now() + timedelta(seconds=settings.MOOC_LEASE)  # type: ignore[return-value]  # django-stubs types the sum as CombinedExpression


def in_order(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The same rows for an update, locked by id first: who takes locks in one order never waits for each other."""
    locked = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    return QuerySet(rows.model).filter(pk__in=locked.values("pk"))


def is_due() -> Q:
    """Verdict rows that something new has come up for."""
    return Q(asked__gt=F("answered"))


class _Taken(NamedTuple):
    """A lease, and what is to be changed besides when it is given back unused."""

    rows: type[Model]
    token: uuid.UUID
    undone: Mapping[str, Any]


_taken: ContextVar[list[_Taken]] = ContextVar("taken")
_owed: deque[_Taken] = deque()
"""What this process could not give back yet, as the database was away."""


def new_token(rows: type[Model], **undone: Any) -> uuid.UUID:
    """For a lease on rows of that table. ``undone``: what changes in them where ``given_back`` gives it back."""
    token = uuid.uuid4()
    if (taken := _taken.get(None)) is not None:
        taken.append(_Taken(rows, token, undone))
    return token


@contextmanager
def given_back() -> Iterator[None]:
    """What is taken within is given back where the database fails: nobody has died over it, and it is due as before.

    Where it is away altogether, this process gives it back when it next comes here; if it never does, the lease ends.
    """
    pay_back()
    begun = _taken.set([])
    try:
        yield
    except Exception as error:
        if outages.is_away(error):
            _owed.extend(_taken.get())
            with suppress(DatabaseError):
                pay_back()
        raise
    finally:
        _taken.reset(begun)


def pay_back() -> None:
    """Give back what is owed. Raises DatabaseError, and owes it still."""
    while _owed:
        one = _owed.popleft()
        try:
            rows: QuerySet[Model] = QuerySet(one.rows).filter(lease_token=one.token)
            rows.update(lease_until=None, lease_token=None, **one.undone)
        except BaseException:
            _owed.appendleft(one)
            raise

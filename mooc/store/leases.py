"""Leases: who may work on a due row, by the database's own clock."""

from datetime import timedelta
from typing import TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Now

from mooc.environment import environment

ATTEMPTS = 4
"""When so many workers have died over a row, it is given up until there is a reason to try again: one may have died of
what was done beside it; after that it was tried with nothing beside it."""

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
    return Now() + timedelta(seconds=environment().lease)  # type: ignore[return-value]  # django-stubs types the sum as CombinedExpression


def in_order(rows: QuerySet[Row]) -> QuerySet[Row]:
    """The same rows for an update, locked by id first: who takes locks in one order never waits for each other."""
    locked = rows.order_by("pk").select_for_update(no_key=True, of=("self",))
    return QuerySet(rows.model).filter(pk__in=locked.values("pk"))


def is_due() -> Q:
    """Verdict rows that something new has come up for."""
    return Q(asked__gt=F("answered"))

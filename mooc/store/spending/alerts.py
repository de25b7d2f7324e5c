"""Alerts of budgets that nobody has been written about yet. A due row is claimed before a letter is sent."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from mooc.core.facts.cost import Cost, Limit
from mooc.store import models
from mooc.store.spending.budgets import cap_of, spent_of

AGAIN = timedelta(minutes=15)
"""Real time after which a mail server that took nothing is tried again."""


class Addressee(NamedTuple):
    """A facilitator, who reads mail in ``language``."""

    email: str
    language: str


class Alarm(NamedTuple):
    """What is to be written. ``alerts``: all that are answered by it, of which ``level`` is the highest."""

    alerts: tuple[int, ...]
    level: int
    network: str
    cohort: str
    title: str
    cap: Limit
    spent: Cost
    to: tuple[Addressee, ...]


def _due() -> Q:
    waited = Q(mail_after__isnull=True) | Q(mail_after__lte=Now())
    return Q(mailed_at__isnull=True, budget__cohort__closed_at__isnull=True) & waited


def due(limit: int = 100) -> list[int]:
    """Ids of budgets with alerts that are to be mailed. One query."""
    found = models.BudgetAlert.objects.filter(_due()).order_by("budget").values_list("budget", flat=True)
    return list(found.distinct()[:limit])


def claim(budget: int) -> Alarm | None:
    """Take all of the budget's alerts for this worker; None if another one has them.

    They count as mailed from here on: a worker that dies leaves a letter too few, never one too many.
    """
    with transaction.atomic():  # under the budget's lock, so that no two workers take one alert each
        row = models.Budget.objects.select_for_update(no_key=True, of=("self",)).select_related("cohort").get(pk=budget)
        taken = list(row.alerts.filter(_due()).order_by("level"))
        models.BudgetAlert.objects.filter(pk__in=[one.pk for one in taken]).update(mailed_at=Now())
    if not taken:
        return None
    people = models.Member.objects.filter(
        cohort=row.cohort, role="facilitator", left_at__isnull=True, user__is_active=True
    )
    to = tuple(Addressee(*one) for one in people.order_by("pk").values_list("user__email", "user__language"))
    ids = tuple(one.pk for one in taken)
    return Alarm(ids, taken[-1].level, row.network, row.cohort.name, row.cohort.title, cap_of(row), spent_of(row), to)


def cohort_of(budget: int) -> int | None:
    """The cohort whose budget it is. One query."""
    return models.Budget.objects.filter(pk=budget).values_list("cohort", flat=True).first()


def give_back(alerts: Sequence[int]) -> None:
    """Nobody could be written to: try again later."""
    models.BudgetAlert.objects.filter(pk__in=alerts).update(mailed_at=None, mail_after=Now() + AGAIN)

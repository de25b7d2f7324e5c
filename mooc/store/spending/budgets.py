"""Budgets: what a cohort may spend on a network, how much of it is spent, and which step and alerts follow."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Sum
from django.db.models.functions import Now

from mooc.core.facts.cost import Cost, Limit
from mooc.core.facts.proof import EvidenceLevel, lower_level
from mooc.core.spending.budget import alert_levels_reached
from mooc.store import models

HOLD_LIFE = timedelta(minutes=10)
"""Real time after which what was held back counts no more: whoever held it has died. No work of a
worker takes longer than a minute."""
WAIT = timedelta(seconds=5)
"""Real time after which a watch, a link or a text is tried again, where others hold what is left of the budget."""


class Payment(NamedTuple):
    """Who pays for a read. ``payers``: ids of budgets; ``token``: under which it was held back, where it was."""

    payers: tuple[int, ...] = ()
    token: uuid.UUID | None = None


NOBODY_PAYS = Payment()


def cap_of(row: models.Budget) -> Limit:
    """The cap that is set."""
    return Limit(row.cap_requests, row.cap_usd)


def spent_of(row: models.Budget) -> Cost:
    """What was charged so far."""
    return Cost(row.spent_requests, row.spent_usd)


def held_of(budgets: Collection[int]) -> dict[int, Cost]:
    """Budget → what reads that are under way may still cost it. One query."""
    live = models.Reservation.objects.filter(budget__in=budgets, made_at__gt=Now() - HOLD_LIFE)
    sums = live.order_by().values_list("budget").annotate(Sum("requests"), Sum("usd"))
    return {budget: Cost(requests, usd) for budget, requests, usd in sums}


def lock_budgets(cohorts: Iterable[int], network: str) -> dict[int, models.Budget]:
    """Cohort → its budget on the network, locked; made where there is none. Belongs in a transaction."""
    cohort_ids = set(cohorts)
    budgets = models.Budget.objects.select_for_update(no_key=True, of=("self",))
    budgets_by_cohort = {
        row.cohort_id: row for row in budgets.filter(cohort__in=cohort_ids, network=network).order_by("pk")
    }
    if missing := cohort_ids - budgets_by_cohort.keys():
        new = [models.Budget(cohort_id=cohort, network=network) for cohort in sorted(missing)]
        models.Budget.objects.bulk_create(new, ignore_conflicts=True)
        budgets_by_cohort |= {
            row.cohort_id: row for row in budgets.filter(cohort__in=missing, network=network).order_by("pk")
        }
    return budgets_by_cohort


def release_reservation(payment: Payment) -> None:
    """Give back what was held for it. No query where nothing was."""
    if payment.token:
        models.Reservation.objects.filter(token=payment.token).delete()


def step_down(row: models.Budget, to: EvidenceLevel, is_used_up: bool, now: datetime) -> None:
    """Something was refused: that alone is a step, however little is missing."""
    at = lower_level(EvidenceLevel(row.step), to)
    if at == row.step and (row.is_used_up or not is_used_up):
        return
    row.step, row.is_used_up = at, row.is_used_up or is_used_up
    row.save(update_fields=["step", "is_used_up"])
    raise_alerts([row], now)


def raise_alerts(budgets: Iterable[models.Budget], now: datetime) -> None:
    """Raise the alerts that are reached, each once."""
    alerts = [
        models.BudgetAlert(budget=row, level=level, at=now, due_at=now)
        for row in budgets
        for level in alert_levels_reached(cap_of(row), spent_of(row), EvidenceLevel(row.step), row.is_used_up)
    ]
    if alerts:
        models.BudgetAlert.objects.bulk_create(alerts, ignore_conflicts=True)

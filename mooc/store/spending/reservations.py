"""Reservations: what a read may cost is held back from the budgets of those it is for, before it is asked.

claim ──▶ reserve ──▶ the network is asked ──▶ ledger.record ──▶ charges, alerts, steps
            └──▶ wait (others hold the rest), or refused (BUDGET)
"""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import FilteredRelation, Q
from django.db.models.functions import Now

from mooc.core.facts.cost import NO_COST, NO_LIMIT, Limit
from mooc.core.facts.questions import Read
from mooc.core.spending.budget import STEP_AFTER, Purpose, combined_limit, hold_for_read, payer_share
from mooc.store import models
from mooc.store.spending.budgets import (
    HOLD_LIFE,
    NOBODY_PAYS,
    Payment,
    cap_of,
    held_of,
    lock_budgets,
    spent_of,
    step_down,
)


class Grant(NamedTuple):
    """What may be spent now, and by whom. ``waits``: nothing now, but soon perhaps."""

    payment: Payment = NOBODY_PAYS
    allowance: Limit = NO_LIMIT
    waits: bool = False
    is_refused: bool = False


class Payer(NamedTuple):
    """A cohort for which something is read, and why. ``budget``: its id where it is known, and has no cap."""

    cohort: int
    purpose: Purpose
    budget: int | None = None


def payers_of(watch: int, read: Read, network: str, now: datetime) -> list[Payer]:
    """The cohorts that use the watch at ``now`` (course time), and why: a window is open, or has ended unseen. One
    query."""
    payers: dict[int, Payer] = {}
    uses = models.WatchUse.objects.filter(watch=watch, cohort__closed_at__isnull=True).annotate(
        budget=FilteredRelation(
            "cohort__budgets",
            condition=Q(
                cohort__budgets__network=network,
                cohort__budgets__cap_usd__isnull=True,
                cohort__budgets__cap_requests__isnull=True,
            ),
        )
    )
    columns = "cohort", "until", "watch__looked_at", "budget__pk"
    for cohort, until, looked_at, budget in uses.order_by("cohort").values_list(*columns):
        if until > now:
            payers.setdefault(cohort, Payer(cohort, Purpose.REGULAR, budget))
        elif looked_at is None or looked_at < until + read.lag:
            payers[cohort] = Payer(cohort, Purpose.CLOSING, budget)
    return list(payers.values())


def uncapped(payers: Collection[Payer]) -> Payment | None:
    """Who pays, where nobody has a cap, so that nothing need be held back; else None."""
    budgets = sorted(payer.budget for payer in payers if payer.budget)
    return Payment(tuple(budgets)) if len(budgets) == len(payers) else None


def reserve(
    payers: Collection[Payer], network: str, read: Read, now: datetime, token: uuid.UUID, watch: int | None = None
) -> Grant:
    """Hold back what the read may cost its payers. ``now``: course time; ``watch``: the one that is read, if one is.

    What an earlier worker held for the same watch, and never gave back, is taken over; what one held for anything else
    runs out. Belongs in a transaction of its own, which ends before anything is asked. Number of queries: constant.
    """
    if watch is not None:
        models.Reservation.objects.filter(watch=watch).delete()
    budgets = lock_budgets([payer.cohort for payer in payers], network)
    capped = [row.pk for row in budgets.values() if cap_of(row) != NO_LIMIT]
    held = held_of(capped) if capped else {}
    parts: dict[int, Limit] = {}
    waits = False
    for cohort, purpose, _budget in payers:
        row = budgets[cohort]
        cap, spent = cap_of(row), spent_of(row)
        part = hold_for_read(cap, spent.plus(held.get(row.pk, NO_COST)), read, purpose)
        if part is not None:
            parts[row.pk] = part
        elif hold_for_read(cap, spent, read, purpose) is not None:
            waits = True
        else:
            step_down(row, STEP_AFTER[purpose], purpose is Purpose.CLOSING, now)
    if not parts:
        return Grant(waits=waits, is_refused=bool(payers) and not waits)
    allowance = combined_limit(list(parts.values()))
    share = payer_share(allowance, len(parts))
    if share != NO_COST:
        _prune(parts.keys())
        models.Reservation.objects.bulk_create(
            models.Reservation(budget_id=pk, watch_id=watch, token=token, requests=share.requests, usd=share.usd)
            for pk, part in parts.items()
            if part != NO_LIMIT
        )
    return Grant(Payment(tuple(sorted(parts)), token), allowance)


def _prune(budgets: Collection[int]) -> None:
    """Let go of what has run out. Whoever enters a spending locks its reservations before the budgets: nobody waits for
    those here, who has the budgets."""
    expired = models.Reservation.objects.filter(budget__in=budgets, made_at__lte=Now() - HOLD_LIFE)
    locked = expired.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    models.Reservation.objects.filter(pk__in=list(locked.values_list("pk", flat=True))).delete()

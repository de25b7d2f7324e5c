"""Budgets: what a read may cost is held back before it is asked, and charged to the cohorts that it was for.

    claim ──▶ hold ──▶ the network is asked ──▶ append: settle ──▶ charges, alerts, steps
                └──▶ wait (others hold the rest), or refused (BUDGET)

Locks are taken in the order watch, budgets, cohorts, verdicts.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import FilteredRelation, Q, Sum
from django.db.models.functions import Now

from mooc.core.facts.network import ENDLESS, Allowance, Read, Reading, Sent
from mooc.core.facts.proof import Proof, weaker
from mooc.core.spending.budget import STEP_AFTER, Amount, Cap, Purpose, hold, part_of, reached, split, step, together
from mooc.store import models

WAIT = timedelta(seconds=5)
"""Real time after which a watch is tried again, where others hold what is left of the budget."""


class Payment(NamedTuple):
    """Who pays for a read. ``payers``: ids of budgets; ``token``: under which it was held back, where it was."""

    payers: tuple[int, ...] = ()
    token: uuid.UUID | None = None


NOBODY_PAYS = Payment()


class Grant(NamedTuple):
    """What may be spent now, and by whom. ``waits``: nothing now, but soon perhaps."""

    payment: Payment = NOBODY_PAYS
    allowance: Allowance = ENDLESS
    waits: bool = False
    is_refused: bool = False


class Payer(NamedTuple):
    """A cohort for which something is read, and why. ``budget``: its id where it is known, and has no cap."""

    cohort: int
    purpose: Purpose
    budget: int | None = None


def cap_of(row: models.Budget) -> Cap:
    """The cap that is set."""
    return Cap(row.cap_requests, row.cap_usd)


def spent_of(row: models.Budget) -> Amount:
    """What was charged so far."""
    return Amount(row.spent_requests, row.spent_usd)


def hold_for_watch(watch: int, token: uuid.UUID, read: Read, network: str, now: datetime) -> Grant:
    """Hold back what this look at the watch may cost its cohorts. ``now``: course time. Number of queries: constant,
    and one where nobody has a cap.

    What an earlier worker held for the same watch, and never gave back, is taken over.
    """
    payers = _payers(watch, read, network, now)
    if all(payer.budget for payer in payers):
        return Grant(Payment(tuple(sorted(payer.budget for payer in payers if payer.budget))))
    with transaction.atomic():
        models.Hold.objects.filter(watch=watch).delete()
        return _grant(payers, network, read, now, token, watch)


def hold_for_one(
    cohort: int, token: uuid.UUID, read: Read, network: str, now: datetime, purpose: Purpose = Purpose.LINK
) -> Grant:
    """Hold back what may be asked besides the watches: for a link that somebody pasted, or for texts that are kept."""
    with transaction.atomic():
        return _grant([Payer(cohort, purpose)], network, read, now, token, None)


def _payers(watch: int, read: Read, network: str, now: datetime) -> list[Payer]:
    """The cohorts that use the watch now, and why: a window is open, or has ended unseen."""
    found: dict[int, Payer] = {}
    rows = models.WatchUse.objects.filter(watch=watch, cohort__closed_at__isnull=True).annotate(
        budget=FilteredRelation(
            "cohort__budgets",
            condition=Q(
                cohort__budgets__network=network,
                cohort__budgets__cap_usd__isnull=True,
                cohort__budgets__cap_requests__isnull=True,
            ),
        )
    )
    told = rows.order_by("cohort").values_list("cohort", "until", "watch__looked_at", "budget__pk")
    for cohort, until, looked_at, budget in told:
        if until > now:
            found.setdefault(cohort, Payer(cohort, Purpose.REGULAR, budget))
        elif looked_at is None or looked_at < until + read.lag:
            found[cohort] = Payer(cohort, Purpose.CLOSING, budget)
    return list(found.values())


def _grant(
    payers: Collection[Payer], network: str, read: Read, now: datetime, token: uuid.UUID, watch: int | None
) -> Grant:
    rows = _locked([payer.cohort for payer in payers], network)
    held = _held(rows.values())
    parts: dict[int, Allowance] = {}
    waits = False
    for cohort, purpose, _budget in payers:
        row = rows[cohort]
        cap, spent = cap_of(row), spent_of(row)
        part = hold(cap, spent.plus(held.get(row.pk, Amount())), read, purpose)
        if part is not None:
            parts[row.pk] = part
        elif hold(cap, spent, read, purpose) is not None:
            waits = True
        else:
            _step_down(row, STEP_AFTER[purpose], purpose is Purpose.CLOSING, now)
    if not parts:
        return Grant(waits=waits, is_refused=bool(payers) and not waits)
    whole = together(list(parts.values()))
    _hold_back(parts, whole, token, watch)
    return Grant(Payment(tuple(sorted(parts)), token), whole)


def _locked(cohorts: Iterable[int], network: str) -> dict[int, models.Budget]:
    """Cohort → its budget on the network, locked; made where there is none."""
    wanted = set(cohorts)
    rows = models.Budget.objects.select_for_update(no_key=True, of=("self",))
    known = {row.cohort_id: row for row in rows.filter(cohort__in=wanted, network=network).order_by("pk")}
    if missing := wanted - known.keys():
        made = [models.Budget(cohort_id=cohort, network=network) for cohort in sorted(missing)]
        models.Budget.objects.bulk_create(made, ignore_conflicts=True)
        known |= {row.cohort_id: row for row in rows.filter(cohort__in=missing, network=network).order_by("pk")}
    return known


def _held(rows: Iterable[models.Budget]) -> dict[int, Amount]:
    capped = [row.pk for row in rows if cap_of(row) != Cap()]
    if not capped:
        return {}
    sums = models.Hold.objects.filter(budget__in=capped).order_by().values_list("budget")
    return {pk: Amount(requests, usd) for pk, requests, usd in sums.annotate(Sum("requests"), Sum("usd"))}


def _hold_back(parts: Mapping[int, Allowance], whole: Allowance, token: uuid.UUID, watch: int | None) -> None:
    each = part_of(whole, len(parts))
    if each != Amount():
        models.Hold.objects.bulk_create(
            models.Hold(budget_id=pk, watch_id=watch, token=token, requests=each.requests, usd=each.usd)
            for pk, part in parts.items()
            if part != ENDLESS
        )


def paid_by(cohorts: Collection[int], network: str) -> Payment:
    """These cohorts pay for what has been spent already. Belongs in the transaction that settles it."""
    return Payment(tuple(sorted(row.pk for row in _locked(cohorts, network).values()))) if cohorts else NOBODY_PAYS


def lock(payment: Payment) -> None:
    """Lock the budgets of who pays, for a transaction that locks cohorts before it settles."""
    if payment.payers:
        rows = models.Budget.objects.select_for_update(no_key=True).filter(pk__in=payment.payers).order_by("pk")
        list(rows.values_list("pk"))


def let_go(payment: Payment) -> None:
    """Give back what was held for something that was not asked after all."""
    if payment.token:
        models.Hold.objects.filter(token=payment.token).delete()


def settle(look: models.Look, reading: Reading, payment: Payment, now: datetime) -> list[int]:
    """Charge the payers with what the look has cost, and give back what was held for it.

    Returns the cohorts of which proof has stepped down to a peer's word: their open pairs have something to judge.
    Belongs in the transaction that stores the look.
    """
    _itemise(look, reading)
    let_go(payment)
    total = Amount(reading.requests, reading.usd)
    if not payment.payers or total == Amount():
        return []
    rows = list(models.Budget.objects.select_for_update(no_key=True).filter(pk__in=payment.payers).order_by("pk"))
    parts = split(total, [row.pk for row in rows], look.pk)
    models.Charge.objects.bulk_create(
        models.Charge(look=look, budget_id=pk, requests=part.requests, usd=part.usd) for pk, part in parts.items()
    )
    before = {row.pk: row.step for row in rows}
    for row in rows:
        row.spent_requests += parts[row.pk].requests
        row.spent_usd += parts[row.pk].usd
        row.step = weaker(Proof(row.step), step(cap_of(row), spent_of(row)))
    models.Budget.objects.bulk_update(rows, ["spent_requests", "spent_usd", "step"])
    _alert(rows, now)
    return [row.cohort_id for row in rows if row.step == Proof.PEER != before[row.pk]]


def _itemise(look: models.Look, reading: Reading) -> None:
    """What an adapter does not tell by endpoint is entered under the name of the read."""
    told = reading.sent
    if reading.requests and not told:
        told = (Sent(look.watch.read if look.watch else "post", reading.requests, reading.rows, reading.usd),)
    models.Sent.objects.bulk_create(
        models.Sent(look=look, endpoint=one.endpoint[:60], requests=one.requests, rows=one.rows, usd=one.usd)
        for one in told
    )


def _step_down(row: models.Budget, to: Proof, is_used_up: bool, now: datetime) -> None:
    """Something was refused: that alone is a step, however little is missing."""
    at = weaker(Proof(row.step), to)
    if at == row.step and (row.is_used_up or not is_used_up):
        return
    row.step, row.is_used_up = at, row.is_used_up or is_used_up
    row.save(update_fields=["step", "is_used_up"])
    _alert([row], now)


def _alert(rows: Iterable[models.Budget], now: datetime) -> None:
    """Raise the alerts that are reached, each once."""
    alerts = [
        models.BudgetAlert(budget=row, level=level, at=now)
        for row in rows
        for level in reached(cap_of(row), spent_of(row), Proof(row.step), row.is_used_up)
    ]
    if alerts:
        models.BudgetAlert.objects.bulk_create(alerts, ignore_conflicts=True)


def give_back(watch: int, token: uuid.UUID) -> None:
    """Let go of a watch that was claimed and not read: it is tried again in a moment."""
    models.Watch.objects.filter(pk=watch, lease_token=token).update(
        lease_until=None, lease_token=None, nudged_until=None, not_before=Now() + WAIT
    )


def charge_lost(watch: int, network: str, reading: Reading, payment: Payment, now: datetime) -> None:
    """Enter what a worker has spent that lost its lease: what it saw is not stored, what it cost is."""
    with transaction.atomic():
        look = models.Look.objects.create(
            watch_id=watch,
            network=network,
            at=now,
            requests=reading.requests,
            rows=reading.rows,
            usd=reading.usd,
            found=0,
            trouble="lost",
        )
        settle(look, reading, payment, now)

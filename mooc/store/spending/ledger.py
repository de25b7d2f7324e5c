"""The ledger: what was sent to networks and paid there, and which cohorts it is charged to.

Whatever sends a request ends here: a watch, a pasted link, a look at kept texts, a one-off question, a stream. Locks
are taken in the order row of the work, accounts, budgets, cohorts, verdicts, texts.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import Sum

from mooc.core.facts.cost import NO_COST, Cost, EndpointUsage, billed_rows, cost_of
from mooc.core.facts.proof import EvidenceLevel, lower_level
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import UNPAID
from mooc.core.spending.budget import evidence_step, split_cost
from mooc.store import models
from mooc.store.spending.budgets import (
    NOBODY_PAYS,
    Payment,
    cap_of,
    lock_budgets,
    raise_alerts,
    release_reservation,
    spent_of,
)

LOST = "lost"
"""The trouble of a poll of which nothing was stored: another worker had got there first, or work on it broke off."""


class Spending(NamedTuple):
    """What was sent for one purpose. ``at``: course time; ``usage``: by endpoint. ``watch``, ``link``: the row that it
    was sent for. ``new_facts``: how many came of it; ``trouble``: why it came to nothing, if so."""

    network: str
    at: datetime
    usage: tuple[EndpointUsage, ...] = ()
    watch: int | None = None
    link: int | None = None
    new_facts: int = 0
    trouble: str = ""


def spending_of(reading: Reading, network: str, at: datetime) -> Spending:
    """What the reading has cost."""
    trouble = reading.trouble.kind if reading.trouble else ""
    return Spending(network, at, reading.usage, trouble=trouble)


def record(spending: Spending, payment: Payment = NOBODY_PAYS) -> list[int]:
    """Enter it, charge it to who pays in equal parts, and give back what was held for it. What was refused before
    anything was sent is not entered.

    Returns the cohorts of which proof has stepped down to a peer's word: their open pairs have something to judge.
    Belongs in the transaction that stores what the requests have brought. Number of queries: constant.
    """
    release_reservation(payment)
    rows, total = billed_rows(spending.usage), cost_of(spending.usage)
    if not total.requests and spending.trouble in UNPAID | {LOST}:
        return []
    poll = models.Poll.objects.create(
        watch_id=spending.watch,
        link_id=spending.link,
        network=spending.network,
        at=spending.at,
        requests=total.requests,
        rows=rows,
        usd=total.usd,
        found=spending.new_facts,
        trouble=spending.trouble,
    )
    models.Sent.objects.bulk_create(
        models.Sent(poll=poll, endpoint=part.endpoint[:60], requests=part.requests, rows=part.rows, usd=part.usd)
        for part in spending.usage
    )
    return _charge(poll, total, payment) if payment.payers and total != NO_COST else []


def record_unwatched(spending: Spending, cohorts: Collection[int] = ()) -> list[int]:
    """Enter what was asked besides the watches, and charge it to the cohorts; where there is none, to nobody.

    Returns as ``record``; belongs in a transaction. Number of queries: constant.
    """
    budgets = lock_budgets(cohorts, spending.network) if cohorts else {}
    return record(spending, Payment(tuple(sorted(row.pk for row in budgets.values()))))


def spent_by(cohort: int) -> dict[str, Cost]:
    """Network → what the cohort has spent there. One query."""
    return {row.network: spent_of(row) for row in models.Budget.objects.filter(cohort=cohort)}


def totals() -> dict[str, Cost]:
    """Network → what everything that was ever asked of it has cost. One query."""
    sums = models.Poll.objects.order_by("network").values_list("network").annotate(Sum("requests"), Sum("usd"))
    return {network: Cost(requests, usd) for network, requests, usd in sums}


def over_budget_cohorts(network: str) -> Collection[int]:
    """The cohorts that read no more on the network than they must: their budget there runs low. One query."""
    low = models.Budget.objects.filter(network=network).exclude(step=EvidenceLevel.NETWORK)
    return set(low.values_list("cohort", flat=True))


def _charge(poll: models.Poll, total: Cost, payment: Payment) -> list[int]:
    budgets = list(models.Budget.objects.select_for_update(no_key=True).filter(pk__in=payment.payers).order_by("pk"))
    parts = split_cost(total, [row.pk for row in budgets], poll.pk)
    models.Charge.objects.bulk_create(
        models.Charge(poll=poll, budget_id=pk, requests=part.requests, usd=part.usd) for pk, part in parts.items()
    )
    old_steps = {row.pk: row.step for row in budgets}
    for row in budgets:
        row.spent_requests += parts[row.pk].requests
        row.spent_usd += parts[row.pk].usd
        row.step = lower_level(EvidenceLevel(row.step), evidence_step(cap_of(row), spent_of(row)))
    models.Budget.objects.bulk_update(budgets, ["spent_requests", "spent_usd", "step"])
    raise_alerts(budgets, poll.at)
    return [row.cohort_id for row in budgets if row.step == EvidenceLevel.PEER != old_steps[row.pk]]

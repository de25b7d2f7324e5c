"""The ledger of what is asked besides watches and pasted links: streams, and questions that are asked once."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from mooc.core.facts.network import Reading, Sent
from mooc.core.facts.proof import Proof
from mooc.core.planning.plan import WatchKey
from mooc.store import models
from mooc.store.judging import verdicts
from mooc.store.spending import budgets
from mooc.store.watching.watches import asking


def enter(network: str, sent: Sequence[Sent], trouble: str, cohorts: Collection[int], now: datetime) -> None:
    """Enter what was sent, and charge it to the cohorts in equal parts; where there is none, to nobody.

    ``trouble``: why it came to nothing, if so. ``now``: course time. Number of queries: constant.
    """
    if not sent:
        return
    total = Reading(
        requests=sum(one.requests for one in sent),
        rows=sum(one.rows for one in sent),
        usd=sum((one.usd for one in sent), Decimal(0)),
        sent=tuple(sent),
    )
    with transaction.atomic():
        payment = budgets.paid_by(cohorts, network)
        look = models.Look.objects.create(
            network=network, at=now, requests=total.requests, rows=total.rows, usd=total.usd, found=0, trouble=trouble
        )
        verdicts.ask_confirmed(budgets.settle(look, total, payment, now))


def cohorts_of(keys: Collection[WatchKey]) -> dict[WatchKey, frozenset[int]]:
    """Watch → the running cohorts for which it is asked. One query."""
    found: dict[WatchKey, set[int]] = {}
    rows = models.WatchUse.objects.filter(
        watch__in=models.Watch.objects.filter(asking(keys)), cohort__closed_at__isnull=True
    )
    for *key, cohort in rows.values_list("watch__network", "watch__read", "watch__subject", "cohort"):
        found.setdefault(WatchKey(*key), set()).add(cohort)
    return {key: frozenset(cohorts) for key, cohorts in found.items()}


def thrifty(network: str) -> Collection[int]:
    """The cohorts that read no more on the network than they must: their budget there runs low. One query."""
    low = models.Budget.objects.filter(network=network).exclude(step=Proof.NETWORK)
    return set(low.values_list("cohort", flat=True))

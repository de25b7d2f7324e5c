"""The book of a cohort's budgets, for its facilitators: caps, what is spent on what, line by line, alerts."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.core.facts.cost import NO_COST, NO_LIMIT, Cost, EndpointUsage, Limit
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.forecast.outlook import DEFAULT_CLASS_SIZE, Outlook, outlook
from mooc.core.spending.budget import alert_levels_reached, evidence_step, spent_share
from mooc.core.spending.costs import PriceList
from mooc.store import events, models
from mooc.store.cohorts import cohorts
from mooc.store.cohorts.learner_counts import learner_counts
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action, Resource
from mooc.store.spending import ledger, provider_suspensions, ratelimit
from mooc.store.spending.budgets import cap_of, held_of, lock_budgets, spent_of
from mooc.store.spending.provider_suspensions import ProviderSuspension


@dataclass(frozen=True, slots=True)
class Alert:
    """So many per cent of the cap were spent at ``at`` (course time)."""

    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class BudgetReport:
    """A cohort's budget on one network. ``held``: what reads that are under way may still cost.

    ``step``: what is asked of learners for proof; ``stop``: nothing is asked of this network, for anybody.
    ``refused_until``: it refuses our token, so that nothing is asked with it before then (real time, UTC).
    """

    network: str
    cap: Limit = NO_LIMIT
    spent: Cost = NO_COST
    held: Cost = NO_COST
    step: EvidenceLevel = EvidenceLevel.NETWORK
    is_used_up: bool = False
    alerts: tuple[Alert, ...] = ()
    stop: ProviderSuspension | None = None
    refused_until: datetime | None = None

    @property
    def share(self) -> Decimal:
        """How much of the cap is spent, from 0 to 1; 0 without a cap."""
        return min(spent_share(self.cap, self.spent), Decimal(1))


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A line of the ledger: a poll, what of its cost fell on this cohort, and where its requests went.

    ``at`` in course time; ``requests`` and ``usd`` are the cohort's part, ``sent`` is the whole poll.
    """

    id: int
    network: str
    at: datetime
    read: str
    subject: str
    trouble: str
    requests: int
    usd: Decimal
    sent: tuple[EndpointUsage, ...] = field(default=())


def of_cohort(actor: Actor, cohort: int) -> list[BudgetReport]:
    """The book of each network of the cohort. Raises NotVisible, Forbidden. Number of queries: constant."""
    visible_cohort = cohorts.get(actor, cohort, Resource.PEOPLE)
    return _books(visible_cohort.id, visible_cohort.networks)


def entries(actor: Actor, cohort: int, after_id: int, limit: int) -> list[LedgerEntry]:
    """The cohort's lines of the ledger with a higher id than ``after_id``, by id. Raises NotVisible, Forbidden."""
    cohorts.get(actor, cohort, Resource.PEOPLE)
    charges = models.Charge.objects.filter(budget__cohort=cohort, pk__gt=after_id).select_related(
        "poll__watch", "budget"
    )
    page = []
    for row in charges.prefetch_related("poll__sent").order_by("pk")[:limit]:
        poll, network = row.poll, row.budget.network
        sent = tuple(EndpointUsage(part.endpoint, part.requests, part.rows, part.usd) for part in poll.sent.all())
        unwatched_read = "post" if poll.link_id or not sent else sent[0].endpoint
        read, subject = (poll.watch.read, poll.watch.subject) if poll.watch else (unwatched_read, "")
        page.append(LedgerEntry(row.pk, network, poll.at, read, subject, poll.trouble, row.requests, row.usd, sent))
    return page


def outlook_of(
    actor: Actor, cohort: int, tariff_of: Callable[[str], PriceList], learners: int | None = None
) -> list[Outlook]:
    """What the course will cost the cohort; by default for as many learners as there are, or for a usual class.
    ``tariff_of``: the prices of the network of that name. Raises NotVisible, Forbidden."""
    visible_cohort = cohorts.get(actor, cohort, Resource.PEOPLE)
    class_size = learners or learner_counts(visible_cohort.id).learners or DEFAULT_CLASS_SIZE
    return outlook(
        cohorts.course_of(visible_cohort),
        visible_cohort.networks,
        tariff_of,
        class_size,
        ledger.spent_by(visible_cohort.id),
    )


def _books(cohort: int, networks: Collection[str]) -> list[BudgetReport]:
    budgets = {row.network: row for row in models.Budget.objects.filter(cohort=cohort).prefetch_related("alerts")}
    held = held_of([row.pk for row in budgets.values()])
    suspensions = {suspension.network: suspension for suspension in provider_suspensions.listed(networks)}
    refused = ratelimit.refused(networks)
    books = [_book(name, budgets.get(name), held) for name in networks]
    return [
        replace(book, stop=suspensions.get(book.network), refused_until=refused.get(book.network)) for book in books
    ]


def _book(network: str, row: models.Budget | None, held: Mapping[int, Cost]) -> BudgetReport:
    if row is None:
        return BudgetReport(network)
    alerts = sorted((Alert(alert.level, alert.at) for alert in row.alerts.all()), key=lambda alert: alert.level)
    return BudgetReport(
        network,
        cap_of(row),
        spent_of(row),
        held.get(row.pk, NO_COST),
        EvidenceLevel(row.step),
        row.is_used_up,
        tuple(alerts),
    )


def set_cap(actor: Actor, cohort: int, network: str, cap: Limit) -> BudgetReport:
    """Let the cohort spend so much on the network; alerts that no longer hold are forgotten, so that they may be raised
    anew. Belongs in a transaction. Raises NotVisible (no such network there too), Forbidden."""
    visible_cohort = cohorts.get(actor, cohort, Resource.PEOPLE, Action.WRITE)
    if network not in visible_cohort.networks:
        raise policy.NotVisible(Resource.PEOPLE)
    row = lock_budgets([visible_cohort.id], network)[visible_cohort.id]
    if cap_of(row) != cap:
        _record(actor, row, cap)
    row.cap_requests, row.cap_usd = cap
    row.step, row.is_used_up = evidence_step(cap, spent_of(row)), False
    row.save(update_fields=["cap_requests", "cap_usd", "step", "is_used_up"])
    levels = alert_levels_reached(cap, spent_of(row), EvidenceLevel(row.step), False)
    row.alerts.exclude(level__in=levels).delete()
    models.BudgetAlert.objects.bulk_create(
        [models.BudgetAlert(budget=row, level=level, at=actor.now, due_at=actor.now) for level in levels],
        ignore_conflicts=True,
    )
    return _books(visible_cohort.id, [network])[0]


def _record(actor: Actor, row: models.Budget, cap: Limit) -> None:
    """Record that the actor sets this cap; what is no limit is left out."""
    caps = {"requests": cap.requests, "usd": cap.usd}
    limits = {name: str(limit) for name, limit in caps.items() if limit is not None}
    events.record(
        AuditEvent(
            EventKind.BUDGET_CHANGED,
            actor.now,
            actor=actor.user,
            cohort=row.cohort_id,
            object=ObjectRef(ObjectKind.BUDGET, str(row.pk)),
            details={"network": row.network, **limits},
        )
    )


def steps(cohort: int) -> dict[str, EvidenceLevel]:
    """Network → what is asked of learners for proof there. One query."""
    budgets = models.Budget.objects.filter(cohort=cohort)
    return {network: EvidenceLevel(step) for network, step in budgets.values_list("network", "step")}

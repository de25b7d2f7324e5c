"""Budgets: what a cohort may spend on each network, what it has spent, and on what."""

from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from api.site.auth import current_actor, signed_in
from api.site.paging import Page, Paging, id_after, page, whole_list
from api.site.values import Id, In, KnownNetwork, MaybeTrouble, Moment, Network, Out, Usd
from mooc.core.facts.cost import Limit
from mooc.core.facts.proof import EvidenceLevel
from mooc.networks import registry
from mooc.services.spending import budget_caps
from mooc.store.spending import budget_book
from mooc.store.spending.budget_book import BudgetReport, entries

router = Router(tags=["budgets"], auth=signed_in)

LARGEST = 2**31 - 1
Learners = Annotated[int, Field(ge=1, le=1_000_000)]


class AmountOut(Out):
    """Requests that were sent, and their price in dollars, as a decimal number in text."""

    requests: int
    usd: Decimal


class CapOut(Out):
    """The most that may be sent and paid; null: no limit."""

    requests: int | None
    usd: Decimal | None


class AlertOut(Out):
    """So many per cent of the cap were spent."""

    per_cent: int = Field(validation_alias="level")
    at: Moment


class StopOut(Out):
    """Nothing is asked of this network: the credit there is used up. ``until``: the next try."""

    since: Moment
    until: Moment


class BudgetOut(Out):
    """A cohort's budget on a network. ``share``: how much of the cap is spent, 0 to 1. ``held``: what reads under way
    may still cost. ``evidence_level``: what is asked of learners for proof now. ``refused_until``: the
    network refuses our token, and nothing is asked with it before then."""

    network: Network
    cap: CapOut
    spent: AmountOut
    held: AmountOut
    share: float
    evidence_level: EvidenceLevel = Field(validation_alias="step")
    is_used_up: bool
    alerts: list[AlertOut]
    stop: StopOut | None
    refused_until: Moment | None


class CapIn(In):
    """A new cap; null, or left out: no limit."""

    usd: Usd | None = None
    requests: Annotated[int, Field(ge=0, le=LARGEST)] | None = None


class OutlookOut(Out):
    """What the course will ask of a network and cost, for so many learners, and the cap that this suggests."""

    network: Network
    learners: int
    expected: AmountOut = Field(validation_alias="forecast")
    suggested: CapOut


class SentOut(AmountOut):
    """Requests to one endpoint, with the rows that were billed."""

    endpoint: str
    rows: int


class EntryOut(AmountOut):
    """A look, and the cohort's part of its cost; ``sent`` is the whole look, endpoint by endpoint."""

    id: int
    network: Network
    at: Moment
    read: str
    subject: str
    trouble: MaybeTrouble
    sent: list[SentOut]


@router.get("/cohorts/{cohort}/budgets", response=Page[BudgetOut])
def budgets_of(request: HttpRequest, cohort: Id) -> dict[str, object]:
    """The budgets of a cohort that one facilitates, a line for each of its networks."""
    return whole_list(budget_book.of_cohort(current_actor(request), cohort))


@router.put("/cohorts/{cohort}/budgets/{network}", response=BudgetOut)
def set_cap(request: HttpRequest, cohort: Id, network: KnownNetwork, body: CapIn) -> BudgetReport:
    """Say what the cohort may spend on a network. Nothing more is asked of it once that would be exceeded."""
    return budget_caps.set_cap(current_actor(request), cohort, network, Limit(body.requests, body.usd))


@router.get("/cohorts/{cohort}/forecast", response=Page[OutlookOut])
def forecast_of(request: HttpRequest, cohort: Id, learners: Learners | None = None) -> dict[str, object]:
    """What the course will ask of each network and cost; by default for as many learners as there are."""
    return whole_list(budget_book.outlook_of(current_actor(request), cohort, registry.capabilities, learners))


@router.get("/cohorts/{cohort}/ledger", response=Page[EntryOut])
def ledger(request: HttpRequest, cohort: Id, paging: Query[Paging]) -> dict[str, object]:
    """What the cohort has paid for, by id."""
    return page(request, paging, entries(current_actor(request), cohort, id_after(request, paging), paging.limit + 1))

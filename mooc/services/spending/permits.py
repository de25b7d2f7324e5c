"""Permits: whether a network may be asked now, for whom, and for how much. Whatever asks, asks here first.

    purpose ── suspended? ── paid? ── too many? ──▶ permit ──▶ the network is asked ──▶ weigh ──▶ suspended, resumed

What a network suspends for all is ``mooc.store.spending.provider_suspensions``; what a cohort may pay,
``mooc.store.spending.reservations``; how many requests a server takes, and whether it answers at all, each single
request hears from ``gate``.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.questions import Read
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.spending.budget import Purpose
from mooc.core.spending.gate import Bucket, GateClosed, RequestOutcome
from mooc.core.spending.ratelimit import SERVER_LIMITS, BreakerLimits
from mooc.core.values.backoff import Backoff
from mooc.environment import environment
from mooc.services.spending import ratelimit
from mooc.services.spending.ratelimit import StoreGate
from mooc.services.spending.waking import wake
from mooc.store.spending import provider_suspensions, reservations
from mooc.store.spending.budgets import NOBODY_PAYS, Payment
from mooc.store.spending.provider_suspensions import ProviderSuspension
from mooc.store.spending.reservations import Grant, Payer

NOT_SENT = "not sent"
"""The detail of a trouble that no request has met."""
IMPATIENT = Backoff(timedelta(seconds=0.5), timedelta(seconds=0.5))
"""In a demo."""


class PurposeRule(NamedTuple):
    """What a purpose must obey. ``is_suspended``: it is refused while the network's credit is used up; ``may_probe``:
    but it may be the one try, now and then, that shows whether somebody has paid meanwhile."""

    is_suspended: bool = False
    may_probe: bool = False


_PLANNED, _UNPLANNED = PurposeRule(is_suspended=True, may_probe=True), PurposeRule(is_suspended=True)
RULES: Mapping[Purpose, PurposeRule] = {
    Purpose.REGULAR: _PLANNED,
    Purpose.CLOSING: _PLANNED,
    Purpose.LINK: _PLANNED,
    Purpose.TEXTS: _PLANNED,
    Purpose.ONE_OFF: _UNPLANNED,
    Purpose.STREAM: _UNPLANNED,
    Purpose.SIGN_IN: PurposeRule(),
}


class Expense(NamedTuple):
    """What a request may cost, and who pays: all who use the ``watch`` at ``now`` (course time), or the ``cohort``.
    ``read``: its price; ``token``: of the lease under which it is asked."""

    read: Read
    token: UUID
    now: datetime
    watch: int | None = None
    cohort: int | None = None


class SpendRequest(NamedTuple):
    """What is to be asked of a network. ``expense``: what is to be held back for it before; ``bucket``: a limit of ours
    in which it is counted at once."""

    network: str
    purpose: Purpose
    expense: Expense | None = None
    bucket: Bucket | None = None


class Permit(NamedTuple):
    """Whether a network may be asked. ``allowance``: for how much, which ``payment`` covers; ``refused``: why not;
    ``waits``: not in this moment, for others hold what is left. ``is_probe``: it is the one try while the network is
    suspended."""

    network: str
    payment: Payment = NOBODY_PAYS
    allowance: Limit = NO_LIMIT
    refused: Trouble | None = None
    waits: bool = False
    is_probe: bool = False


def permit(request: SpendRequest) -> Permit:
    """Whether the network may be asked now: nothing is sent to one without it. Number of queries: constant, and two
    where all is well and nobody has a cap."""
    network, rule = request.network, RULES[request.purpose]
    suspension: ProviderSuspension | None = None
    if rule.may_probe:
        suspension = provider_suspensions.current_suspension(network)
    elif rule.is_suspended:
        suspension = next(iter(provider_suspensions.listed([network])), None)
    if suspension and not suspension.is_probe:
        return Permit(network, refused=Trouble(TroubleKind.OUT_OF_CREDITS, suspension.until, NOT_SENT))
    if request.bucket and (trouble := _count(request.bucket)):
        return Permit(network, refused=trouble)
    grant = _reserve(network, request.purpose, request.expense) if request.expense else Grant()
    if grant.is_refused:
        return Permit(network, refused=Trouble(TroubleKind.BUDGET))
    waits = grant.waits and not grant.payment.payers
    return Permit(network, grant.payment, grant.allowance, waits=waits, is_probe=suspension is not None)


def _count(bucket: Bucket) -> Trouble | None:
    """Count one try in a limit of our own, which all processes share; why it is one too many, if it is."""
    limiter = gate()
    try:
        limiter.enter(bucket)
    except GateClosed as closed:
        return closed.trouble
    limiter.leave(bucket, RequestOutcome(200))
    return None


def _reserve(network: str, purpose: Purpose, expense: Expense) -> Grant:
    """Hold back what it may cost those it is for."""
    read, token, now, watch, cohort = expense
    if watch is not None:
        payers = reservations.payers_of(watch, read, network, now)
        payment = reservations.uncapped(payers)
        if payment is not None:
            return Grant(payment)
    else:
        payers = [Payer(cohort, purpose)] if cohort is not None else []
    with transaction.atomic():
        return reservations.reserve(payers, network, read, now, token, watch)


def post_read(reads: Iterable[Read]) -> Read:
    """The read that tells what one post costs on a network: the cheapest of posts."""
    return min((read for read in reads if NeedKind.POSTS in read.needs), key=lambda read: read.price.usd)


def note_answer(reading: Reading, permit: Permit) -> Reading:
    """The answer, once it is clear what it means for everybody.

    A network that wants to be paid is asked nothing more; one that answers again is. A read that has used up its own
    allowance goes on with the next: that the budget is used up, only the budget says.
    """
    kind = reading.trouble.kind if reading.trouble else None
    if kind is TroubleKind.OUT_OF_CREDITS and reading.requests:
        until = suspend(permit.network)
        return replace(reading, trouble=Trouble(TroubleKind.OUT_OF_CREDITS, until, "402"))
    if kind is TroubleKind.BUDGET:
        return replace(reading, trouble=Trouble(TroubleKind.NOT_LOOKED, detail="allowance"))
    if permit.is_probe and not reading.requests:
        provider_suspensions.try_again(permit.network)
    elif permit.is_probe and kind is None:
        resume(permit.network)
    return reading


def suspend(network: str) -> datetime:
    """Ask the network nothing more, for anybody: its credit is used up. Returns when the next try is (real time)."""
    return provider_suspensions.suspend(network)


def resume(network: str) -> bool:
    """Ask the network again from now on; whether it was suspended. What waits for it falls due at once."""
    lifted = provider_suspensions.lift(network)
    if lifted:
        wake(network, {TroubleKind.OUT_OF_CREDITS})
    return lifted


def retry_refused_tokens(networks: Collection[str], but: Collection[str] = ()) -> bool:
    """Ask these networks again with tokens that they have refused, except those with these fingerprints; whether any
    was. What waits for it falls due at once."""
    return ratelimit.forget_refused_tokens(networks, but)


def gate() -> StoreGate:
    """The limiter that each single request passes, the same for all workers: rate limits, broken servers and refused
    tokens. In a demo a week takes seconds: there a server that fails is tried again soon."""
    return StoreGate(BreakerLimits(backoff=IMPATIENT) if environment().demo else SERVER_LIMITS)

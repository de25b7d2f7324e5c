"""Budgets: before anything is asked, whether it may be paid; after it, what follows from the answer."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from mooc.core.facts.network import ENDLESS, Allowance, NeedKind, Network, Question, Read, Reading, Trouble, TroubleKind
from mooc.core.spending.budget import Purpose
from mooc.store.spending import budgets, provider_suspensions
from mooc.store.spending.budgets import NOBODY_PAYS, Payment
from mooc.store.watching.watches import Claimed


class Permit(NamedTuple):
    """What may be asked. ``question``: with what it may cost; ``refusal``: what to append instead of an answer.

    ``is_probe``: whether this is the one try while the network is stopped.
    """

    question: Question
    payment: Payment = NOBODY_PAYS
    refusal: Reading | None = None
    is_probe: bool = False


def permit(claimed: Claimed, read: Read, now: datetime) -> Permit | None:
    """Whether the watch may be read now; None: not in this moment, for others hold what is left; it was given back.

    Refused are all who ask while the network's credit is used up, and a watch of which no cohort can pay the look.
    """
    question = claimed.question
    stop = provider_suspensions.in_force(question.network)
    if stop and not stop.is_probe:
        return Permit(question, refusal=_refusal(claimed, TroubleKind.OUT_OF_CREDITS, stop.until))
    grant = budgets.hold_for_watch(claimed.watch, claimed.token, read, question.network, now)
    if grant.waits and not grant.payment.payers:
        budgets.give_back(claimed.watch, claimed.token)
        return None
    if grant.is_refused:
        return Permit(question, refusal=_refusal(claimed, TroubleKind.BUDGET))
    return Permit(question._replace(allowance=grant.allowance), grant.payment, is_probe=stop is not None)


class LinkPermit(NamedTuple):
    """Whether one post, or posts whose text is kept, may be read. ``refused``: why not; ``waits``: not in this
    moment."""

    payment: Payment = NOBODY_PAYS
    refused: TroubleKind | None = None
    waits: bool = False
    is_probe: bool = False
    allowance: Allowance = ENDLESS


def permit_link(cohort: int, network: Network, token: UUID, now: datetime) -> LinkPermit:
    """Whether the cohort may read one post that somebody points at. Its price is that of a row of posts."""
    stop = provider_suspensions.in_force(network.name)
    if stop and not stop.is_probe:
        return LinkPermit(refused=TroubleKind.OUT_OF_CREDITS)
    grant = budgets.hold_for_one(cohort, token, post_read(network), network.name, now)
    refused = TroubleKind.BUDGET if grant.is_refused else None
    return LinkPermit(grant.payment, refused, grant.waits, stop is not None)


def permit_texts(cohort: int, network: Network, token: UUID, now: datetime) -> LinkPermit:
    """Whether the cohort may look if posts still stand of which it keeps the text. The price is that of posts."""
    stop = provider_suspensions.in_force(network.name)
    if stop and not stop.is_probe:
        return LinkPermit(refused=TroubleKind.OUT_OF_CREDITS)
    grant = budgets.hold_for_one(cohort, token, post_read(network), network.name, now, Purpose.TEXTS)
    refused = TroubleKind.BUDGET if grant.is_refused else None
    return LinkPermit(grant.payment, refused, grant.waits, stop is not None, grant.allowance)


def post_read(network: Network) -> Read:
    """The read that tells what one post costs there: the cheapest."""
    return min((read for read in network.reads if NeedKind.POSTS in read.needs), key=_price)


def _price(read: Read) -> Decimal:
    return read.usd


def _refusal(claimed: Claimed, kind: TroubleKind, until: datetime | None = None) -> Reading:
    return Reading(cursor=claimed.cursor, trouble=Trouble(kind, until))


def weighed(reading: Reading, network: str, is_probe: bool = False) -> Reading:
    """The answer, once it is clear what it means for everybody.

    A network that wants to be paid is asked nothing more; one that answers again is. A read that has used up its own
    allowance goes on with the next: that the budget is used up, only the budget says.
    """
    kind = reading.trouble.kind if reading.trouble else None
    if kind is TroubleKind.OUT_OF_CREDITS and reading.requests:
        return replace(reading, trouble=Trouble(TroubleKind.OUT_OF_CREDITS, provider_suspensions.begin(network), "402"))
    if kind is TroubleKind.BUDGET:
        return replace(reading, trouble=Trouble(TroubleKind.NOT_LOOKED, detail="allowance"))
    if is_probe and not reading.requests:
        provider_suspensions.try_again(network)
    elif is_probe and kind is None:
        provider_suspensions.lift(network)
    return reading


def charge_lost(claimed: Claimed, reading: Reading, payment: Payment, now: datetime) -> None:
    """What was paid for is paid for, also where another worker got there first."""
    if reading.requests:
        budgets.charge_lost(claimed.watch, claimed.question.network, reading, payment, now)

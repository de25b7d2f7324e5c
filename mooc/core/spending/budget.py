"""Budgets: what a cohort may spend on a network, what is kept back, and how proof steps down when little is left.

    share of the cap that is spent     what is still read                                    proof asked of learners
    under 65 %                         everything, as planned                                 the network
    from 65 %                          everything but looks at kept texts, which are erased   the network
    from 80 %                          pasted links, and the look at the end of each window   a pasted link
    from 95 %                          the look at the end of each window, up to 100 %        a peer's word

Why 80: the last fifth is kept back for the look at the end of each window. A sweep that has paused pays at its end for
what was posted meanwhile; where the cap is at least the forecast and the rate is even, four fifths are used up when at
most a fifth of the run is left, and so a fifth is enough. Why 95: a link costs one row, so that the 15 points between
serve many learners, and what they leave goes to the ends of windows. ``suggest_cap`` puts the forecast at 80 %: a
course that costs what was forecast never steps down.

Why 65: texts can be erased, and what a verdict needs cannot be made up for. So looking whether posts still stand is the
first to end, while a fifth of what the sweeps may use is left to them alone.

The cap itself is hard: what a read may cost is held back before it is asked (``hold_for_read``), and a read asks for no
more.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from enum import StrEnum

from mooc.core.facts.cost import NO_COST, NO_LIMIT, Cost, Limit
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.facts.questions import Read

TEXTS_UNTIL, LINK_FROM, PEER_FROM = Decimal("0.65"), Decimal("0.80"), Decimal("0.95")
ALERT_LEVELS = (50, 80, 100)
"""Per cent of the cap at which facilitators are told."""
LEAST_ROWS = 10
"""The smallest page that every endpoint takes: a search of X gives no fewer."""
LINK_REQUESTS = 2
CENT, GRAIN = Decimal("0.01"), Decimal("0.000001")
NO_DOLLARS = Decimal(0)


class Purpose(StrEnum):
    """Why a network is asked. What a budget pays for may use the cap up to a ceiling of its own."""

    TEXTS = "texts"
    """Whether posts still stand of which the text is kept."""
    REGULAR = "regular"
    """As planned, while a window is open."""
    LINK = "link"
    """One post that a learner points at."""
    CLOSING = "closing"
    """The look at the end of a window, after which "not yet" is final."""
    ONE_OFF = "one_off"
    """A question that is asked once: whose account a handle is, a code in a profile. No cohort pays it."""
    STREAM = "stream"
    """Listening to what a network tells of its own accord: charged when it has told."""
    SIGN_IN = "sign_in"
    """A person shows that an account is his or her own."""


CEILINGS: Mapping[Purpose, Decimal] = {
    Purpose.TEXTS: TEXTS_UNTIL,
    Purpose.REGULAR: LINK_FROM,
    Purpose.LINK: PEER_FROM,
    Purpose.CLOSING: Decimal(1),
}
STEP_AFTER: Mapping[Purpose, EvidenceLevel] = {
    Purpose.TEXTS: EvidenceLevel.NETWORK,
    Purpose.REGULAR: EvidenceLevel.LINK,
    Purpose.LINK: EvidenceLevel.PEER,
    Purpose.CLOSING: EvidenceLevel.PEER,
}
"""The step at which a cohort is once its budget has refused something."""


def spent_share(cap: Limit, spent: Cost) -> Decimal:
    """How much of the cap is spent, of requests or of dollars, whichever is more; 0 without a cap.

    >>> spent_share(Limit(usd=Decimal(20)), Cost(900, Decimal(5)))
    Decimal('0.25')
    """
    parts = [_part(cap.requests, spent.requests), _part(cap.usd, spent.usd)]
    return max(parts)


def _part(cap: int | Decimal | None, spent: int | Decimal) -> Decimal:
    if cap is None:
        return NO_DOLLARS
    return Decimal(spent) / Decimal(cap) if cap else Decimal(1)


def evidence_step(cap: Limit, spent: Cost) -> EvidenceLevel:
    """What is asked of learners for proof when so much is spent."""
    part = spent_share(cap, spent)
    if part >= PEER_FROM:
        return EvidenceLevel.PEER
    return EvidenceLevel.LINK if part >= LINK_FROM else EvidenceLevel.NETWORK


def alert_levels_reached(cap: Limit, spent: Cost, at: EvidenceLevel, is_used_up: bool) -> tuple[int, ...]:
    """The levels of alert that are reached. ``at``: the step; ``is_used_up``: not even a closing look can be paid."""
    at_least = 100 if is_used_up else 80 if at is not EvidenceLevel.NETWORK else 0
    per_cent = max(spent_share(cap, spent) * 100, Decimal(at_least))
    return tuple(level for level in ALERT_LEVELS if per_cent >= level)


def hold_for_read(cap: Limit, used: Cost, read: Read, purpose: Purpose) -> Limit | None:
    """What one read may take at most, to be held back before it is asked; None if it cannot be paid.

    ``used``: what is spent and held. Half of what is left below the purpose's ceiling, and one small request at least:
    so that many workers can read at once, and no sum of theirs exceeds the cap. For a link it is its price: one row,
    and two requests at most (whose post it is may have to be asked first).
    """
    ceiling, is_link = CEILINGS[purpose], purpose is Purpose.LINK
    least_rows = LEAST_ROWS * (1 + read.price.expands) if purpose not in (Purpose.LINK, Purpose.TEXTS) else LEAST_ROWS
    price = (1 if is_link else least_rows) * read.price.usd + read.price.usd_request
    usd = _held(cap.usd, used.usd, price, ceiling, is_link) if price else None
    requests = _held(cap.requests, used.requests, LINK_REQUESTS if is_link else 1, ceiling, is_link)
    if (usd is None and price and cap.usd is not None) or (requests is None and cap.requests is not None):
        return None
    return Limit(None if requests is None else int(requests), None if usd is None else usd.quantize(GRAIN))


def _held(
    cap: Decimal | int | None, used: Decimal | int, least: Decimal | int, ceiling: Decimal, no_more: bool
) -> Decimal | None:
    if cap is None:
        return None
    whole, below = Decimal(cap) - used, Decimal(cap) * ceiling - used
    if below <= 0 or whole < least:
        return None
    if no_more:
        return Decimal(least)
    grain = GRAIN if isinstance(cap, Decimal) else Decimal(1)
    return min(whole, max(Decimal(least), (below / 2).quantize(grain, ROUND_DOWN)))


def combined_limit(holds: Sequence[Limit]) -> Limit:
    """What a read that these pay for in equal parts may take: as often the smallest part as there are payers."""
    requests = [limit.requests for limit in holds if limit.requests is not None]
    usd = [limit.usd for limit in holds if limit.usd is not None]
    return Limit(
        min(requests) * len(holds) if requests else None,
        min(usd) * len(holds) if usd else None,
    )


def payer_share(whole: Limit, payers: int) -> Cost:
    """What each of the payers holds back for it; nothing where there is no limit."""
    requests = 0 if whole.requests is None else whole.requests // payers
    return Cost(requests, NO_DOLLARS if whole.usd is None else whole.usd / payers)


def split_cost(total: Cost, among: Sequence[int], turn: int = 0) -> dict[int, Cost]:
    """The cost in equal parts, which add up to it exactly; what cannot be parted falls on each in turn.

    Dollars are parted down to the millionth. ``turn`` says where the rest begins, so that no one always pays it.
    """
    count = len(among)
    if not count:
        return {}
    grains = int(total.usd / GRAIN)
    dust = total.usd - grains * GRAIN
    parts = {}
    for place, payer in enumerate(among):
        rank = (place - turn) % count
        requests = total.requests // count + (rank < total.requests % count)
        usd = (grains // count + (rank < grains % count)) * GRAIN
        parts[payer] = Cost(requests, usd + dust if rank == 0 else usd)
    return parts


OVERRUN_FACTOR = Decimal("1.25")
"""Where nearly all that was forecast is spent, so much of that is expected in the end: the forecast was too low."""


def suggest_cap(forecast: Cost, spent: Cost = NO_COST) -> Limit:
    """A cap under which a course that costs what was forecast never steps down; at least a cent and one request. Never
    under what is ``spent``, and never so near to it that anything steps down at once.

    >>> suggest_cap(Cost(2321, Decimal("85.00")))
    Limit(requests=None, usd=Decimal('106.25'))
    """
    expected = max(forecast.usd, spent.usd * OVERRUN_FACTOR)
    return Limit(usd=max(CENT, (expected / LINK_FROM).quantize(CENT, ROUND_CEILING))) if expected else NO_LIMIT

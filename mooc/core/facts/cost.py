"""What asking a network costs, and the most that it may: requests and dollars."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class Cost(NamedTuple):
    """Requests that were sent, or will be, and what they cost: ``usd`` in dollars."""

    requests: int = 0
    usd: Decimal = Decimal(0)

    def plus(self, cost: "Cost") -> "Cost":
        """Both together."""
        return Cost(self.requests + cost.requests, self.usd + cost.usd)


class Limit(NamedTuple):
    """The most that may be sent and paid: by a cohort in all, or by one answer. None: no limit.

    Before each request the adapter looks whether it still fits into what its answer may take, at its dearest; what does
    not fit is not sent, and the answer ends with the trouble BUDGET.
    """

    requests: int | None = None
    usd: Decimal | None = None


NO_COST, NO_LIMIT = Cost(), Limit()


class EndpointUsage(NamedTuple):
    """The requests of one answer that went to one endpoint, for the ledger: how many, the billed rows, their price."""

    endpoint: str
    requests: int
    rows: int = 0
    usd: Decimal = Decimal(0)


def with_request(
    endpoint: str, ledger: tuple[EndpointUsage, ...], rows: int = 0, usd: Decimal = Decimal(0)
) -> tuple[EndpointUsage, ...]:
    """The ledger of an answer with one more request in it. ``rows``, ``usd``: what that one was billed."""
    previous = next((line for line in ledger if line.endpoint == endpoint), EndpointUsage(endpoint, 0))
    grown = EndpointUsage(endpoint, previous.requests + 1, previous.rows + rows, previous.usd + usd)
    return (*(line for line in ledger if line.endpoint != endpoint), grown)


def usage_by_endpoint(usage: Iterable[EndpointUsage]) -> tuple[EndpointUsage, ...]:
    """One line for each endpoint."""
    totals: dict[str, EndpointUsage] = {}
    for line in usage:
        total = totals.get(line.endpoint, EndpointUsage(line.endpoint, 0))
        totals[line.endpoint] = EndpointUsage(
            line.endpoint, total.requests + line.requests, total.rows + line.rows, total.usd + line.usd
        )
    return tuple(totals.values())


def cost_of(usage: Iterable[EndpointUsage]) -> Cost:
    """Requests and dollars of all these."""
    cost = NO_COST
    for line in usage:
        cost = cost.plus(Cost(line.requests, line.usd))
    return cost


def billed_rows(usage: Iterable[EndpointUsage]) -> int:
    """How many rows were billed in all these."""
    return sum(line.rows for line in usage)

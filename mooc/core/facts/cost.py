"""What asking a network costs, and the most that it may: requests and dollars."""

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

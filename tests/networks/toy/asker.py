"""One question's requests, counted and priced."""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.troubles import NetworkTrouble
from mooc.core.spending.gate import GateClosed
from mooc.networks.asker import BaseAsker
from tests.networks.toy.capabilities import LAG
from tests.networks.toy.client import Client
from tests.networks.toy.loft import Loft

T = TypeVar("T")


class Asker(BaseAsker):
    def __init__(self, client: Client, now: datetime, allowance: Limit = NO_LIMIT) -> None:
        super().__init__(now, LAG, allowance)
        self._client = client

    def ask(self, endpoint: str, question: Callable[[Loft], Sequence[T]], usd: Decimal = Decimal(0)) -> Sequence[T]:
        """What the loft has of that. Raises NetworkTrouble. ``usd``: the price of each."""
        self.require_request()
        try:
            answer = self._client.ask(question)
        except GateClosed as closed:
            raise NetworkTrouble(closed.trouble) from closed
        billed = len(answer) if usd else 0
        self.note_request(endpoint, billed, billed * usd)
        return answer

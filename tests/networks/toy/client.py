"""A loft, asked through the gate. The only module that knows where lofts are found."""

from collections.abc import Callable
from typing import TypeVar

from mooc.core.spending.gate import Gate, RequestOutcome
from tests.networks.toy.loft import LOFTS, Loft
from tests.networks.toy.rate_limits import loft_bucket

T = TypeVar("T")


class Client:
    def __init__(self, name: str, gate: Gate) -> None:
        self._loft, self._gate, self._bucket = LOFTS[name], gate, loft_bucket(name)

    def ask(self, question: Callable[[Loft], T]) -> T:
        """Raises GateClosed."""
        self._gate.enter(self._bucket)
        answer = question(self._loft)
        self._gate.leave(self._bucket, RequestOutcome(200))
        return answer

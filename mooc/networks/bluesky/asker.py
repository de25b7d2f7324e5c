"""One question's requests: counted, paged, and made into a Reading."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mooc.core.facts.cost import NO_LIMIT, EndpointUsage, Limit, with_request
from mooc.core.facts.network import NetworkTrouble, Question, Reading, Trouble, TroubleKind
from mooc.core.spending.gate import GateClosed
from mooc.core.values.span import Span
from mooc.networks.bluesky.capabilities import LAG, PAGE
from mooc.networks.bluesky.client import to_trouble
from mooc.networks.transport import PAGES_AT_MOST
from mooc.runtime import deadline


@dataclass(frozen=True)
class Setup:
    """What all questions of one adapter share. ``api``: the namespace ``app.bsky``. See ``Bluesky``."""

    api: Any
    lag: timedelta = LAG
    page: int = PAGE
    pages_at_most: int = PAGES_AT_MOST


class Asker:
    """The requests that one question takes: counted, and no more than it may cost. ``now`` as in ``Network.read``.

    ``api``: the namespace ``app.bsky``. ``settled``: what happened before that moment is in the index.
    """

    def __init__(self, setup: Setup, now: datetime, allowance: Limit = NO_LIMIT) -> None:
        self.setup, self.api, self.now, self.settled = setup, setup.api, now, now - setup.lag
        self.requests, self._requests_at_most = 0, allowance.requests
        self.sent: tuple[EndpointUsage, ...] = ()

    def reading(self, trouble: Trouble | None, **parts: Any) -> Reading:
        """The answer so far."""
        return Reading(trouble=trouble, requests=self.requests, sent=self.sent, **parts)

    def moment(self, trouble: Trouble | None) -> Span | None:
        """A look at the present: it shows how it was a lag ago, and proves that only if nothing went wrong."""
        return None if trouble else Span(self.settled, self.settled)

    def span(self, question: Question, trouble: Trouble | None) -> Span | None:
        """What a whole answer covers of the span that was asked about; None where there is trouble, or nothing."""
        until = min(question.until, self.settled)
        return None if trouble or until <= question.since else Span(question.since, until)

    def ask(self, method: Callable[[Mapping[str, object]], Any], params: Mapping[str, object]) -> Any:
        """The parsed answer. Raises NetworkTrouble."""
        if self._requests_at_most is not None and self.requests >= self._requests_at_most:
            raise NetworkTrouble(Trouble(TroubleKind.BUDGET, detail="requests"))
        if deadline.is_over():
            raise NetworkTrouble(Trouble(TroubleKind.UNREACHABLE, detail="no time is left"))
        ledger = self.sent
        self.requests += 1
        self.sent = with_request(getattr(method, "__name__", "request"), self.sent)
        try:
            return method(params)
        except GateClosed as closed:
            self.requests, self.sent = self.requests - 1, ledger  # it was not sent
            raise NetworkTrouble(closed.trouble) from closed
        except Exception as error:
            raise NetworkTrouble(to_trouble(error)) from error

    def pages(self, method: Callable[[Mapping[str, object]], Any], params: Mapping[str, object]) -> Iterator[Any]:
        """One answer after the other until there is no more. Raises NetworkTrouble, also for too many pages.

        A page may be shorter than was asked for, or empty, and still not be the last: only a missing cursor ends.
        """
        cursors: set[str] = set()
        cursor = ""
        for _ in range(self.setup.pages_at_most):
            page = self.ask(method, {**params, "cursor": cursor} if cursor else params)
            yield page
            cursor = page.cursor or ""
            if not cursor:
                return
            if cursor in cursors:
                raise NetworkTrouble(Trouble(TroubleKind.LOOPING))
            cursors.add(cursor)
        raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail=f"more than {self.setup.pages_at_most} pages"))

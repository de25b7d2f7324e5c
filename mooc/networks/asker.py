"""What the askers of all networks have in common: requests counted, priced, paged, and made into a Reading."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from mooc.core.facts.cost import NO_LIMIT, EndpointUsage, Limit, cost_of, with_request
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.networks import metering

P = TypeVar("P")
M = TypeVar("M", bound=BaseModel)


class TooManyPages(NetworkTrouble):
    """There are more pages than one look may take."""


def follow_pages(fetch: Callable[[str], tuple[P, str | None]], at_most: int, first: str = "") -> Iterator[P]:
    """One page after the other until there is no more. Raises NetworkTrouble: TooManyPages for too many.

    ``fetch``: by its token a page, and the token of the page after it: None where there is none, empty where there is
    one and nobody can tell how to go there. A page may be short, or empty, and still not be the last. ``first``: the
    token of the first page.
    """
    token, tokens = first, {first}
    for _ in range(at_most):
        page, following = fetch(token)
        yield page
        if following is None:
            return
        if not following:
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="an unknown kind of next page"))
        if following in tokens:
            raise NetworkTrouble(Trouble(TroubleKind.LOOPING))
        token = following
        tokens.add(token)
    raise TooManyPages(Trouble(TroubleKind.PARTIAL, detail=f"more than {at_most} pages"))


def parse_cursor(model: type[M], cursor: str) -> M | None:
    """What an earlier read has noted for the next; None where there is nothing, or nothing of that form."""
    try:
        return model.model_validate_json(cursor)
    except ValidationError:
        return None


class BaseAsker:
    """The requests that one question takes, and no more than it may cost. ``now``: course time (UTC).

    ``settled``: what happened before that moment is in the network's index. ``usage``: what was sent, by endpoint.
    """

    def __init__(self, now: datetime, lag: timedelta, allowance: Limit = NO_LIMIT) -> None:
        self.now, self.settled, self.allowance = now, now - lag, allowance
        self.usage: tuple[EndpointUsage, ...] = ()

    @property
    def requests(self) -> int:
        """How many were sent."""
        return cost_of(self.usage).requests

    @property
    def usd(self) -> Decimal:
        """What they cost, in dollars."""
        return cost_of(self.usage).usd

    def require_request(self) -> None:
        """Raises NetworkTrouble: BUDGET if no more requests may be sent."""
        if self.allowance.requests is not None and self.requests >= self.allowance.requests:
            raise NetworkTrouble(Trouble(TroubleKind.BUDGET, detail="requests"))

    def note_request(self, endpoint: str, rows: int = 0, usd: Decimal = Decimal(0)) -> None:
        """A request was sent. ``rows``, ``usd``: what it was billed."""
        self.usage = with_request(endpoint, self.usage, rows, usd)
        metering.note(EndpointUsage(endpoint, 1, rows, usd))

    def moment(self, trouble: Trouble | None) -> Span | None:
        """A look at the present: it shows how it was a lag ago, and proves that only if nothing went wrong."""
        return None if trouble else Span(self.settled, self.settled)

    def span(self, question: Question, trouble: Trouble | None) -> Span | None:
        """What a whole answer covers of the span that was asked about; None where there is trouble, or nothing."""
        until = min(question.until, self.settled)
        return None if trouble or until <= question.since else Span(question.since, until)

    def reading(self, trouble: Trouble | None, **parts: Any) -> Reading:
        """The answer so far, with what it cost."""
        return Reading(trouble=trouble, usage=self.usage, **parts)

"""One question's requests: counted, paged, and made into a Reading."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.spending.gate import GateClosed
from mooc.networks.asker import BaseAsker
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


class Asker(BaseAsker):
    """The requests that one question takes. ``api``: the namespace ``app.bsky``."""

    def __init__(self, setup: Setup, now: datetime, allowance: Limit = NO_LIMIT) -> None:
        super().__init__(now, setup.lag, allowance)
        self.setup, self.api = setup, setup.api

    def ask(self, method: Callable[[Mapping[str, object]], Any], params: Mapping[str, object]) -> Any:
        """The parsed answer. Raises NetworkTrouble."""
        self.require_request()
        if deadline.is_over():
            raise NetworkTrouble(Trouble(TroubleKind.UNREACHABLE, detail="no time is left"))
        usage = self.usage
        self.note_request(getattr(method, "__name__", "request"))
        try:
            return method(params)
        except GateClosed as closed:
            self.usage = usage  # it was not sent
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

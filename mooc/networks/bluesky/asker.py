"""One question's requests: counted, paged, and made into a Reading."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.spending.gate import GateClosed
from mooc.networks.asker import BaseAsker, follow_pages
from mooc.networks.bluesky.capabilities import LAG, PAGE
from mooc.networks.bluesky.client import to_trouble
from mooc.networks.bluesky.posts import FeedPost
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

    def with_posts(self, trouble: Trouble | None, posts: Sequence[FeedPost], **parts: Any) -> Reading:
        """The answer so far with these posts and their texts."""
        texts = {post.post.key: post.text for post in posts}
        return self.reading(trouble, activities=tuple(post.post for post in posts), texts=texts, **parts)

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

        Only a missing cursor ends.
        """

        def fetch(cursor: str) -> tuple[Any, str | None]:
            page = self.ask(method, {**params, "cursor": cursor} if cursor else params)
            return page, page.cursor or None

        return follow_pages(fetch, self.setup.pages_at_most)

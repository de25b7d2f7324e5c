"""One question's requests: counted, priced, paged, and made into a Reading."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import requests

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.spending.gate import GateClosed
from mooc.networks.asker import BaseAsker, follow_pages
from mooc.networks.transport import PAGES_AT_MOST
from mooc.networks.x.answers import PostPayload, Posts, ResponsePayload
from mooc.networks.x.capabilities import BATCH, EXPANDED, LAG, POST_USD
from mooc.networks.x.client import FAILURES, to_trouble
from mooc.networks.x.posts import earlier_versions, to_activity

FOLLOWERS_AT_MOST = 20_000
FRESHEST = timedelta(seconds=10)
"""No search is asked to end later than so long ago: https://docs.x.com/x-api/posts/search-recent-posts (end_time)."""
EDITABLE = timedelta(hours=1)
"""How long after it was posted a post may be edited: half of it by https://docs.x.com/x-api/fundamentals/edit-posts."""
LEAST_ROWS = 10
"""No page is asked for that is smaller: search takes no less."""

A = TypeVar("A", bound=ResponsePayload)


class DailyBill:
    """What was paid for today: the same resource is billed once a UTC day (X calls it a soft guarantee).

    Kept by this process alone: several of them, or a restart, count too much, never too little.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day = date.min
        self._paid: set[tuple[Decimal, str]] = set()

    def fresh(self, ids: Collection[str], usd: Decimal, now: datetime) -> int:
        """How many of these have not been paid for today; they are, after this."""
        with self._lock:
            if now.date() != self._day:
                self._day, self._paid = now.date(), set()
            unpaid = {(usd, resource_id) for resource_id in ids} - self._paid
            self._paid |= unpaid
            return len(unpaid)


@dataclass(frozen=True)
class Setup:
    """What all questions of one adapter share. ``client``: tweepy's. ``web``: where people see posts. See ``X``."""

    client: Any
    web: str
    lag: timedelta = LAG
    pages_at_most: int = PAGES_AT_MOST
    followers_at_most: int = FOLLOWERS_AT_MOST
    bill: DailyBill = field(default_factory=DailyBill)


class Asker(BaseAsker):
    """The requests that one question takes, and no more than it may cost. ``now``: course time."""

    def __init__(self, setup: Setup, now: datetime, allowance: Limit = NO_LIMIT) -> None:
        super().__init__(now, setup.lag, allowance)
        self.setup, self.client = setup, setup.client

    def end(self, question: Question) -> datetime:
        """Up to where an answer can be complete: X tells the time in whole seconds."""
        return min(question.until, self.settled.replace(microsecond=0))

    def last(self, question: Question) -> datetime | None:
        """What came later need not be listed: of what was posted before the end only edits are of interest, for they
        alone are shown. None: X's lag comes first."""
        last = question.until + EDITABLE
        return last if last < self.now - max(self.setup.lag, FRESHEST) else None

    def with_posts(
        self,
        trouble: Trouble | None,
        posts: Iterable[PostPayload],
        quoted: Mapping[str, str] | None = None,
        **parts: Any,
    ) -> Reading:
        """The answer so far with these posts, oldest first. ``quoted``: key of a quoted post → who wrote it.

        A repost, which X shows as a post of its own, is none, wherever it turns up.
        """
        authors = quoted or {}
        written = [post for post in posts if not post.refers("retweeted")]
        quote_authors = {post.id: authors.get(post.refers("quoted"), "") for post in written}
        activities = {post.id: to_activity(post, self.now, self.setup.web, quote_authors[post.id]) for post in written}
        earlier = {fact.key: fact for post in written for fact in earlier_versions(post, activities[post.id])}
        facts = (earlier | activities).values()
        texts = {post.id: post.whole for post in written}
        return self.reading(
            trouble, activities=tuple(sorted(facts, key=lambda fact: int(fact.key))), texts=texts, **parts
        )

    def ask(self, method: Callable[..., requests.Response], model: type[A], usd: Decimal, **params: Any) -> A:
        """The parsed answer. Raises NetworkTrouble. ``usd``: the price of a row.

        A 200 that cannot be read may have been billed for all that was asked for, and counts so.
        """
        params = self._affordable_params(params, usd)
        response: requests.Response | None = None
        try:
            response = method(**params)
            answer = model.model_validate_json(response.content)
        except GateClosed as error:  # it was not sent
            raise NetworkTrouble(to_trouble(error)) from error
        except FAILURES as error:
            head = response if response is not None else getattr(error, "response", None)
            self._note(method, _rows_requested(params) if head is not None and head.ok else 0, usd)
            raise NetworkTrouble(to_trouble(error)) from error
        # whether X bills the posts that came along is not documented: they are reckoned as billed
        expanded = answer.includes.tweets if isinstance(answer, Posts) else ()
        billed_ids = [row.id for row in (*getattr(answer, "data", ()), *expanded)]
        self._note(method, self.setup.bill.fresh(billed_ids, usd, self.now), usd)
        return answer

    def _note(self, method: Callable[..., object], billed_rows: int, usd: Decimal) -> None:
        # by tweepy's name for it: ``users_followers``, ``search_recent_tweets``, …
        endpoint = str(getattr(method, "func", method).__name__).removeprefix("get_")
        self.note_request(endpoint, billed_rows, billed_rows * usd)

    def _affordable_params(self, params: dict[str, Any], usd: Decimal) -> dict[str, Any]:
        """The parameters of a request that the allowance still pays for, at its dearest: with a smaller page, if it
        must be. Raises NetworkTrouble."""
        self.require_request()
        dollars = self.allowance.usd
        if dollars is None or not usd:
            return params
        dearest = usd * (1 + EXPANDED) if "expansions" in params else usd
        affordable, page = int((dollars - self.usd) / dearest), params.get("max_results", 0)
        requested = _rows_requested(params)
        if affordable >= requested:
            return params
        if affordable < min(LEAST_ROWS, requested) or not page:
            raise NetworkTrouble(Trouble(TroubleKind.BUDGET, detail="dollars"))
        return params | {"max_results": affordable}

    def affordable(self, usd: Decimal, at_most: int) -> int:
        """How many rows of a batch the allowance pays for, one at least: if not even that, the request is not sent."""
        dollars = self.allowance.usd
        return at_most if dollars is None else max(1, min(at_most, int((dollars - self.usd) / usd)))

    def posts_by_id(self, ids: Sequence[str], fields: Sequence[str]) -> Iterator[tuple[list[str], Posts]]:
        """https://docs.x.com/x-api/posts/get-posts-by-ids: the ids of each batch, a hundred or as many as are paid for,
        and its answer. Raises NetworkTrouble."""
        remaining = list(ids)
        while remaining:
            size = self.affordable(POST_USD, BATCH)
            batch, remaining = remaining[:size], remaining[size:]
            yield batch, self.ask(self.client.get_tweets, Posts, POST_USD, ids=batch, tweet_fields=list(fields))

    def pages(
        self,
        method: Callable[..., requests.Response],
        model: type[A],
        usd: Decimal,
        later_page_size: int = 0,
        **params: Any,
    ) -> Iterator[A]:
        """One answer after the other until there is no more. Raises NetworkTrouble: TooManyPages for too many.

        ``later_page_size``: how many rows the pages after the first have (0: as many as the first).

        https://docs.x.com/x-api/fundamentals/pagination: only a missing token ends, not a short or an empty page.
        """
        name = "next_token" if "query" in params else "pagination_token"

        def fetch(token: str) -> tuple[A, str | None]:
            if token:
                params[name] = token
                if later_page_size:
                    params["max_results"] = max(later_page_size, params["max_results"])
            answer = self.ask(method, model, usd, **params)
            return answer, (answer.meta.next_token if answer.meta else None) or None

        return follow_pages(fetch, self.setup.pages_at_most)


def _rows_requested(params: Mapping[str, Any]) -> int:
    """How many rows these parameters ask for at the most."""
    return int(params.get("max_results") or len(params.get("ids") or params.get("usernames") or "1"))

"""What the three networks have in common for the faults: people who act there, a proxy in between, an adapter.

Everything goes over HTTP: the engine's adapter asks the proxy, the proxy asks the server, and people act on the server
itself. What an answer looks like is different on each network; ``rows`` and the like hide that from the table.
"""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar

from mooc.core.facts.network import Network
from tests.proxy import Answer, FaultyProxy

PATIENCE, CALM = 0.3, 5.0
"""Seconds for a whole answer: where the fault is that none comes, and else, as machines that test are busy."""
PAGES_AT_MOST = 6
PAGE = 2
TEXT = "a blackbird sings"
ROWS = list[dict[str, Any]]


class Ground(ABC):
    """One network with people on it. ``posts_word`` and ``follows_word`` stand in the paths of those questions.

    ``standing_word``: of the question whether somebody can be read. ``secret``: what no log may hold.
    """

    name: ClassVar[str]
    follows_word: ClassVar[str]
    standing_word: ClassVar[str]
    secret: ClassVar[str] = "not-a-secret-of-this-network"
    page: ClassVar[int] = PAGE
    """How many posts an answer holds at most."""

    def __init__(self, proxy: FaultyProxy) -> None:
        self.proxy = proxy
        self.adapter: Network = self.opened(proxy.url)
        self.handles: list[str] = []

    @abstractmethod
    def opened(self, url: str, patience: float = CALM) -> Network:
        """The adapter, which asks that address, and waits so many seconds for a whole answer."""

    def now(self) -> datetime:
        """The course's time."""
        return datetime.now(UTC)

    def tick(self) -> None:  # noqa: B027 most clocks go by themselves
        """Time goes on, where it does not by itself."""

    @abstractmethod
    def start(self) -> datetime:
        """When the cohort begins: before all that happens."""

    @abstractmethod
    def host(self) -> str:
        """The stable id of whom the learners follow."""

    @abstractmethod
    def join(self, name: str) -> str:
        """Somebody new; returns the stable id, by which the rest knows them."""

    @abstractmethod
    def follow(self, account: str) -> None:
        """They follow the host."""

    @abstractmethod
    def post(self, account: str, text: str) -> str:
        """They post that, with the tag; returns the key."""

    @abstractmethod
    def delete(self, account: str, key: str) -> None:
        """They delete it."""

    @abstractmethod
    def settle(self, account: str, posts: int) -> None:
        """Wait until the network shows so many of their posts, and their follow."""

    @abstractmethod
    def is_of_posts(self, path: str, account: str) -> bool:
        """Whether that is the question for the posts of this account (where all are asked together: for any)."""

    @abstractmethod
    def reset(self, seconds: int) -> dict[str, str]:
        """The header that says when a limit ends: so many seconds from now."""

    @abstractmethod
    def rows(self, body: Any) -> ROWS:
        """The rows of an answer."""

    @abstractmethod
    def with_rows(self, answer: Answer, rows: Sequence[dict[str, Any]] | None) -> Answer:
        """The answer with these rows instead (None: ``null``)."""

    @abstractmethod
    def with_next(self, answer: Answer, cursor: str) -> Answer:
        """The answer as if there were another page, behind that cursor."""

    @abstractmethod
    def cursor_of(self, path: str) -> str:
        """The cursor in a request; empty in one for the first page."""

    def is_about(self, row: dict[str, Any], accounts: Collection[str]) -> bool:
        """Whether a row is about one of these."""
        return any(account in json.dumps(row) for account in accounts)

    @abstractmethod
    def edit(self, account: str, key: str, text: str, tagged: bool) -> list[str]:
        """They change the post; returns the key of the new version, where it has one that can be seen."""

    def skip(self, days: int) -> None:
        """So much time passes."""
        raise AssertionError("the table says that this does not happen on this network")

    def rename(self, account: str) -> None:
        """They take another handle."""
        raise AssertionError("the table says that this does not happen on this network")

    @abstractmethod
    def suspended(self, account: str) -> AbstractContextManager[None]:
        """The network has suspended them."""

    def protected(self, account: str) -> AbstractContextManager[None]:
        """Only their followers can read them."""
        raise AssertionError("the table says that this does not happen on this network")

    def moved(self, account: str) -> AbstractContextManager[None]:
        """They have gone to another account."""
        raise AssertionError("the table says that this does not happen on this network")

    @contextmanager
    def elsewhere(self, url: str) -> Iterator[None]:
        """As if the server stood at ``url``, with little patience."""
        self.adapter, before = self.opened(url, PATIENCE), self.adapter
        try:
            yield
        finally:
            self.adapter = before

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """The adapter does not wait for long."""
        self.adapter, before = self.opened(self.proxy.url, PATIENCE), self.adapter
        try:
            yield
        finally:
            self.adapter = before

    def change(self, change: Callable[[dict[str, Any]], object]) -> Callable[[Answer], Answer]:
        """A spoil that changes each row."""

        def spoiled(answer: Answer) -> Answer:
            rows = self.rows(json.loads(answer.body))
            for row in rows:
                change(row)
            return self.with_rows(answer, rows)

        return spoiled


def replaced(answer: Answer, body: Any) -> Answer:
    """The answer with another body."""
    return answer._replace(body=json.dumps(body).encode())

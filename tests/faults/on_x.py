"""X: the sandbox, with a clock that goes on a minute at each look."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from fixtures.sandbox import Sandbox
from mooc.core.facts.network import Network
from mooc.networks.x.adapter import X
from mooc.services.spending.ratelimit import StoreGate
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from tests.faults.env import CALM, PAGES_AT_MOST, ROWS, Ground, replaced
from tests.proxy import Answer, FaultyProxy

HOST = WorldAccount("host", "99")
SECOND = timedelta(seconds=1)


class OnX(Ground):
    """X. Everybody's posts come in one search; a page of it holds a hundred."""

    name: ClassVar[str] = "x"
    follows_word: ClassVar[str] = "/followers"
    standing_word: ClassVar[str] = "/2/users?"
    secret: ClassVar[str] = "sandbox-bearer"
    page: ClassVar[int] = 100

    def __init__(self, proxy: FaultyProxy) -> None:
        self.moment = datetime.now(UTC).replace(microsecond=0)
        self._start = self.moment
        self._numbers = count(1)
        self.people: dict[str, str] = {}
        self.sandbox = Sandbox(World((HOST,)), self.now, bearer=self.secret, lag=timedelta(0))
        self.sandbox.start()
        proxy.upstream = self.sandbox.url
        super().__init__(proxy)

    def opened(self, url: str, patience: float = CALM) -> Network:
        return X(
            url,
            bearer=self.secret,
            lag=timedelta(0),
            timeout=patience,
            pages_at_most=PAGES_AT_MOST,
            gate=StoreGate(),
        )

    def now(self) -> datetime:
        return self.moment

    def tick(self) -> None:
        self.moment += timedelta(minutes=1)

    def start(self) -> datetime:
        return self._start

    def host(self) -> str:
        return HOST.id

    def join(self, name: str) -> str:
        account = str(100_000_000_000_000_000 + next(self._numbers))
        self.people[account] = f"{name}_{account[-4:]}"
        self.handles.append(self.people[account])
        world = self.sandbox.world
        self.sandbox.world = World((*world.accounts, WorldAccount(self.people[account], account)), tuple(world.events))
        return account

    def follow(self, account: str) -> None:
        self.happens(EventName.FOLLOW, HOST.handle, self.people[account])

    def post(self, account: str, text: str) -> str:
        name = f"p{next(self._numbers)}"
        self.happens(EventName.POST, name, self.people[account], text=text, tags=("mooc",))
        return self.sandbox.world.post_id(name)

    def delete(self, account: str, key: str) -> None:
        self.happens(EventName.DELETE, self._name(key))

    def _name(self, key: str) -> str:
        posts = (event.object for event in self.sandbox.world.events if event.what is EventName.POST)
        return next(name for name in posts if self._id(name) == key)

    def _id(self, name: str) -> str:
        return self.sandbox.world.post_id(name)

    def happens(self, what: EventName, object_: str, by: str = "", **more: Any) -> None:
        """Each thing a second after the one before."""
        self.moment += SECOND
        self.sandbox.world = self.sandbox.world.plus(Event(self.moment, what, object_, by, **more))

    def edit(self, account: str, key: str, text: str, tagged: bool) -> list[str]:
        new = f"v{next(self._numbers)}"
        self.happens(EventName.EDIT, self._name(key), text=text, tags=("mooc",) if tagged else ("other",), to=new)
        return [self._id(new)] if tagged else []

    def skip(self, days: int) -> None:
        self.moment += timedelta(days=days)

    def rename(self, account: str) -> None:
        self.handles.append(f"{self.people[account]}x")
        self.happens(EventName.RENAME, self.people[account], to=self.handles[-1])

    @contextmanager
    def suspended(self, account: str) -> Iterator[None]:
        self.happens(EventName.SUSPEND, self.people[account])
        yield
        self.happens(EventName.UNSUSPEND, self.people[account])

    @contextmanager
    def protected(self, account: str) -> Iterator[None]:
        self.happens(EventName.PROTECT, self.people[account])
        yield
        self.happens(EventName.UNPROTECT, self.people[account])

    def settle(self, account: str, posts: int) -> None:
        self.moment += timedelta(minutes=1)

    def is_of_posts(self, path: str, account: str) -> bool:
        return "/search/recent" in path

    def reset(self, seconds: int) -> dict[str, str]:
        return {"x-rate-limit-reset": str(int(time.time()) + seconds), "x-rate-limit-remaining": "0"}

    def rows(self, body: Any) -> ROWS:
        return list(body.get("data", ()))

    def with_rows(self, answer: Answer, rows: Sequence[dict[str, Any]] | None) -> Answer:
        return replaced(answer, {**json.loads(answer.body), "data": rows})

    def with_next(self, answer: Answer, cursor: str) -> Answer:
        body = json.loads(answer.body)
        return replaced(answer, {**body, "meta": {**body.get("meta", {}), "next_token": cursor}})

    def cursor_of(self, path: str) -> str:
        query = parse_qs(urlsplit(path).query)
        return next(iter(query.get("next_token") or query.get("pagination_token") or ()), "")


@contextmanager
def on_x() -> Iterator[OnX]:
    """A sandbox of its own for each test: it starts at once."""
    with FaultyProxy().running() as proxy:
        ground = OnX(proxy)
        try:
            yield ground
        finally:
            ground.sandbox.stop()

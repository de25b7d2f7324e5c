"""Bluesky: the real network."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from fixtures.bluesky import BlueskyNetwork, Person
from fixtures.bluesky.person import call
from mooc.core.facts.network import Network
from mooc.networks.bluesky.adapter import Bluesky
from mooc.services.spending.ratelimit import StoreGate
from tests.bluesky import Join, eventually
from tests.faults.env import CALM, PAGE, PAGES_AT_MOST, ROWS, Ground, replaced
from tests.proxy import ALWAYS, Answer, FaultyProxy


class OnBluesky(Ground):
    """Bluesky. Each account's posts are asked for alone."""

    name: ClassVar[str] = "bluesky"
    follows_word: ClassVar[str] = "getRelationships"
    standing_word: ClassVar[str] = "getProfiles"

    def __init__(self, proxy: FaultyProxy, network: BlueskyNetwork, join: Join) -> None:
        proxy.upstream = network.appview
        self._network, self._join = network, join
        self.people: dict[str, Person] = {}
        self._start = datetime.now(UTC) - timedelta(minutes=1)
        self._host = _host(join)
        super().__init__(proxy)

    def opened(self, url: str, patience: float = CALM) -> Network:
        return _adapter(url, patience)

    def start(self) -> datetime:
        return self._start

    def host(self) -> str:
        return self._host.did

    def join(self, name: str) -> str:
        person = self._join(name)
        self.people[person.did] = person
        self.handles.append(person.handle)
        return person.did

    def follow(self, account: str) -> None:
        self.people[account].follow(self._host)

    def post(self, account: str, text: str) -> str:
        return self.people[account].post(text, tags=["mooc"]).uri

    def delete(self, account: str, key: str) -> None:
        self.people[account].delete(key)

    def edit(self, account: str, key: str, text: str, tagged: bool) -> list[str]:
        """The record is put anew, under the same URI."""
        _, _, repo, collection, rkey = key.split("/")
        record = {
            "$type": collection,
            "text": text,
            "tags": ["mooc"] if tagged else [],
            "createdAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
        }
        person = self.people[account]
        wish = {"repo": repo, "collection": collection, "rkey": rkey, "record": record}
        call(person.pds, "com.atproto.repo.putRecord", wish, person.token)
        return []

    def rename(self, account: str) -> None:
        handle = f"new-{self.people[account].handle}"
        self.people[account].rename(handle)
        self.handles.append(handle)

    @contextmanager
    def suspended(self, account: str) -> Iterator[None]:
        """By a moderator of the AppView, as its answers say it."""
        error = b'{"error":"AccountTakedown","message":"Account has been suspended"}'
        profile = lambda path: "getProfile?" in path and account in unquote(path)  # noqa: E731
        profiles = lambda path: "getProfiles?" in path and account in unquote(path)  # noqa: E731
        self.proxy.spoil(profile, lambda answer: Answer(400, answer.headers, error), ALWAYS)
        self.proxy.spoil(profiles, lambda answer: self._without(answer, account), ALWAYS)
        feed = lambda path: self.is_of_posts(path, account)  # noqa: E731
        self.proxy.spoil(feed, lambda answer: Answer(400, answer.headers, error), ALWAYS)
        yield

    def _without(self, answer: Answer, account: str) -> Answer:
        body = json.loads(answer.body)
        return replaced(answer, {"profiles": [one for one in body["profiles"] if one["did"] != account]})

    def settle(self, account: str, posts: int) -> None:
        def shown() -> tuple[int, bool]:
            """Somebody who is new is not known at once."""
            feed = self._ask("app.bsky.feed.getAuthorFeed", actor=account).get("feed", ())
            profile = self._ask("app.bsky.actor.getProfile", actor=account)
            ties = self._ask("app.bsky.graph.getRelationships", actor=self._host.did, others=account)
            followed = bool(ties["relationships"][0].get("followedBy")) or not profile.get("followsCount")
            return len(feed), followed and profile.get("postsCount", 0) == posts

        eventually(shown, lambda seen: seen == (posts, True))

    def _ask(self, method: str, **params: str) -> Any:
        answer = requests.get(f"{self._network.appview}/xrpc/{method}", params=params, timeout=10)
        return answer.json()

    def is_of_posts(self, path: str, account: str) -> bool:
        return "getAuthorFeed" in path and account in unquote(path)

    def reset(self, seconds: int) -> dict[str, str]:
        return {"ratelimit-reset": str(int(time.time()) + seconds), "ratelimit-remaining": "0"}

    def rows(self, body: Any) -> ROWS:
        return list(body["relationships"] if "relationships" in body else body.get("feed", ()))

    def with_rows(self, answer: Answer, rows: Sequence[dict[str, Any]] | None) -> Answer:
        body = json.loads(answer.body)
        return replaced(answer, {**body, "relationships" if "relationships" in body else "feed": rows})

    def with_next(self, answer: Answer, cursor: str) -> Answer:
        return replaced(answer, {**json.loads(answer.body), "cursor": cursor})

    def cursor_of(self, path: str) -> str:
        return next(iter(parse_qs(urlsplit(path).query).get("cursor", ())), "")


@cache
def _adapter(url: str, patience: float) -> Bluesky:
    """One for each address: to open one takes a tenth of a second."""
    return Bluesky(url, lag=timedelta(0), page=PAGE, timeout=patience, pages_at_most=PAGES_AT_MOST, gate=StoreGate())


@cache
def _host(join: Join) -> Person:
    return join("host")


@contextmanager
def on_bluesky(network: BlueskyNetwork, join: Join) -> Iterator[OnBluesky]:
    """The network of the whole session."""
    with FaultyProxy().running() as proxy:
        yield OnBluesky(proxy, network, join)

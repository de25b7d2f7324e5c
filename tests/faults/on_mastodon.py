"""Mastodon: mastodon-mock over HTTP, known under the proxy's address."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from mooc.core.facts.network import Network
from mooc.networks.mastodon import asker
from mooc.networks.mastodon.adapter import Mastodon
from mooc.networks.mastodon.urls import edit_key
from mooc.services.spending.ratelimit import StoreGate
from tests.faults.env import CALM, PAGE, PAGES_AT_MOST, ROWS, Ground, replaced
from tests.mastodon_server import MastodonServer, mastodon_server, token_of
from tests.proxy import ALWAYS, Answer, FaultyProxy

PEOPLE = 400
NAMES = [f"person{n}" for n in range(PEOPLE)]


class OnMastodon(Ground):
    """Mastodon. Each account's posts are asked for alone, at its home server: here all live on the course's."""

    name: ClassVar[str] = "mastodon"
    follows_word: ClassVar[str] = "/accounts/relationships"
    standing_word: ClassVar[str] = "/api/v1/accounts/"
    secret: ClassVar[str] = token_of("host")

    def __init__(self, proxy: FaultyProxy, server: MastodonServer, names: Iterator[str]) -> None:
        self.server, self._names = server, names
        self._start = datetime.now(UTC) - timedelta(minutes=1)
        self.people: dict[str, str] = {}
        self._follows: set[str] = set()
        super().__init__(proxy)

    def opened(self, url: str, patience: float = CALM) -> Network:
        return Mastodon(
            url,
            token=self.secret,
            gate=StoreGate(),
            loopback=True,
            lag=timedelta(0),
            page=PAGE,
            pages_at_most=PAGES_AT_MOST,
            timeout=patience,
        )

    @contextmanager
    def elsewhere(self, url: str) -> Iterator[None]:
        """The accounts name their server: what changes is where that server is found."""
        with pytest.MonkeyPatch.context() as patch, self.impatient():
            patch.setattr(asker, "base_url", lambda host, loopback=False: url)
            yield

    def start(self) -> datetime:
        return self._start

    def host(self) -> str:
        return f"{self.server.id_of('host')}@{self.proxy.url.removeprefix('http://')}"

    def join(self, name: str) -> str:
        handle = next(self._names)
        account = f"{self.server.id_of(handle)}@{self.proxy.url.removeprefix('http://')}"
        self.people[account] = handle
        self.handles.append(handle)
        return account

    def follow(self, account: str) -> None:
        self._acting(account).account_follow(self.server.id_of("host"))

    def post(self, account: str, text: str) -> str:
        return str(self._acting(account).status_post(f"{text} #mooc").uri)

    def delete(self, account: str, key: str) -> None:
        self._acting(account).status_delete(key.rpartition("/")[2])

    def edit(self, account: str, key: str, text: str, tagged: bool) -> list[str]:
        changed = self._acting(account).status_update(key.rpartition("/")[2], f"{text} #mooc" if tagged else text)
        return [edit_key(key, int(changed.edited_at.timestamp()))]

    def is_about(self, row: dict[str, Any], accounts: Collection[str]) -> bool:
        return row.get("id") in {account.partition("@")[0] for account in accounts}

    @contextmanager
    def suspended(self, account: str) -> Iterator[None]:
        """As Mastodon shows it: the account says so, and its posts are none."""
        self.proxy.spoil(lambda path: self.is_of_posts(path, account), lambda answer: replaced(answer, []), ALWAYS)
        self._account_says(account, {"suspended": True})
        yield

    @contextmanager
    def moved(self, account: str) -> Iterator[None]:
        self._account_says(account, {"moved": {"id": "1", "acct": "somebody@elsewhere.example"}})
        yield

    def _account_says(self, account: str, more: dict[str, Any]) -> None:
        own = f"/api/v1/accounts/{account.partition('@')[0]}"
        self.proxy.spoil(
            lambda path: path.partition("?")[0] == own,
            lambda answer: replaced(answer, {**json.loads(answer.body), **more}),
            ALWAYS,
        )

    def _acting(self, account: str) -> Any:
        return self.server.acting(self.people[account])

    def settle(self, account: str, posts: int) -> None:
        """It is there at once."""

    def is_of_posts(self, path: str, account: str) -> bool:
        return re.search(rf"/accounts/{account.partition('@')[0]}/statuses", path) is not None

    def reset(self, seconds: int) -> dict[str, str]:
        at = datetime.now(UTC) + timedelta(seconds=seconds)
        return {"X-RateLimit-Reset": at.isoformat(), "X-RateLimit-Remaining": "0"}

    def rows(self, body: Any) -> ROWS:
        return list(body)

    def with_rows(self, answer: Answer, rows: Sequence[dict[str, Any]] | None) -> Answer:
        return replaced(answer, rows)

    def with_next(self, answer: Answer, cursor: str) -> Answer:
        link = f'<{self.proxy.url}/api/v1/accounts/1/statuses?max_id={cursor}>; rel="next"'
        return answer._replace(headers={**answer.headers, "Link": link})

    def cursor_of(self, path: str) -> str:
        query = parse_qs(urlsplit(path).query)
        return next(iter(query.get("max_id") or query.get("min_id") or ()), "")


class Town(NamedTuple):
    """One server behind one proxy, whose address it bears, and the names of those on it who have done nothing yet."""

    proxy: FaultyProxy
    server: MastodonServer
    names: Iterator[str]


@contextmanager
def a_town() -> Iterator[Town]:
    """For a whole module."""
    behind = FaultyProxy()
    known_as = behind.url.removeprefix("http://")
    with behind.running() as proxy, mastodon_server(["host", *NAMES], known_as=known_as) as server:
        proxy.upstream = server.url
        yield Town(proxy, server, iter(NAMES))


def on_mastodon(town: Town) -> OnMastodon:
    """The town, as if nothing had happened."""
    town.proxy.begin_anew()
    return OnMastodon(*town)

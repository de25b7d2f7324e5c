"""A server that speaks Mastodon's API, on loopback: mastodon-mock over HTTP, with people who act through Mastodon.py.

It stands for one Mastodon server. Two of them stand for federation: somebody of the other server has to be named in
``strangers`` and acts here under the token of that name, as no activity travels between mocks. What it does not have:
hidden lists, ``quotes_count``, visibility against strangers, dropped or refused batches (for these there is
``tests/networks/mastodon/recorded.py``).
"""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
import uvicorn
from mastodon import Mastodon
from mastodon_mock.app import create_app
from mastodon_mock.config import DatabaseConfig, MastodonMockConfig, SeedAccount, SeedConfig

STARTS_WITHIN = 10.0


@dataclass
class MastodonServer:
    """A running server. ``asked``: path and query of each request to the API that was not one of ``acting`` people."""

    url: str
    asked: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def acting(self, name: str) -> Any:
        """Mastodon.py with that person's token: ``user`` or ``user@server``."""
        return Mastodon(api_base_url=self.url, access_token=token_of(name), user_agent="acting")

    def id_of(self, name: str) -> str:
        """The id of ``user`` or ``user@server`` on this server."""
        return str(self.acting("").account_lookup(name).id)

    def account(self, name: str) -> str:
        """The stable id of a person of this server."""
        return f"{self.id_of(name)}@{self.host}"

    def spoil(self, path: str, effect: dict[str, Any], count: int | None = None) -> str:
        """From now on answer ``path`` (``*`` stands for anything) with a fault; returns the rule's id."""
        rule = {"match": {"path": path}, "effect": effect, "count": count}
        answer = requests.post(f"{self.url}/api/v1/_mock/faults", json=rule, timeout=10)
        answer.raise_for_status()
        return str(answer.json().get("id", ""))

    def heal(self) -> None:
        """No faults any more."""
        requests.delete(f"{self.url}/api/v1/_mock/faults", timeout=10).raise_for_status()


def token_of(name: str) -> str:
    """Everybody's token, by name."""
    return f"token-of-{name}"


@contextmanager
def mastodon_server(
    people: Sequence[str], strangers: Sequence[str] = (), known_as: str = ""
) -> Iterator[MastodonServer]:
    """A server with these people of its own, and ``strangers`` (``user@server``) whom it has met.

    ``known_as``: the host that its addresses name, where it stands behind a proxy.
    """
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = MastodonServer(f"http://127.0.0.1:{listening.getsockname()[1]}")
        accounts = [SeedAccount(username=name, access_token=token_of(name)) for name in people]
        for stranger in strangers:
            user, _, domain = stranger.partition("@")
            accounts.append(SeedAccount(username=user, domain=domain, access_token=token_of(stranger)))
        config = MastodonMockConfig(
            domain=known_as or server.host,
            url_scheme="http",
            database=DatabaseConfig(path=":memory:"),
            seed=SeedConfig(accounts=accounts),
        )
        running = uvicorn.Server(uvicorn.Config(_noting(create_app(config), server.asked), log_level="warning"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        end = time.monotonic() + STARTS_WITHIN
        while not running.started:
            assert thread.is_alive() and time.monotonic() < end, "mastodon-mock did not start"
            time.sleep(0.01)
        try:
            yield server
        finally:
            running.should_exit = True
            thread.join(STARTS_WITHIN)


def _noting(app: Any, asked: list[str]) -> Any:
    async def noting(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            agent = dict(scope["headers"]).get(b"user-agent", b"").decode()
            query = scope["query_string"].decode()
            if agent == "Twinome":
                asked.append(scope["path"] + (f"?{query}" if query else ""))
        await app(scope, receive, send)

    return noting

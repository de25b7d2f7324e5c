"""One question's requests: to which server, how many, for how long; and what outlives a question."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import requests

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.spending.gate import Gate
from mooc.networks.asker import BaseAsker
from mooc.networks.mastodon.capabilities import LAG
from mooc.networks.mastodon.client import GatedSession, Server
from mooc.networks.mastodon.urls import base_url
from mooc.networks.transport import PAGES_AT_MOST
from mooc.runtime import deadline

REQUESTS_AT_MOST = 200
SECONDS_AT_MOST = 60.0
REMEMBERED = 50_000
SPENT = Trouble(TroubleKind.PARTIAL, detail="more than one look may take")

T = TypeVar("T")
V = TypeVar("V")


class IdMemory:
    """What was learnt and does not change: whose id is whose. May be shared by threads; the oldest is forgotten.

    Another process, or this one after a restart, asks again: nothing but requests depends on it.
    """

    def __init__(self, at_most: int = REMEMBERED) -> None:
        self._lock, self._at_most = threading.Lock(), at_most
        self._values: OrderedDict[Hashable, Any] = OrderedDict()

    def recall(self, key: Hashable) -> Any:
        """What is known; None if nothing is."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def keep(self, key: Hashable, value: V) -> V:
        """Remember; returns the value."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > self._at_most:
                self._values.popitem(last=False)
        return value


@dataclass(frozen=True)
class Setup:
    """What all questions of one adapter share. ``course``: host of the course's server, empty if there is none.

    ``token``: of the course's account there; sent to that server alone. ``linked_handles``: stable id → the handle
    under which the account was linked, empty for others: servers that are closed to strangers do not tell it.
    """

    session: requests.Session
    gate: Gate
    course: str = ""
    token: str = field(default="", repr=False)
    lag: timedelta = LAG
    page: int = 40
    pages_at_most: int = PAGES_AT_MOST
    requests_at_most: int = REQUESTS_AT_MOST
    seconds_at_most: float = SECONDS_AT_MOST
    loopback: bool = False
    memory: IdMemory = field(default_factory=IdMemory)
    linked_handles: Callable[[str], str] = lambda account: ""


class Asker(BaseAsker):
    """The requests that one question takes, and no more than it may. ``now``: course time."""

    def __init__(self, setup: Setup, now: datetime, allowance: Limit = NO_LIMIT) -> None:
        super().__init__(now, setup.lag, allowance)
        self.setup, self.memory = setup, setup.memory
        self._deadline = time.monotonic() + deadline.seconds_left(setup.seconds_at_most)
        self._servers: dict[str, Server] = {}

    def server(self, host: str) -> Server:
        """That server; on the course's own we are the course's account, anywhere else we are nobody."""
        if host not in self._servers:
            token = self.setup.token if host == self.setup.course else ""
            session = GatedSession(self.setup.session, self.setup.gate, host, token, self)
            url = base_url(host, self.setup.loopback)
            self._servers[host] = Server(url, session, token, self.setup.pages_at_most)
        return self._servers[host]

    def once(self, key: Hashable, learn: Callable[[], T]) -> T:
        """What is remembered under the key, else learnt now. Raises what ``learn`` raises, and remembers nothing."""
        remembered: T | None = self.memory.recall(key)
        return self.memory.keep(key, learn()) if remembered is None else remembered

    def require_request(self) -> None:
        """Raises NetworkTrouble when the question has cost enough."""
        super().require_request()
        if self.requests >= self.setup.requests_at_most or time.monotonic() > self._deadline:
            raise NetworkTrouble(SPENT)

"""A proxy on loopback in front of a real server that spoils chosen answers.

For what the real network cannot be made to do at will: answer 429, fail on the third page, drip, break off, loop, hold
an answer until the worker is dead. It stands for nothing: all that is not spoiled is the real server's own answer.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import requests

ALWAYS = 1_000_000
HOLDS_AT_MOST = 60.0
ENDS_AFTER = 16 * 2**20
_PASSED_ON = ("Authorization", "Accept", "User-Agent")
_OF_THE_LINE = frozenset({"connection", "content-encoding", "content-length", "date", "server", "transfer-encoding"})


class Answer(NamedTuple):
    """What goes back: ``seconds``: how long the body takes, sent in ten pieces. ``lost``: bytes cut off its end.

    ``held``: nothing goes back until the test lets it, and then the connection is closed. ``endless``: the body never
    ends (after 16 MiB, it does).
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0
    lost: int = 0
    held: bool = False
    endless: bool = False


Spoil = Callable[[Answer], Answer]
Matches = Callable[[str], bool]


@dataclass
class _Plan:
    matches: Matches
    spoil: Spoil
    times: int
    after: int
    each_round: bool
    seen: int = 0

    def takes(self, path: str) -> bool:
        """Whether this request is spoiled; counts it."""
        if not self.matches(path):
            return False
        self.seen += 1
        return self.after < self.seen <= self.after + self.times


class FaultyProxy:
    """Forwards to ``upstream``. ``seen``: every path, in order. ``fired``: how many answers were spoiled. ``held``: set
    once an answer is held; ``go_on``: lets it go."""

    def __init__(self, upstream: str = "") -> None:
        self.upstream = upstream
        self.fired = 0
        self.seen: list[str] = []
        self.held, self.go_on = threading.Event(), threading.Event()
        self._plans: list[_Plan] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.proxy = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["FaultyProxy"]:
        """Serve from a thread of its own."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.go_on.set()
            self._server.shutdown()
            self._server.server_close()

    def spoil(
        self, which: str | Matches, spoil: Spoil, times: int = 1, after: int = 0, *, each_round: bool = False
    ) -> None:
        """Of the requests whose path holds (or satisfies) ``which``, ``times`` are spoiled, ``after`` that many.

        ``each_round``: and again after each ``new_round``.
        """
        word = which
        matches: Matches = word if callable(word) else lambda path: word in path
        with self._lock:
            self._plans.append(_Plan(matches, spoil, times, after, each_round))

    def new_round(self) -> None:
        """Begin to count anew, for what is spoiled in each round."""
        with self._lock:
            for plan in self._plans:
                plan.seen = 0 if plan.each_round else plan.seen

    def heal(self) -> None:
        """Nothing is spoiled any more."""
        with self._lock:
            self._plans.clear()
        self.go_on.set()

    def begin_anew(self) -> None:
        """As if nothing had happened yet."""
        self.heal()
        self.seen.clear()
        self.fired = 0
        self.held.clear()
        self.go_on.clear()

    def take(self, path: str) -> Spoil | None:
        """Note a request; what spoils its answer, if anything does."""
        with self._lock:
            self.seen.append(path)
            plan = next((plan for plan in self._plans if plan.takes(path)), None)
            self.fired += plan is not None
            return plan.spoil if plan else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True

    @property
    def proxy(self) -> FaultyProxy:
        return self.server.proxy  # type: ignore[attr-defined,no-any-return]

    def do_GET(self) -> None:
        spoil = self.proxy.take(self.path)
        answer = self._real()
        self._send(spoil(answer) if spoil else answer)

    def _real(self) -> Answer:
        passed_on = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
        asked = requests.Request("GET", self.proxy.upstream + self.path, headers=passed_on)
        with requests.Session() as session:
            session.trust_env = False
            real = session.send(session.prepare_request(asked), timeout=20, allow_redirects=False)
        headers = {name: value for name, value in real.headers.items() if name.lower() not in _OF_THE_LINE}
        return Answer(real.status_code, headers, real.content)

    def _send(self, answer: Answer) -> None:
        if answer.held:
            self.close_connection = True
            self.proxy.held.set()
            self.proxy.go_on.wait(HOLDS_AT_MOST)
            return
        self.close_connection = bool(answer.lost or answer.seconds or answer.endless)
        self.send_response(answer.status)
        length = {} if answer.endless else {"Content-Length": str(len(answer.body))}
        for name, value in {**length, **answer.headers}.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self._endless() if answer.endless else self._body(answer)

    def _body(self, answer: Answer) -> None:
        body = answer.body[: len(answer.body) - answer.lost]
        pieces = 10 if answer.seconds else 1
        step = len(body) // pieces + 1
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            self.wfile.flush()
            time.sleep(answer.seconds / pieces)

    def _endless(self) -> None:
        for _ in range(ENDS_AFTER // 2**16):
            self.wfile.write(b" " * 2**16)
            time.sleep(0.002)

    def handle(self) -> None:
        with suppress(OSError):  # the client has given up, as it should
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

"""A proxy on loopback between the engine and the real network, which makes faults that a network cannot be made to
make. It stands for nothing: what it does not spoil is the real network's own answer."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

Fault = Callable[["Handler"], None]
HOLDS_AT_MOST = 60.0


class FaultyProxy:
    """Forwards to ``upstream``. ``spoil(word, fault, times)``: the next requests whose path holds ``word`` get
    ``fault``. ``fired``: how many did. ``seen``: every path, in order."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.fired = 0
        self.seen: list[str] = []
        self._spoils: list[list[Any]] = []
        self._lock = threading.Lock()
        self.held = threading.Event()
        self.go_on = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.proxy = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["FaultyProxy"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.go_on.set()
            self._server.shutdown()
            self._server.server_close()

    def spoil(self, word: str, fault: Fault, times: int = 1, after: int = 0) -> None:
        """From the request after ``after`` matching ones on, ``times`` of them get ``fault``."""
        self._spoils.append([word, fault, times, after])

    def heal(self) -> None:
        self._spoils.clear()
        self.go_on.set()

    def fault_for(self, path: str) -> Fault | None:
        with self._lock:
            self.seen.append(path)
            for spoil in self._spoils:
                if spoil[0] in path and spoil[2] > 0:
                    if spoil[3] > 0:
                        spoil[3] -= 1
                        return None
                    spoil[2] -= 1
                    self.fired += 1
                    fault: Fault = spoil[1]
                    return fault
        return None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def proxy(self) -> FaultyProxy:
        return self.server.proxy  # type: ignore[attr-defined,no-any-return]

    def do_GET(self) -> None:
        fault = self.proxy.fault_for(self.path)
        if fault:
            fault(self)
        else:
            self.forward()

    def forward(self, cut: int | None = None) -> None:
        answer = requests.get(self.proxy.upstream + self.path, timeout=20)
        self.answer(answer.status_code, answer.content, cut=cut)

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None, cut: int | None = None) -> None:
        sent = body if cut is None else body[: len(body) * cut // 100]
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


def status(code: int, **headers: str) -> Fault:
    body = json.dumps({"error": "Spoiled", "message": "by the test"}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: handler.answer(code, body, named)


def truncated(handler: Handler) -> None:
    """The answer breaks off in the middle, its length header telling the truth about what was sent."""
    handler.forward(cut=60)


def hold(handler: Handler) -> None:
    """The answer is held until the test lets it go on."""
    handler.proxy.held.set()
    handler.proxy.go_on.wait(HOLDS_AT_MOST)
    handler.close_connection = True

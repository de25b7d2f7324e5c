"""A proxy in front of a real server that spoils chosen answers.

For what the real network cannot be made to do at will: answer 429, fail on the third page, drip, break off, loop. All
that is not spoiled comes from the real server.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import requests


class Answer(NamedTuple):
    """What goes back: ``seconds``: how long the body takes, sent in ten pieces. ``lost``: bytes cut off its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0
    lost: int = 0


Spoil = Callable[[Answer], Answer]


class Faulty(NamedTuple):
    """A running proxy. ``asked``: the paths, in order."""

    url: str
    asked: list[str]


@contextmanager
def faulty(server: str, spoil: Spoil, *, which: Callable[[int, str], bool] = lambda n, path: True) -> Iterator[Faulty]:
    """Answer for ``server``; the n-th request (from 1) for ``path`` is spoiled where ``which(n, path)``."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            real = requests.get(f"{server}{self.path}", timeout=10)
            answer = Answer(real.status_code, {"Content-Type": real.headers["Content-Type"]}, real.content)
            self._send(spoil(answer) if which(len(asked), self.path) else answer)

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            body = answer.body[: len(answer.body) - answer.lost]
            step = len(body) // 10 + 1
            for start in range(0, len(body), step):
                time.sleep(answer.seconds / 10)
                self.wfile.write(body[start : start + step])
            self.close_connection = True

        def handle(self) -> None:
            with suppress(OSError):  # the client has given up, as it should
                super().handle()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        try:
            yield Faulty(f"http://127.0.0.1:{http.server_port}", asked)
        finally:
            http.shutdown()
            thread.join()


def rate_limited(reset: int | None) -> Spoil:
    headers = {"ratelimit-reset": str(reset)} if reset else {}
    return lambda answer: Answer(429, {**answer.headers, **headers}, b'{"error":"RateLimitExceeded"}')


def failing(status: int) -> Spoil:
    return lambda answer: Answer(status, answer.headers, b'{"error":"InternalServerError"}')


def slow(seconds: float) -> Spoil:
    return lambda answer: answer._replace(seconds=seconds)


def truncated(answer: Answer) -> Answer:
    return answer._replace(body=answer.body[:-20])


def broken_off(answer: Answer) -> Answer:
    return answer._replace(lost=20)


def redirected(answer: Answer) -> Answer:
    return Answer(302, {"Location": "http://127.0.0.1:9/"}, b"")


def a_page_of_html(answer: Answer) -> Answer:
    return Answer(200, {"Content-Type": "text/html"}, b"<h1>Down for maintenance</h1>")


def missing_field(answer: Answer) -> Answer:
    return answer._replace(body=b'{"cursor":"1"}')


def always_another_page(answer: Answer) -> Answer:
    return answer._replace(body=json.dumps({**json.loads(answer.body), "cursor": "1__a"}).encode())

"""The faults that a proxy in front of a real server makes of its answers, and one that makes a single one of them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.proxy import ALWAYS, Answer, FaultyProxy, Spoil


class Faulty(NamedTuple):
    """A running proxy. ``asked``: the paths, in order."""

    url: str
    asked: list[str]


@contextmanager
def faulty(server: str, spoil: Spoil, *, which: Callable[[int, str], bool] = lambda n, path: True) -> Iterator[Faulty]:
    """Answer for ``server``; the n-th request (from 1) for ``path`` is spoiled where ``which(n, path)``."""
    with FaultyProxy(server).running() as proxy:
        proxy.spoil(lambda path: which(len(proxy.seen), path), spoil, times=ALWAYS)
        yield Faulty(proxy.url, proxy.seen)


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

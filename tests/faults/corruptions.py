"""What a fault makes of an answer, the same on every network."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from tests.faults.env import Ground
from tests.proxy import Answer, Spoil

JSON = {"Content-Type": "application/json"}


def status(code: int, headers: Callable[[], dict[str, str]] = dict) -> Spoil:
    """That status, with headers as of then, and an error in JSON that names no reason."""
    return lambda answer: Answer(code, {**JSON, **headers()}, b'{"error":"Broken"}')


def html(answer: Answer) -> Answer:
    return Answer(200, {"Content-Type": "text/html"}, b"<!doctype html><title>Maintenance</title><p>Back soon.</p>")


def held(answer: Answer) -> Answer:
    return answer._replace(held=True)


def slow(seconds: float) -> Spoil:
    return lambda answer: answer._replace(seconds=seconds)


def endless(answer: Answer) -> Answer:
    return Answer(200, JSON, b"", endless=True)


def truncated(answer: Answer) -> Answer:
    return answer._replace(body=answer.body[: len(answer.body) * 6 // 10])


def emptied(ground: Ground) -> Spoil:
    """Rows without any of their keys; an answer without rows has one such row."""

    def spoiled(answer: Answer) -> Answer:
        rows = ground.rows(json.loads(answer.body))
        return ground.with_rows(answer, [{} for _ in rows] or [{}])

    return spoiled


def nulled(ground: Ground) -> Spoil:
    return lambda answer: ground.with_rows(answer, None)


def of_other_types(ground: Ground) -> Spoil:
    """Each value of each row is an object with a list in it."""

    def spoiled(answer: Answer) -> Answer:
        rows = ground.rows(json.loads(answer.body)) or [{"id": "1"}]
        return ground.with_rows(answer, [{key: {"a": [1]} for key in row} for row in rows])

    return spoiled


def with_numbers(ground: Ground) -> Spoil:
    """Ids as JSON numbers, all of them beyond what a double can hold."""

    def number(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: _number(one) if key.endswith("id") else number(one) for key, one in value.items()}
        return [number(one) for one in value] if isinstance(value, list) else value

    return lambda answer: answer._replace(body=json.dumps(number(json.loads(answer.body))).encode())


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


class Paging:
    """Pages that lead astray: ``first`` page's answer again and again, or empty ones, each with a next page."""

    def __init__(self, ground: Ground, *, fresh: bool) -> None:
        self._ground, self._fresh, self._numbers = ground, fresh, count(1_000_000)
        self._first: Answer | None = None

    def __call__(self, answer: Answer) -> Answer:
        if answer.status == 200 and self._first is None:
            self._first = answer
        first = self._first or answer
        if self._fresh:
            number = next(self._numbers)
            page = first if number == 1_000_000 else self._ground.with_rows(first, [])
            return self._ground.with_next(page, str(number))
        return self._ground.with_next(first, "1000000")


class Repeating:
    """Each page holds the rows of the page before as well."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._before: list[dict[str, Any]] = []

    def __call__(self, answer: Answer) -> Answer:
        rows = self._ground.rows(json.loads(answer.body))
        self._before, before = rows, self._before
        return self._ground.with_rows(answer, [*before, *rows])

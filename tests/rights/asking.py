"""Asking for a row of the matrix: its address, what is sent with it, who sends it, and what became of it."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from mooc.runtime.log_redaction import SecretFilter
from tests.rights.matrix import Row

PREFIX = "/api/v1"
PROBES = ("/healthz", "/readyz")
FAR_AWAY = "203.0.113.9"
_PLACEHOLDER = re.compile(r"{(\w+)}|<\w+:(\w+)>|\(\?P<(\w+)>[^)]*\)")
_WRITE = re.compile(r'^(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "?(\w+)')
BOOKKEEPING = frozenset({"django_session", "ratelimit_bucket"})
"""Tables that a request may write to whatever it asks for: the session, the book of limits."""


class Answer(NamedTuple):
    """``status``: as the matrix writes it. ``wrote``: the tables that were written to; ``recorded``: what was put into
    the audit log; ``logged``: the log meanwhile, as it is written; ``mails``: the letters that were sent."""

    status: str
    response: HttpResponse
    wrote: frozenset[str]
    recorded: str
    logged: str
    mails: tuple[EmailMessage, ...]

    @property
    def text(self) -> str:
        """All that the reader gets: headers, cookies, body."""
        headers = "\n".join(f"{name}: {value}" for name, value in self.response.headers.items())
        return f"{headers}\n{self.response.cookies.output()}\n{self.response.content.decode()}"


class _Log(logging.Handler):
    """Keeps what is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.addFilter(SecretFilter())
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("django.db"):
            self.lines.append(self.format(record))


@contextmanager
def logged() -> Iterator[list[str]]:
    """The lines of the log meanwhile, down to INFO."""
    handler, root = _Log(), logging.getLogger()
    root.addHandler(handler)
    try:
        yield handler.lines
    finally:
        root.removeHandler(handler)


class _Undo(Exception):
    """Whatever the request did is taken back."""


def placeholders(row: Row) -> list[str]:
    """The names in its route, in their order."""
    return [next(filter(None, names)) for names in _PLACEHOLDER.findall(row.route)]


def address(row: Row, values: Mapping[str, object], **changes: object) -> str:
    """The path of the row, with these things for its placeholders."""
    chosen = {**values, **{name: values[other] for name, other in row.sent.params.items()}, **changes}
    filled = _PLACEHOLDER.sub(lambda found: str(chosen[next(filter(None, found.groups()))]), row.route)
    query = f"?{urlencode(row.sent.query)}" if row.sent.query else ""
    if row.is_page:
        return f"/{filled.removesuffix('$')}{query}"
    return filled + query if filled in PROBES else PREFIX + filled + query


def payload(row: Row, values: Mapping[str, object]) -> Any:
    """Its body, with ``$name`` filled in."""
    return _filled(row.sent.body, values)


def _filled(value: Any, values: Mapping[str, object]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return values[value[1:]]
    if isinstance(value, dict):
        return {name: _filled(part, values) for name, part in value.items()}
    if isinstance(value, list):
        return [_filled(part, values) for part in value]
    return value


def send(client: Client, row: Row, path: str, body: Any, **headers: str) -> HttpResponse:
    """Send it as a browser or as a program would."""
    if row.is_page and row.is_unsafe:
        return client.generic(
            row.method, path, urlencode(body or {}, doseq=True), "application/x-www-form-urlencoded",
            REMOTE_ADDR=FAR_AWAY, headers=headers,
        )  # fmt: skip
    given = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    return client.generic(row.method, path, REMOTE_ADDR=FAR_AWAY, headers=headers, **given)


@contextmanager
def _writes() -> Iterator[dict[str, list[str]]]:
    """The tables that are written to meanwhile, and what with."""
    tables: dict[str, list[str]] = {}

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := _WRITE.match(sql):
            tables.setdefault(found[1], []).append(str(params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables


def ask(client: Client, row: Row, path: str, body: Any) -> Answer:
    """Ask, and take back whatever that did; what was asked before is not held against it."""
    cache.clear()
    mail.outbox = []
    try:
        with logged() as lines, transaction.atomic(), _writes() as tables:
            response = send(client, row, path, body)
            raise _Undo
    except _Undo:
        wrote = frozenset(tables) - BOOKKEEPING
        status = _status(row, path, response, wrote)
        return Answer(
            status, response, wrote, "\n".join(tables.get("audit_entry", ())), "\n".join(lines), tuple(mail.outbox)
        )


def _status(row: Row, path: str, response: HttpResponse, wrote: frozenset[str]) -> str:
    """Who is led to the sign-in, and back to where he or she was, has got nothing: unless something was done first."""
    location = response.get("Location", "")
    if row.is_page and location.startswith("/accounts/login/?next=") and path.split("?")[0] in location and not wrote:
        return "log"
    return str(response.status_code)

"""Answers of servers of other kinds, as data, served over HTTP on loopback.

Each ``Dialect`` stands for one server of that kind, as far as our reads touch it. The shapes were written by hand. They
were checked against texts, not recorded from running servers: GoToSocial's ``internal/api/model/account.go``, Takahe's
``api/schemas.py``, Pleroma's ``docs/development/API/differences_in_mastoapi_responses.md``, and for Mastodon the pages
of https://docs.joinmastodon.org/methods/statuses/ and ``config/initializers/rack_attack.rb``. That GoToSocial and
Takahe refuse anonymous reads, and that some servers refuse a whole batch for one id, is taken on trust.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit


class Answer(NamedTuple):
    """What comes back: anything JSON, or text as it is."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = {}


Query = dict[str, list[str]]
Route = Callable[[Query, bool], Answer]
"""What a path answers. The flag: whether the request bore a token."""

NOT_FOUND = Answer({"error": "Record not found"}, 404)
NO_SUCH_PAGE = Answer("<html><h1>404</h1></html>", 404, {"Content-Type": "text/html"})
UNAUTHORIZED = Answer({"error": "Unauthorized: token not supplied"}, 401)


@dataclass
class Dialect:
    """A running server. ``routes``: path → answer. ``asked``: path and query of each request, in order."""

    routes: dict[str, Route | Answer] = field(default_factory=dict)
    otherwise: Answer = NOT_FOUND
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def answer(self, target: str, has_token: bool) -> Answer:
        """The answer to a path with its query."""
        self.asked.append(target)
        parts = urlsplit(target)
        route = self.routes.get(parts.path, self.otherwise)
        return route if isinstance(route, Answer) else route(parse_qs(parts.query), has_token)


@contextmanager
def served(dialect: Dialect) -> Iterator[Dialect]:
    """Serve it on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, status, headers = dialect.answer(self.path, "Authorization" in self.headers)
            sent = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def handle(self) -> None:
            with suppress(OSError):
                super().handle()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        dialect.url = f"http://127.0.0.1:{http.server_port}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield dialect
        finally:
            http.shutdown()
            thread.join()


def account(number: str, acct: str, **more: Any) -> dict[str, Any]:
    """An account in the words that all dialects share."""
    shown = {"id": number, "username": acct.partition("@")[0], "acct": acct, "url": "", "display_name": "", "note": ""}
    return {**shown, "fields": [], "followers_count": 0, "following_count": 0, "statuses_count": 0, **more}


def status(number: str, uri: str, by: Mapping[str, Any], at: str, **more: Any) -> dict[str, Any]:
    """A post in the words that all dialects share."""
    shown = {"id": number, "uri": uri, "url": uri, "created_at": at, "account": by, "content": "<p>hello</p>"}
    empty: dict[str, Any] = {"tags": [], "mentions": [], "media_attachments": [], "reblog": None, "card": None}
    return {**shown, **empty, "visibility": "public", "in_reply_to_id": None, "in_reply_to_account_id": None, **more}


def pages(rows: list[Any], size: int, cursor: Callable[[Any], str], by_link: bool = True) -> Route:
    """A list that is read by ``max_id`` and ``min_id``, newest first; the cursors may be anything."""

    def answer(query: Query, has_token: bool) -> Answer:
        names = [cursor(row) for row in rows]
        chosen = rows
        if "max_id" in query:
            at = query["max_id"][0]
            chosen = rows[names.index(at) + 1 :] if at in names else []
        if "min_id" in query:
            chosen = rows[: names.index(query["min_id"][0])]
            chosen = chosen[-size:]
        page = chosen[:size]
        headers = {}
        if by_link and page:
            more = cursor(page[-1]) != names[-1]
            link = f'<https://wherever.invalid/api?limit={size}&max_id={cursor(page[-1])}>; rel="next"'
            newer = f'<https://wherever.invalid/api?limit={size}&min_id={cursor(page[0])}>; rel="prev"'
            headers = {"Link": ", ".join([link, newer] if more else [newer])}
        return Answer(page, headers=headers)

    return answer

"""Answers of servers of other kinds, as data, served over HTTP on loopback.

Each ``Dialect`` stands for one server of that kind, as far as our reads touch it, and has the ``Manner`` of its kind:
what it refuses to strangers, how it says that something is not there, what it makes of a slash too many. The shapes
were written by hand. They were checked against texts, not recorded from running servers: GoToSocial's
``internal/api/model/account.go``, Takahe's ``api/schemas.py``, ``api/decorators.py`` and ``api/views``, Pleroma's
``docs/development/API/differences_in_mastoapi_responses.md``, and for Mastodon the pages of
https://docs.joinmastodon.org/methods/statuses/ and ``config/initializers/rack_attack.rb``. That GoToSocial sends a
slash too many elsewhere and Takahe does not know such a page was seen on running servers. That some servers refuse a
whole batch for one id is taken on trust.
"""

import json
import re
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
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True)
class Manner:
    """How a kind of server answers, whatever it has. ``version``, as it tells it of itself; ``absent``: to what it does
    not have; ``refusal``: to strangers, for the paths ``closed``; ``slash``: to a path that ends with one, None where
    that makes no difference. ``two``: whether it knows ``/api/v2/instance``."""

    version: str
    absent: Answer = NOT_FOUND
    refusal: Answer = UNAUTHORIZED
    closed: re.Pattern[str] = NOTHING
    slash: Answer | None = None
    two: bool = True

    def of_itself(self, path: str, host: str) -> Answer | None:
        """What it says of itself; None to any other question."""
        if path == "/api/v1/instance":
            return Answer({"uri": host, "title": "here", "version": self.version})
        if path == "/api/v2/instance" and self.two:
            return Answer({"domain": host, "title": "here", "version": self.version})
        return None


MASTODON = Manner("4.4.1")
GOTOSOCIAL = Manner(
    "0.19.1 git-0a1b2c3",
    absent=Answer({"error": "Not Found: target not found"}, 404),
    closed=re.compile(r"/api/v[12]/(?!instance|apps).*"),
    slash=Answer('<a href="/">Moved Permanently</a>.', 301, {"Content-Type": "text/html", "Location": "/"}),
)
TAKAHE = Manner(
    "takahe/0.11.0",
    absent=NO_SUCH_PAGE,
    refusal=Answer({"error": "identity_token_required"}, 401),
    closed=re.compile(
        r"/api/v1/accounts/(?:[0-9]+(?:/statuses)?|verify_credentials|relationships|search)"
        r"|/api/v1/statuses(?:/[0-9]+(?:/context)?)?|/api/v[12]/search|/api/v1/timelines/(?:home|tag/.*)"
    ),
    slash=NO_SUCH_PAGE,
)
"""Open to strangers: ``lookup``, an account's ``followers`` and ``following``, a post's ``reblogged_by``."""
PLEROMA = Manner("2.7.2 (compatible; Pleroma 2.6.0)")
AKKOMA = Manner("2.7.2 (compatible; Akkoma 3.15.2)")


@dataclass
class Dialect:
    """A running server. ``routes``: path → answer. ``asked``: path and query of each request, in order."""

    routes: dict[str, Route | Answer] = field(default_factory=dict)
    manner: Manner = MASTODON
    otherwise: Answer | None = None
    """Instead of what the manner answers to what is not there."""
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def answer(self, target: str, has_token: bool) -> Answer:
        """The answer to a path with its query."""
        self.asked.append(target)
        parts, manner = urlsplit(target), self.manner
        if parts.path.endswith("/") and manner.slash:
            return manner.slash
        path = parts.path.rstrip("/")
        if manner.closed.fullmatch(path) and not has_token:
            return manner.refusal
        route = self.routes.get(path) or self.otherwise or manner.of_itself(path, self.host) or manner.absent
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

"""A Mastodon server as strict as the real one about signing in, and about nothing else: for what mastodon-mock lets
pass (it believes every code, checks no secret, no redirect and no PKCE).

Shapes and refusals follow https://docs.joinmastodon.org/methods/oauth/, ``/methods/apps/`` and RFC 6749, 5.2; they are
written from these pages, not recorded from a server. ``Fault``s spoil the answers of a path.
"""

import hmac
import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

Fault = Callable[[BaseHTTPRequestHandler], None]
MEBI = 2**20


class Client(NamedTuple):
    secret: str
    redirect: str
    scopes: frozenset[str]


class Grant(NamedTuple):
    client: str
    redirect: str
    scope: str
    challenge: str
    account: str


def account(pk: str = "109", name: str = "ada", **changes: Any) -> dict[str, Any]:
    """https://docs.joinmastodon.org/entities/Account/#CredentialAccount, in part."""
    return {
        "id": pk,
        "username": name,
        "acct": name,
        "display_name": name.title(),
        "locked": False,
        "note": "<p></p>",
        "fields": [],
        "source": {"privacy": "public", "note": ""},
        **changes,
    }


class Strict:
    """``modern``: tells of itself, has the scope profile and PKCE (4.3 and later). ``grants``: another scope than was
    asked for. ``asked``: how often each path was."""

    def __init__(self, *, modern: bool = True, pkce: bool = True) -> None:
        self.modern, self.pkce, self.grants = modern, pkce, ""
        self.accounts = {"109": account()}
        self.clients: dict[str, Client] = {}
        self.codes: dict[str, Grant] = {}
        self.tokens: dict[str, Grant] = {}
        self.given: list[str] = []
        self.asked: Counter[str] = Counter()
        self.faults: dict[str, Fault] = {}
        self.fired: Counter[str] = Counter()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> "Strict":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def instance(self) -> str:
        return f"127.0.0.1:{self._http.server_port}"

    # What a person does there.

    def agree(self, address: str, who: str = "109") -> str:
        """Sign in on the page, and say yes: what the browser comes back with."""
        asked = self._authorise(address)
        code = secrets.token_urlsafe(32)
        challenge = asked.get("code_challenge", "") if self.pkce else ""
        self.codes[code] = Grant(asked["client_id"], asked["redirect_uri"], asked["scope"], challenge, who)
        return urlencode({"code": code, "state": asked["state"]})

    def refuse(self, address: str) -> str:
        words = "The resource owner or authorization server denied the request."
        state = self._authorise(address)["state"]
        return urlencode({"error": "access_denied", "error_description": words, "state": state})

    def _authorise(self, address: str) -> dict[str, str]:
        where = urlsplit(address)
        assert (where.netloc, where.path) == (self.instance, "/oauth/authorize")
        asked = dict(parse_qsl(where.query))
        client = self.clients[asked["client_id"]]  # else: a page from which no way leads back
        assert asked["redirect_uri"] == client.redirect and asked["response_type"] == "code"
        assert set(asked["scope"].split()) <= client.scopes
        assert asked.get("code_challenge_method", "S256") == "S256"
        return asked

    # What it answers.

    def answer(self, method: str, path: str, form: dict[str, str], bearer: str) -> tuple[int, Any]:
        routes: dict[tuple[str, str], Callable[[], tuple[int, Any]]] = {
            ("GET", "/.well-known/oauth-authorization-server"): self._metadata,
            ("POST", "/api/v1/apps"): lambda: self._register(form),
            ("POST", "/oauth/token"): lambda: self._token(form),
            ("POST", "/oauth/revoke"): lambda: self._revoke(form),
            ("GET", "/api/v1/accounts/verify_credentials"): lambda: self._whose(bearer),
        }
        return routes.get((method, path), lambda: (404, {"error": "Record not found"}))()

    def _metadata(self) -> tuple[int, Any]:
        if not self.modern:
            return 404, {"error": "Not found"}
        said = {"issuer": f"http://{self.instance}/", "scopes_supported": ["read", "profile", "write", "read:accounts"]}
        return 200, said | ({"code_challenge_methods_supported": ["S256"]} if self.pkce else {})

    def _register(self, form: dict[str, str]) -> tuple[int, Any]:
        known = {"read", "read:accounts", "write"} | ({"profile"} if self.modern else set())
        scopes = frozenset(form.get("scopes", "read").split())
        if not form.get("client_name") or not scopes <= known:
            return 422, {"error": "Validation failed"}
        name, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self.clients[name] = Client(secret, form["redirect_uris"], scopes)
        said = {"id": "1", "name": form["client_name"], "client_id": name, "client_secret": secret}
        return 200, said | {"scopes": sorted(scopes), "redirect_uris": [form["redirect_uris"]]}

    def _knows(self, form: dict[str, str]) -> bool:
        client = self.clients.get(form.get("client_id", ""))
        return client is not None and hmac.compare_digest(client.secret, form.get("client_secret", ""))

    def _token(self, form: dict[str, str]) -> tuple[int, Any]:
        if not self._knows(form):
            return 401, {"error": "invalid_client", "error_description": "Client authentication failed"}
        if form["grant_type"] == "client_credentials":
            return self._give(Grant(form["client_id"], "", form.get("scope", "read"), "", ""))
        grant = self.codes.pop(form.get("code", ""), None)
        verifier = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if (
            grant is None
            or (grant.client, grant.redirect) != (form["client_id"], form.get("redirect_uri"))
            or (grant.challenge and grant.challenge != verifier)
        ):
            return 400, {"error": "invalid_grant", "error_description": "The provided authorization grant is invalid"}
        return self._give(grant._replace(scope=self.grants or grant.scope))

    def _give(self, grant: Grant) -> tuple[int, Any]:
        token = secrets.token_urlsafe(32)
        self.tokens[token] = grant
        self.given.append(token)
        return 200, {"access_token": token, "token_type": "Bearer", "scope": grant.scope, "created_at": 1}

    def _revoke(self, form: dict[str, str]) -> tuple[int, Any]:
        if not self._knows(form):
            return 403, {"error": "unauthorized_client"}
        self.tokens.pop(form.get("token", ""), None)
        return 200, {}

    def _whose(self, bearer: str) -> tuple[int, Any]:
        grant = self.tokens.get(bearer)
        if grant is None or not grant.account:
            return 401, {"error": "The access token is invalid"}
        if not {"profile", "read", "read:accounts"} & set(grant.scope.split()):
            return 403, {"error": "This action is outside the authorized scopes"}
        return 200, self.accounts[grant.account]


def _handler(server: Strict) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()))
            path = urlsplit(self.path).path
            server.asked[path] += 1
            if path in server.faults:
                server.fired[path] += 1
                self.close_connection = True
                server.faults[path](self)
                return
            bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self.say(*server.answer(self.command, path, form, bearer))

        def say(self, status: int, body: Any) -> None:
            packed = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)

        def handle(self) -> None:
            with suppress(OSError):  # the client has given up, as it should
                super().handle()

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler


def failing(status: int) -> Fault:
    def fault(handler: Any) -> None:
        handler.say(status, {"error": "no"})

    return fault


def saying(body: Any) -> Fault:
    def fault(handler: Any) -> None:
        handler.say(200, body)

    return fault


def redirected(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "http://169.254.169.254/latest/meta-data/")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def endless(handler: BaseHTTPRequestHandler) -> None:
    """2 GB, which it says beforehand."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(2048 * MEBI))
    handler.end_headers()
    for _ in range(2048):
        handler.wfile.write(b" " * MEBI)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        time.sleep(0.1)

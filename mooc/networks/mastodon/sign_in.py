"""Proving that an account on any Mastodon server is yours: OAuth 2, with an app that registers itself there.

    register ── once for each server ──▶ App
    begin ── address to go to ──▶ the server asks the person ── back with ?state&code ──▶ finish ──▶ Profile

https://docs.joinmastodon.org/client/authorized/. The name of the server comes from a stranger, so that every request
goes through ``mooc.http.guard``. Only the fixed paths of the API are asked, on that one host: what a server says of its
own endpoints is not followed. The token is used once, for ``verify_credentials``, and revoked; it is never stored. An
account is known by its id and the host of its server, as ``ID@HOST``: ids are a server's own, and handles change.
"""

import logging
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import requests
from pydantic import ValidationError

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.spending.gate import Bucket
from mooc.http import guard
from mooc.linking.refusal import CannotLink, Refusal
from mooc.linking.sign_in import LINKING_LIMITS, App, PendingSignIn, SignInServices, authorization_code
from mooc.networks.mastodon import handles
from mooc.networks.mastodon.sign_in_answers import (
    CredentialAccount,
    Metadata,
    Registered,
    Token,
    problem,
    profile_of,
    read,
    trouble,
)
from mooc.networks.mastodon.spec import MastodonSettings
from mooc.runtime import deadline

NAME = "Twinome"
"""What people read on their server's page."""
PROFILE, READ_ACCOUNTS = "profile", "read:accounts"
"""The narrowest scope that ``verify_credentials`` takes: the first since 4.3, the second before
(https://docs.joinmastodon.org/api/oauth-scopes/)."""
REVOKE = 3.0
"""Seconds for ending a token, whatever the step that it was for has used up."""
REGISTRATIONS = (5, 600)
"""https://docs.joinmastodon.org/api/rate-limits/: POST /api/v1/apps, by address, in seconds."""
SIGN_INS = (60, 600)
"""How often one server is asked to let somebody sign in, by all people together, in seconds."""
_logger = logging.getLogger(__name__)


class AppUnknown(CannotLink):
    """The server does not know the app any more: it is to be registered anew, and the person is to begin again."""

    def __init__(self) -> None:
        super().__init__(Refusal.EXPIRED, detail="invalid_client")


def open_sign_in(settings: MastodonSettings, services: SignInServices) -> "SignInOnServers":
    """The sign-in of whatever server the person names; opened by name."""
    return SignInOnServers(settings, services)


class SignInOnServers:
    """The ``mooc.linking.sign_in.SignInFlow`` of Mastodon.

    We introduce ourselves to each server once, and keep what it knows us by. A server forgets apps that nobody uses:
    then we introduce ourselves anew, five times in ten minutes at most.
    """

    def __init__(self, settings: MastodonSettings, services: SignInServices) -> None:
        self._settings, self._services = settings, services

    def begin(self, redirect_uri: str, server: str) -> tuple[str, Mapping[str, str]]:
        """``server``: such as ``mastodon.social`` or ``@ada@mastodon.social``. Raises CannotLink."""
        instance = handles.server(server, loopback=self._settings.loopback)
        self._services.count(Bucket(LINKING_LIMITS, instance, "sign-in", *SIGN_INS))
        sign_in, apps = self._sign_in_at(instance, redirect_uri), self._services.apps
        with self._services.in_time(instance):
            app = apps.get(instance)
            if app is None or app.redirect != sign_in.redirect or not sign_in.knows(app):
                self._services.count(Bucket(LINKING_LIMITS, instance, "apps", *REGISTRATIONS))
                app = apps.keep(instance, sign_in.register(), app)
            address, pending = sign_in.begin(app)
        return address, pending._asdict()

    def finish(self, redirect_uri: str, pending: Mapping[str, str], query: str) -> AccountProfile:
        """Raises AppUnknown, CannotLink."""
        pending_sign_in = PendingSignIn(**pending)
        app = self._services.apps.get(pending_sign_in.instance)
        if app is None:
            raise AppUnknown
        try:
            with self._services.in_time(pending_sign_in.instance):
                return self._sign_in_at(pending_sign_in.instance, redirect_uri).finish(app, pending_sign_in, query)
        except AppUnknown:
            self._services.apps.forget(pending_sign_in.instance, app.client_id)
            raise

    def _sign_in_at(self, instance: str, redirect_uri: str) -> "MastodonSignIn":
        session = guard.session(loopback=self._settings.loopback)
        return MastodonSignIn(instance, redirect_uri, session, self._services.site)


@dataclass(frozen=True)
class MastodonSignIn:
    """How this installation signs in at one server. ``instance``: as ``handles.server`` gives it. ``session``: guarded.

    ``redirect``: where the server sends people back to. ``site``: our own address, shown on the server's page.
    """

    instance: str
    redirect: str
    session: requests.Session
    site: str = ""

    @property
    def base(self) -> str:
        """The server's address; without TLS on one's own machine alone, which only a ``loopback`` session reaches."""
        return f"{'http' if self.instance.startswith('127.') else 'https'}://{self.instance}"

    def register(self) -> App:
        """Introduce ourselves to the server. Raises CannotLink. https://docs.joinmastodon.org/methods/apps/#create"""
        scope = PROFILE if PROFILE in self._metadata().scopes else READ_ACCOUNTS
        form = {"client_name": NAME, "redirect_uris": self.redirect, "scopes": scope}
        answer = self._ask("POST", "/api/v1/apps", data=form | ({"website": self.site} if self.site else {}))
        if answer.status_code in (HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)):
            raise CannotLink(Refusal.NETWORK_TROUBLE, trouble(answer), detail=str(answer.status_code))
        if not answer.ok:
            raise CannotLink(Refusal.NO_SERVER, detail=str(answer.status_code))
        registered = read(Registered, answer, Refusal.NO_SERVER)
        return App(registered.client_id, registered.client_secret, scope, self.redirect)

    def knows(self, app: App) -> bool:
        """Whether the server still knows the app; servers forget those that nobody uses. Raises CannotLink.

        It would tell the person otherwise, on a page of its own from which no way leads back.
        """
        answer = self._ask_for_token(app, {"grant_type": "client_credentials", "scope": app.scope})
        if answer.status_code == HTTPStatus.OK:
            self._revoke(app, read(Token, answer).access_token)
        return problem(answer) != "invalid_client"

    def begin(self, app: App) -> tuple[str, PendingSignIn]:
        """The address to send the person to, and what to keep. PKCE where the server says that it checks it.

        Raises CannotLink. https://docs.joinmastodon.org/methods/oauth/#authorize
        """
        state, verifier = secrets.token_urlsafe(32), ""
        params = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": app.redirect,
            "scope": app.scope,
            "state": state,
        }
        if "S256" in (self._metadata().challenges or ()):
            verifier = secrets.token_urlsafe(64)
            challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            params |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{self.base}/oauth/authorize?{urlencode(params)}", PendingSignIn(state, verifier, self.instance)

    def finish(self, app: App, pending: PendingSignIn, query: str) -> AccountProfile:
        """Whose account it is. ``query``: what stands behind the ? of the address that the person came back with.

        1. the state is ours; 2. code for token; 3. the scopes are those asked for; 4. who am I; 5. revoke, whatever
        came of 3 and 4. Raises AppUnknown, CannotLink.
        """
        token = self._exchange(app, pending, authorization_code(query, pending.state))
        try:
            if token.scope is not None and set(token.scope.split()) != {app.scope}:
                raise CannotLink(Refusal.SCOPES, detail="granted scopes differ")
            # https://docs.joinmastodon.org/methods/accounts/#verify_credentials
            bearer = {"Authorization": f"Bearer {token.access_token}"}
            answer = self._ask("GET", "/api/v1/accounts/verify_credentials", headers=bearer)
            if answer.status_code == HTTPStatus.FORBIDDEN:  # a login that waits for approval, or is disabled
                raise CannotLink(Refusal.NOT_SHOWN, detail="403")
            if answer.status_code != HTTPStatus.OK:
                raise CannotLink(Refusal.NETWORK_TROUBLE, trouble(answer), detail=str(answer.status_code))
            return profile_of(read(CredentialAccount, answer), self.instance)
        finally:
            self._revoke(app, token.access_token)

    def _metadata(self) -> Metadata:
        """What the server says of itself, since 4.3; nothing of older ones. Raises CannotLink.

        https://docs.joinmastodon.org/methods/oauth/#authorization-server-metadata
        """
        answer = self._ask("GET", "/.well-known/oauth-authorization-server", refusal=Refusal.NO_SERVER)
        try:
            return Metadata.model_validate_json(answer.content) if answer.status_code == HTTPStatus.OK else Metadata()
        except ValidationError:
            return Metadata()

    def _exchange(self, app: App, pending: PendingSignIn, code: str) -> Token:
        """The token for the code. https://docs.joinmastodon.org/methods/oauth/#token"""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.redirect}
        answer = self._ask_for_token(app, form | ({"code_verifier": pending.verifier} if pending.verifier else {}))
        if answer.status_code == HTTPStatus.OK:
            return read(Token, answer)
        name = problem(answer)
        if name == "invalid_client":
            raise AppUnknown
        if name in ("invalid_grant", "invalid_request"):
            raise CannotLink(Refusal.EXPIRED, detail=name)
        raise CannotLink(Refusal.NETWORK_TROUBLE, trouble(answer), detail=str(answer.status_code))

    def _ask_for_token(self, app: App, form: dict[str, str]) -> requests.Response:
        credentials = {"client_id": app.client_id, "client_secret": app.client_secret}
        return self._ask("POST", "/oauth/token", data=form | credentials)

    def _revoke(self, app: App, token: str) -> None:
        """https://docs.joinmastodon.org/methods/oauth/#revoke. If that fails the log says so, without the token: it
        stays good until the person ends it on the server's page of authorised apps."""
        form = {"client_id": app.client_id, "client_secret": app.client_secret, "token": token}
        try:
            with deadline.within(REVOKE):
                answer = self._ask("POST", "/oauth/revoke", data=form)
            outcome = str(answer.status_code)
        except CannotLink as error:
            outcome = str(error.detail)
        if outcome != "200":
            _logger.warning("a token of %s was not revoked: %s", self.instance, outcome)

    def _ask(
        self, method: str, path: str, *, refusal: Refusal = Refusal.NETWORK_TROUBLE, **options: Any
    ) -> requests.Response:
        """The answer. Raises CannotLink: ``refusal`` where none came."""
        try:
            return self.session.request(method, self.base + path, **options)
        except guard.RequestRefused as error:
            elsewhere = error.key in (guard.RefusalReason.REDIRECT, guard.RefusalReason.SIZE)
            raise CannotLink(refusal if elsewhere else Refusal.INSTANCE_REFUSED, detail=error.key) from error
        except requests.RequestException as error:
            unreachable = Trouble(TroubleKind.UNREACHABLE, detail=type(error).__name__)
            raise CannotLink(refusal, unreachable, detail=type(error).__name__) from error

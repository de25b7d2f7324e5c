"""Proving that an X account is yours: OAuth 2 with PKCE, through tweepy's handler.

    begin ── address to go to ──▶ X asks the person ── back with ?state&code ──▶ finish ──▶ Profile

https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/authorization-code. The token is used once, for
``users/me``, and revoked; it is never stored and never leaves this module.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
import tweepy
from oauthlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]
from pydantic import BaseModel, Field, ValidationError

from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.http.bounds import TIMEOUT
from mooc.linking.refusal import CannotLink, Refusal
from mooc.linking.sign_in import PendingSignIn, SignInServices, authorization_code
from mooc.networks.x import transport
from mooc.networks.x.capabilities import NETWORK
from mooc.networks.x.spec import API, XSettings
from mooc.runtime import deadline

SCOPES = ("tweet.read", "users.read")
"""The two that ``users/me`` asks for; nothing that writes."""
REVOKE = 3.0
"""Seconds for ending a token, whatever the step that it was for has used up."""
_SITE = "https://twitter.com"
"""Where tweepy sends people to."""
_logger = logging.getLogger(__name__)
_MALFORMED = (AttributeError, TypeError, ValueError, KeyError, RecursionError)


def open_sign_in(settings: XSettings, services: SignInServices) -> "SignInOnX":
    """X's sign-in, set up from the settings; opened by name."""
    return SignInOnX(settings, services)


class SignInOnX:
    """The ``mooc.linking.sign_in.SignInFlow`` of X."""

    def __init__(self, settings: XSettings, services: SignInServices) -> None:
        self._settings, self._services = settings, services

    def begin(self, redirect_uri: str, server: str) -> tuple[str, Mapping[str, str]]:
        """Asks nothing of the network."""
        address, pending = self._sign_in_for(redirect_uri).begin()
        return address, pending._asdict()

    def finish(self, redirect_uri: str, pending: Mapping[str, str], query: str) -> AccountProfile:
        """Raises CannotLink."""
        with self._services.in_time(""):
            return self._sign_in_for(redirect_uri).finish(PendingSignIn(**pending), query)

    def _sign_in_for(self, redirect_uri: str) -> "XSignIn":
        settings = self._settings
        return XSignIn(settings.x_client_id, redirect_uri, settings.x_client_secret.get_secret_value(), settings.x_url)


@dataclass(frozen=True)
class XSignIn:
    """How this installation signs in to X. ``redirect_uri``: where X sends people back to, as registered there.

    ``base_url``: the API; people are sent to the site of the same base where it is not X's own.
    """

    client_id: str
    redirect_uri: str
    client_secret: str = field(default="", repr=False)
    base_url: str = API
    timeout: float = TIMEOUT

    def begin(self) -> tuple[str, PendingSignIn]:
        """The address to send the person to, and what to keep. Asks nothing of the network."""
        handler = self._handler()
        url: str = handler.get_authorization_url()
        if self.base_url.rstrip("/") != API:
            url = self.base_url.rstrip("/") + url.removeprefix(_SITE)
        return url, PendingSignIn(handler._state, handler._client.code_verifier)

    def finish(self, pending: PendingSignIn, query: str) -> AccountProfile:
        """Whose account it is. ``query``: what stands behind the ? of the address that the person came back with.

        1. the state is ours; 2. code for token; 3. who am I; 4. revoke, whatever came of 3. Raises CannotLink.
        """
        token = self._exchange(pending, authorization_code(query, pending.state))
        try:
            return self._fetch_profile(token)
        finally:
            self._revoke(token)

    def _handler(self) -> Any:
        secret = self.client_secret or None
        handler = tweepy.OAuth2UserHandler(
            client_id=self.client_id, redirect_uri=self.redirect_uri, scope=list(SCOPES), client_secret=secret
        )
        transport.mount(handler, self._transport())
        return handler

    def _transport(self) -> transport.Transport:
        return transport.Transport(self.base_url, timeout=self.timeout)

    def _exchange(self, pending: PendingSignIn, code: str) -> str:
        """The token for the code. tweepy wants the address that the person came back with, and wants it to be https;
        all that it takes from it is the code."""
        handler = self._handler()
        handler._state, handler._client.code_verifier = pending.state, pending.verifier
        callback = requests.Request("GET", "https://back.invalid/", params={"code": code, "state": pending.state})
        try:
            token = handler.fetch_token(callback.prepare().url)
        except Warning as error:  # oauthlib's way of saying that the scopes differ; the token came all the same
            self._revoke(str(getattr(error, "token", {}).get("access_token", "")))
            raise CannotLink(Refusal.SCOPES, detail="granted scopes differ") from error
        except OAuth2Error as error:
            raise CannotLink(Refusal.EXPIRED, detail=error.error or type(error).__name__) from error
        except (requests.RequestException, *_MALFORMED) as error:
            raise CannotLink(Refusal.NETWORK_TROUBLE, detail=type(error).__name__) from error
        return str(token["access_token"])

    def _fetch_profile(self, token: str) -> AccountProfile:
        """https://docs.x.com/x-api/users/get-my-user"""
        client = tweepy.Client(token, return_type=requests.Response, wait_on_rate_limit=False)
        transport.mount(client.session, self._transport())
        try:
            response = client.get_me(user_auth=False, user_fields=["id", "name", "username", "protected"])
            me = _Me.model_validate_json(response.content).data
        except (tweepy.TweepyException, requests.RequestException, ValidationError, *_MALFORMED) as error:
            raise CannotLink(Refusal.NETWORK_TROUBLE, detail=type(error).__name__) from error
        return AccountProfile(
            NETWORK, me.id, me.username, me.name, AccountStatus.PROTECTED if me.protected else AccountStatus.ACTIVE
        )

    def _revoke(self, token: str) -> None:
        """https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/user-access-token: end the token.

        If that fails the log says so, and the token ends by itself two hours later; nobody has kept it.
        """
        if not token:
            return
        session = requests.Session()
        transport.mount(session, self._transport())
        auth = (self.client_id, self.client_secret) if self.client_secret else None
        form = {"token": token, "token_type_hint": "access_token", "client_id": self.client_id}
        try:
            with deadline.within(REVOKE):
                session.post(f"{API}/2/oauth2/revoke", data=form, auth=auth).raise_for_status()
        except requests.RequestException as error:
            _logger.warning("a token of X was not revoked: %s", type(error).__name__)


class _Me(BaseModel):
    class User(BaseModel):
        id: str = Field(pattern=r"^[0-9]{1,19}$")
        username: str
        name: str = ""
        protected: bool = False

    data: User

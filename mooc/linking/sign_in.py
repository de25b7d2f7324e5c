"""Signing in on a network, the part that all of them have in common: what a network's sign-in does, what it is given.

begin ── address ──▶ the network asks the person ── back with ?state&code ──▶ finish ──▶ Profile
"""

import hmac
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs

from mooc.core.facts.profiles import AccountProfile
from mooc.core.spending.gate import Bucket
from mooc.linking.refusal import CannotLink, Refusal

LINKING_LIMITS = "linking"
"""The name under which our own limits stand in the book of requests."""


class App(NamedTuple):
    """What a server knows us by. ``redirect``: where it sends people back to, as registered there."""

    client_id: str
    client_secret: str
    scope: str
    redirect: str


class AppStore(Protocol):
    """Our apps, for networks of many servers: one app a server."""

    def get(self, server: str) -> App | None:
        """Our app at that server, if there is one."""

    def keep(self, server: str, app: App, instead_of: App | None) -> App:
        """Keep a new app in the place of ``instead_of``; returns the one that is kept, which may be somebody else's."""

    def forget(self, server: str, client_id: str) -> None:
        """The server does not know that app any more."""


@dataclass(frozen=True)
class SignInServices:
    """What a sign-in is given. ``site``: our own address. ``apps``: see there. ``count``: count one try; raises
    CannotLink where there have been too many. ``in_time``: a step in which that server is asked; raises CannotLink
    where it takes too long."""

    site: str
    apps: AppStore
    count: Callable[[Bucket], None]
    in_time: Callable[[str], AbstractContextManager[None]]


class PendingSignIn(NamedTuple):
    """What to keep, in the person's session and nowhere else, until the network sends the person back.

    ``verifier``: of PKCE; empty without. ``instance``: which server it is, on a network of many; else empty.
    """

    state: str
    verifier: str = ""
    instance: str = ""


class SignInFlow(Protocol):
    """A network's sign-in. ``redirect_uri``: the address to which it sends the person back."""

    def begin(self, redirect_uri: str, server: str) -> tuple[str, Mapping[str, str]]:
        """The address to send the person to, and what to keep for that person alone until then.

        ``server``: as the person writes it, on a network of many; else empty. Raises CannotLink.
        """

    def finish(self, redirect_uri: str, pending: Mapping[str, str], query: str) -> AccountProfile:
        """Whose account it is. ``query``: what stands behind the ? of the address that the person came back with.

        Raises CannotLink.
        """


def authorization_code(query: str, state: str) -> str:
    """The code with which the person came back. Raises CannotLink for an answer to no question of ours, or a no."""
    answer = {name: values[0] for name, values in parse_qs(query).items()}
    if not hmac.compare_digest(answer.get("state", "").encode(), state.encode()):
        raise CannotLink(Refusal.EXPIRED, detail="state")
    if "error" in answer:
        raise CannotLink(Refusal.DENIED if answer["error"] == "access_denied" else Refusal.NETWORK_TROUBLE)
    return answer.get("code", "")

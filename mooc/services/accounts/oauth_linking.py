"""Linking by signing in on the network itself: the way there and back, the same for every network that has one.

    begin ── address ──▶ the network asks the person ── back with ?state&code ──▶ finish ──▶ linked

What must be known when the person comes back is kept for that person alone, encrypted, for half an hour, and serves
once. So one may begin in a program, by the API, and come back in a browser in which one is signed in.
"""

from datetime import datetime

from django.db import transaction

from mooc.core.spending.gate import Bucket
from mooc.linking.refusal import CannotLink, Refusal
from mooc.linking.sign_in import LINKING_LIMITS, App, SignInFlow, SignInServices
from mooc.networks import registry
from mooc.services import networks
from mooc.services.accounts.account_linking import (
    TRIES_AN_HOUR,
    NotOffered,
    check_consent,
    count_try,
    link,
    within_time_limit,
)
from mooc.store.accounts import oauth_linking
from mooc.store.accounts.accounts import LinkedAccount
from mooc.store.accounts.oauth_linking import LIFE, RegisteredApp

__all__ = ["LIFE", "begin", "finish", "offered"]


class StoredApps:
    """Our apps at the servers of networks that have many: see ``mooc.linking.sign_in.AppStore``."""

    def get(self, server: str) -> App | None:
        """Our app at that server, if there is one."""
        row = oauth_linking.app(server)
        return App(*row) if row else None

    def keep(self, server: str, app: App, instead_of: App | None) -> App:
        """Keep a new app; of two people who are first at the same time, both go on with one's."""
        with transaction.atomic():
            return App(
                *oauth_linking.keep_app(server, RegisteredApp(*app), RegisteredApp(*instead_of) if instead_of else None)
            )

    def forget(self, server: str, client_id: str) -> None:
        """The server does not know that app any more."""
        oauth_linking.forget_app(server, client_id)


def offered() -> tuple[str, ...]:
    """The networks on which one can sign in to link an account, among those that are read here."""
    settings, specs = networks.settings(), registry.SPECS
    ways = {name: specs[name].sign_in for name in networks.configured()}
    return tuple(name for name, way in ways.items() if way and way.is_set_up(settings))


def begin(user: int, network: str, back: str, consent: str, server: str = "") -> str:
    """The address to send the person to. ``back``: where the network sends the person then; ``server``: whose, where
    a network has many.

    Raises NotOffered, ConsentNeeded, CannotLink.
    """
    if network not in offered():
        raise NotOffered(network)
    count_try(Bucket(LINKING_LIMITS, "", "begin", TRIES_AN_HOUR, 3600, f"user {user}"))
    check_consent(consent)
    address, pending = _sign_in(network).begin(back, server)
    oauth_linking.keep(user, network, {**pending, "back": back, "consent": consent})
    return address


def finish(user: int, network: str, query: str, now: datetime, real_now: datetime) -> LinkedAccount:
    """Link the account with which the person came back. ``query``: what stands behind the ? of that address.

    ``now``: course time, ``real_now``: real time. Raises CannotLink, AccountTaken.
    """
    with transaction.atomic():
        pending = dict(oauth_linking.take(user, network, real_now) or {})
    if not pending or network not in offered():
        raise CannotLink(Refusal.EXPIRED, detail="nothing is pending")
    back, consent = pending.pop("back"), pending.pop("consent")
    profile = _sign_in(network).finish(back, pending, query)
    return link(user, profile, "oauth", consent, now)


def _sign_in(network: str) -> SignInFlow:
    settings = networks.settings()
    return registry.open_sign_in(
        network, settings, SignInServices(settings.base_url, StoredApps(), count_try, within_time_limit)
    )

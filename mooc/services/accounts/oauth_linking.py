"""Linking by signing in on the network itself: the way there and back, the same for every network that has one.

    begin ── address ──▶ the network asks the person ── back with ?state&code ──▶ finish ──▶ linked

What must be known when the person comes back is kept for that person alone, encrypted, for half an hour, and serves
once. So one may begin in a program, by the API, and come back in a browser in which one is signed in.
"""

from datetime import datetime

from mooc.core.spending.gate import Bucket
from mooc.linking import mastodon, x
from mooc.linking.refusal import CannotLink, Refusal
from mooc.services import networks
from mooc.services.accounts import linking_mastodon, linking_x
from mooc.services.accounts.account_linking import OURS, TRIES_AN_HOUR, NotOffered, count
from mooc.store.accounts import oauth_linking as store
from mooc.store.accounts.accounts import Account
from mooc.store.accounts.oauth_linking import LIFE

__all__ = ["LIFE", "begin", "finish", "offered"]


def offered() -> tuple[str, ...]:
    """The networks on which one can sign in to link an account, among those that are read here."""
    found = networks.configured()
    return tuple(name for name in found if name == "mastodon" or (name == "x" and linking_x.is_set_up()))


def begin(user: int, network: str, back: str, consent: str, server: str = "") -> str:
    """The address to send the person to. ``back``: where the network sends the person then; ``server``: whose, where
    a network has many.

    Raises NotOffered, ConsentNeeded, CannotLink.
    """
    if network not in offered():
        raise NotOffered(network)
    count(Bucket(OURS, "", "begin", TRIES_AN_HOUR, 3600, f"user {user}"))
    pending: x.Pending | mastodon.Pending
    if network == "x":
        address, pending = linking_x.begin(back, consent)
    else:
        address, pending = linking_mastodon.begin(server, back, consent)
    store.keep(user, network, {**pending._asdict(), "back": back, "consent": consent})
    return address


def finish(user: int, network: str, query: str, now: datetime, real_now: datetime) -> Account:
    """Link the account with which the person came back. ``query``: what stands behind the ? of that address.

    ``now``: course time, ``real_now``: real time. Raises CannotLink, AccountTaken.
    """
    kept = dict(store.take(user, network, real_now) or {})
    if not kept or network not in offered():
        raise CannotLink(Refusal.EXPIRED, detail="nothing is pending")
    back, consent = kept.pop("back"), kept.pop("consent")
    if network == "x":
        return linking_x.finish(user, back, x.Pending(**kept), query, now, consent)
    return linking_mastodon.finish(user, back, mastodon.Pending(**kept), query, now, consent)

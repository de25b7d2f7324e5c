"""Linking an account on any Mastodon server, by the sign-in of that server.

The person names the server; we introduce ourselves to it once, and keep what it knows us by (one app a server). A
server forgets apps that nobody uses: then we introduce ourselves anew, five times in ten minutes at most.
"""

from datetime import datetime

import requests

from mooc import guard
from mooc.core.spending.gate import Bucket
from mooc.environment import environment
from mooc.linking import handles
from mooc.linking.mastodon import App, AppUnknown, MastodonSignIn, Pending
from mooc.services.accounts.account_linking import OURS, count, in_time, link, must_agree
from mooc.store.accounts import oauth_linking as store
from mooc.store.accounts.accounts import Account
from mooc.store.accounts.oauth_linking import AppRow

REGISTRATIONS = (5, 600)
"""https://docs.joinmastodon.org/api/rate-limits/: POST /api/v1/apps, by address, in seconds."""
SIGN_INS = (60, 600)
"""How often one server is asked to let somebody sign in, by all people together, in seconds."""


def begin(server: str, back: str, consent: str) -> tuple[str, Pending]:
    """The address to send the person to, and what to keep. ``back``: where the server sends the person then.

    ``server``: as the person writes it, such as ``mastodon.social`` or ``@ada@mastodon.social``. Raises ConsentNeeded,
    CannotLink.
    """
    must_agree(consent)
    instance = handles.server(server, loopback=environment().loopback)
    count(Bucket(OURS, instance, "sign-in", *SIGN_INS))
    sign_in = _sign_in(instance, back)
    with in_time(instance):
        return sign_in.begin(_app(sign_in))


def finish(user: int, back: str, pending: Pending, query: str, now: datetime, consent: str) -> Account:
    """Link the account with which the person came back. As ``mooc.services.accounts.linking_x.finish``."""
    sign_in, kept = _sign_in(pending.instance, back), store.app(pending.instance)
    if kept is None:
        raise AppUnknown
    try:
        with in_time(pending.instance):
            profile = sign_in.finish(App(*kept), pending, query)
    except AppUnknown:
        store.forget_app(pending.instance, kept.client_id)
        raise
    return link(user, profile, "oauth", consent, now)


def _app(sign_in: MastodonSignIn) -> App:
    """Our app at the server, made if there is none that it knows. Raises CannotLink."""
    kept = store.app(sign_in.instance)
    if kept is not None and kept.redirect == sign_in.redirect and sign_in.knows(App(*kept)):
        return App(*kept)
    count(Bucket(OURS, sign_in.instance, "apps", *REGISTRATIONS))
    return App(*store.keep_app(sign_in.instance, AppRow(*sign_in.register()), kept))


def _sign_in(instance: str, back: str) -> MastodonSignIn:
    return MastodonSignIn(instance, back, _session(), environment().base_url)


def _session() -> requests.Session:
    return guard.session(loopback=environment().loopback)

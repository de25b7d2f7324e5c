"""Linking an X account, by X's own sign-in. What must be kept meanwhile is for the person's session alone.

begin ── address ──▶ X asks the person ── back with ?state&code ──▶ finish ── whose account it is ──▶ linked
"""

from datetime import datetime

from mooc.environment import environment
from mooc.flow.linking import CONSENT, ConsentNeeded, link
from mooc.linking.x import Pending, XSignIn
from mooc.store.accounts import Account


def is_set_up() -> bool:
    """Whether X accounts can be linked here."""
    return bool(environment().x_client_id)


def begin(back: str, consent: str) -> tuple[str, Pending]:
    """The address to send the person to, and what to keep in the session. ``back``: where X sends the person then.

    Raises ConsentNeeded.
    """
    if consent != CONSENT:
        raise ConsentNeeded
    return _sign_in(back).begin()


def finish(user: int, back: str, pending: Pending, query: str, now: datetime) -> Account:
    """Link the account with which the person came back. ``query``: what stands behind the ? of that address.

    ``now`` is course time. Raises LinkingError of ``mooc.linking.x``, and AccountTaken.
    """
    return link(user, _sign_in(back).finish(pending, query), "oauth", CONSENT, now)


def _sign_in(back: str) -> XSignIn:
    env = environment()
    return XSignIn(env.x_client_id, back, env.x_client_secret.get_secret_value(), env.x_url)

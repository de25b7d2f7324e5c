"""Linking an X account, by X's own sign-in. What must be kept meanwhile is for that person alone.

begin ── address ──▶ X asks the person ── back with ?state&code ──▶ finish ── whose account it is ──▶ linked
"""

from datetime import datetime

from mooc.environment import environment
from mooc.linking.x import Pending, XSignIn
from mooc.services.accounts.account_linking import in_time, link, must_agree
from mooc.store.accounts.accounts import Account


def is_set_up() -> bool:
    """Whether X accounts can be linked here by signing in there."""
    return bool(environment().x_client_id)


def begin(back: str, consent: str) -> tuple[str, Pending]:
    """The address to send the person to, and what to keep. ``back``: where X sends the person then.

    Raises ConsentNeeded.
    """
    must_agree(consent)
    return _sign_in(back).begin()


def finish(user: int, back: str, pending: Pending, query: str, now: datetime, consent: str) -> Account:
    """Link the account with which the person came back. ``query``: what stands behind the ? of that address.

    ``now`` is course time; ``consent`` what the person agreed to at the beginning. Raises CannotLink, AccountTaken.
    """
    with in_time():
        profile = _sign_in(back).finish(pending, query)
    return link(user, profile, "oauth", consent, now)


def _sign_in(back: str) -> XSignIn:
    env = environment()
    return XSignIn(env.x_client_id, back, env.x_client_secret.get_secret_value(), env.x_url)

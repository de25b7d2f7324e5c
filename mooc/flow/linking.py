"""Linking: a person shows that an account on a network is theirs, and agrees that it is read.

Bluesky, without any password:  begin ── a code ──▶ the person posts it ──▶ confirm ── seen on the account ──▶ linked
"""

from datetime import datetime
from typing import cast

from mooc.core.network import Profile
from mooc.environment import environment
from mooc.flow import networks
from mooc.linking import bluesky
from mooc.linking.codes import is_expired, new_code
from mooc.linking.refusal import CannotLink, Refusal
from mooc.store import accounts
from mooc.store.accounts import Account, Attempt
from mooc.store.ties import Actor

CONSENT = "2026-11"
"""Version of the text that people agree to when they link an account."""


class ConsentNeeded(ValueError):
    """The person has not agreed to the text as it is now."""


def begin(user: int, handle: str, consent: str) -> Attempt:
    """Start to link a Bluesky account: the code that is to be shown on it, good for 30 minutes of real time.

    Raises ConsentNeeded, and CannotLink for a handle that cannot be one.
    """
    if consent != CONSENT:
        raise ConsentNeeded
    return accounts.attempt(user, "bluesky", bluesky_handle(handle), new_code(), consent)


def bluesky_handle(text: str) -> str:
    """The handle as the network writes it. Raises CannotLink for what cannot be a handle."""
    handle = text.strip().removeprefix("@").lower()
    labels = handle.split(".")
    fits = all(0 < len(label) <= 63 and _is_label(label) for label in labels)
    if len(labels) < 2 or len(handle) > 253 or not fits or labels[-1][0].isdigit():
        raise CannotLink(Refusal.NO_ACCOUNT)
    return handle


def _is_label(label: str) -> bool:
    plain = label.replace("-", "")
    return plain.isascii() and plain.isalnum() and not label.startswith("-") and not label.endswith("-")


def waiting(user: int, real_now: datetime) -> Attempt | None:
    """The attempt whose code may still be shown, if there is one. ``real_now``: not course time."""
    attempt = accounts.attempt_of(user, "bluesky")
    return attempt if attempt and not is_expired(attempt.created_at, real_now) else None


def confirm(user: int, now: datetime, real_now: datetime) -> Account:
    """Look for the code on the account; link it if it is there. ``now``: course time, ``real_now``: real time.

    Raises CannotLink, saying why, and AccountTaken. After a refusal the same code may be tried again.
    """
    attempt = accounts.attempt_of(user, "bluesky")
    if attempt is None:
        raise CannotLink(Refusal.CODE_EXPIRED)
    network = cast(bluesky.Accounts, networks.network("bluesky"))
    plc = environment().bluesky_plc_url
    profile = bluesky.prove(network, attempt.handle, attempt.code, attempt.created_at, real_now, plc)
    account = link(user, profile, "code", attempt.consent, now)
    accounts.forget_attempt(user, "bluesky")
    return account


def link(user: int, profile: Profile, proof: str, consent: str, now: datetime) -> Account:
    """Link an account whose ownership has been proven; the engine looks at it from ``now`` (course time) on.

    Raises AccountTaken.
    """
    return accounts.claim(user, profile, proof, consent, now)


def unlink(actor: Actor, account: int) -> None:
    """Let go of an account of one's own. Raises NotVisible, Forbidden."""
    accounts.unlink(actor, account)


def share(actor: Actor, account: int, shared: bool) -> Account:
    """Show an account of one's own to one's twinome, or stop to. Raises NotVisible, Forbidden."""
    return accounts.share(actor, account, shared)

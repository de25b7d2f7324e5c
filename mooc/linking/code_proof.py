"""Proving by a one-time code, on any network: who can write it into the profile, or post it, owns the account."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.troubles import NetworkTrouble
from mooc.linking.codes import contains_code, is_expired
from mooc.linking.refusal import CannotLink, Refusal


class ProfileSource(Protocol):
    """What is asked of a network; the adapters of ``mooc.networks`` answer it."""

    def find(self, handles: Sequence[str]) -> Mapping[str, AccountProfile]:
        """Profiles by handle; of an account that is not shown, perhaps only its standing. Raises NetworkTrouble."""

    def profile(self, account: str) -> AccountProfile:
        """The profile of a stable id, as of now. Raises NetworkTrouble."""

    def recent_texts(self, account: str) -> Sequence[str]:
        """The texts of the account's own newest posts. Raises NetworkTrouble."""


def find_account(accounts: ProfileSource, handle: str) -> AccountProfile:
    """The account that has the handle, as far as it can be linked. Raises CannotLink."""
    try:
        profile = accounts.find([handle]).get(handle)
    except NetworkTrouble as error:
        raise CannotLink(Refusal.NETWORK_TROUBLE, error.trouble) from error
    if profile is None:
        raise CannotLink(Refusal.NO_ACCOUNT)
    if profile.standing is AccountStatus.GONE:  # whose handle leads to somebody nevertheless
        raise CannotLink(Refusal.DEACTIVATED)
    _require_shown(profile)
    return profile


def prove_by_code(
    accounts: ProfileSource,
    handle: str,
    code: str,
    issued_at: datetime,
    now: datetime,
    *,
    check: Callable[[str, AccountProfile], None] = lambda handle, profile: None,
) -> AccountProfile:
    """The account that has ``handle`` and shows ``code``. Raises CannotLink.

    ``check`` is what a network asks besides, before the code is looked for: that the account claims the handle. The
    posts are read only where the profile does not show the code: they may cost money.
    """
    if is_expired(issued_at, now):
        raise CannotLink(Refusal.CODE_EXPIRED)
    account = find_account(accounts, handle)
    try:
        check(handle, account)
        profile = accounts.profile(account.id)
        _require_code(code, accounts, profile)
    except NetworkTrouble as error:
        raise CannotLink(Refusal.NETWORK_TROUBLE, error.trouble) from error
    return profile


def _require_shown(profile: AccountProfile) -> None:
    if profile.standing is AccountStatus.MOVED:
        raise CannotLink(Refusal.MOVED, subject=profile.moved_to)
    if profile.standing is AccountStatus.SUSPENDED:
        raise CannotLink(Refusal.SUSPENDED)
    if profile.standing not in (AccountStatus.ACTIVE, AccountStatus.PROTECTED):
        raise CannotLink(Refusal.NOT_SHOWN)


def _require_code(code: str, accounts: ProfileSource, profile: AccountProfile) -> None:
    _require_shown(profile)
    if contains_code(profile.bio, code):
        return
    texts = accounts.recent_texts(profile.id) if profile.standing is AccountStatus.ACTIVE else ()
    if not any(contains_code(text, code) for text in texts):
        raise CannotLink(Refusal.CODE_MISSING)

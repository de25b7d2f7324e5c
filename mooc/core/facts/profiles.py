"""Profiles: an account as a network shows it, and whether it can be read at all."""

from enum import StrEnum
from typing import NamedTuple


class AccountStatus(StrEnum):
    """Whether an account can be read."""

    ACTIVE = "active"
    PROTECTED = "protected"
    SUSPENDED = "suspended"
    GONE = "gone"
    MOVED = "moved"

    @property
    def is_readable(self) -> bool:
        """Whether it can. Who has moved can still be read at the old address."""
        return self in (AccountStatus.ACTIVE, AccountStatus.MOVED)


class AccountProfile(NamedTuple):
    """An account as the network shows it now."""

    network: str
    id: str
    handle: str
    name: str = ""
    standing: AccountStatus = AccountStatus.ACTIVE
    bio: str = ""
    moved_to: str = ""
    """MOVED: handle of the account that is used instead."""
    picture: bool = False
    """Whether it has a picture of its own, not the one that the network gives to all."""
    links: tuple[str, ...] = ()
    """The links of the profile."""

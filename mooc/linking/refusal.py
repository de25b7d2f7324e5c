"""Why an account could not be linked, as keys for the pages' messages."""

from enum import StrEnum

from mooc.core.network import Trouble


class Refusal(StrEnum):
    """The key of the message that the member reads."""

    NO_ACCOUNT = "linking.no_account"
    """Nobody has that handle."""
    NOT_SHOWN = "linking.not_shown"
    """The account is suspended, deactivated or gone."""
    HANDLE_MISMATCH = "linking.handle_mismatch"
    """The account does not claim that handle itself."""
    UNSUPPORTED_IDENTITY = "linking.unsupported_identity"
    """The account's identity is kept in a way that we do not look up."""
    CODE_MISSING = "linking.code_missing"
    """The code stands neither in the profile nor in a recent post."""
    CODE_EXPIRED = "linking.code_expired"
    """The code is too old: a new one is needed."""
    NETWORK_TROUBLE = "linking.network_trouble"
    """The network could not be asked; nothing is known yet."""


class CannotLink(Exception):
    """The account is not linked: ``key`` says why, ``trouble`` what the network did, if it is the network's fault."""

    def __init__(self, key: Refusal, trouble: Trouble | None = None) -> None:
        super().__init__(str(key))
        self.key = key
        self.trouble = trouble

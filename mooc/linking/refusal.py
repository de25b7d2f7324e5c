"""Why an account could not be linked, as keys for the pages' messages."""

from enum import StrEnum

from mooc.core.facts.troubles import Trouble


class Refusal(StrEnum):
    """The key of the message that the member reads."""

    HANDLE_INVALID = "linking.handle_invalid"
    """It cannot be a handle of that network."""
    INSTANCE_REFUSED = "linking.instance_refused"
    """It cannot be the name of a server on the internet, or is one that nobody outside could reach."""
    NO_SERVER = "linking.no_server"
    """Nothing answers there that speaks as a server of that network does."""
    NO_ACCOUNT = "linking.no_account"
    """Nobody has that handle."""
    NOT_SHOWN = "linking.not_shown"
    """The account is suspended, deactivated or gone."""
    SUSPENDED = "linking.suspended"
    """The network has taken the account down."""
    DEACTIVATED = "linking.deactivated"
    """The account is there, and its owner has deactivated it."""
    MOVED = "linking.moved"
    """The account has moved; ``subject`` is where to, if it is known."""
    CLOSED_TO_STRANGERS = "linking.closed_to_strangers"
    """The server shows profiles only to who is signed in there, so that a code cannot be looked for."""
    HANDLE_MISMATCH = "linking.handle_mismatch"
    """The account does not claim that handle itself."""
    UNSUPPORTED_IDENTITY = "linking.unsupported_identity"
    """The account's identity is kept in a way that we do not look up."""
    CODE_MISSING = "linking.code_missing"
    """The code stands neither in the profile nor in a recent post."""
    CODE_EXPIRED = "linking.code_expired"
    """The code is too old: a new one is needed."""
    DENIED = "linking.denied"
    """The person said no to the network."""
    EXPIRED = "linking.expired"
    """What the person came back with belongs to no question of ours, or came too late: begin again."""
    SCOPES = "linking.scopes"
    """The network granted other rights than were asked for."""
    TOO_MANY = "linking.too_many"
    """Too many attempts in a short time, by this person or at this server."""
    TOO_SLOW = "linking.too_slow"
    """``subject``, a server or a network, did not answer in the time that a person waits; nothing is known yet."""
    NETWORK_TROUBLE = "linking.network_trouble"
    """The network could not be asked; nothing is known yet."""


class CannotLink(Exception):
    """The account is not linked: ``key`` says why, ``trouble`` what the network did, if it is the network's fault.

    ``detail`` is for the log: never a token, a code or a text. ``subject``: what the sentence names (see MOVED,
    TOO_SLOW).
    """

    def __init__(self, key: Refusal, trouble: Trouble | None = None, *, detail: str = "", subject: str = "") -> None:
        super().__init__(f"{key}: {detail}" if detail else str(key))
        self.key, self.trouble, self.detail, self.subject = key, trouble, detail, subject

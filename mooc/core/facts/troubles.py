"""Troubles: why something could not be seen on a network, and when it is worth asking again."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class TroubleKind(StrEnum):
    """Why something could not be seen."""

    NOT_LOOKED = "not_looked"
    RATE_LIMITED = "rate_limited"
    OUT_OF_CREDITS = "out_of_credits"
    UNAUTHORIZED = "unauthorized"
    """The token that we ask with is refused: revoked, or expired."""
    BUDGET = "budget"
    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server_error"
    BAD_ANSWER = "bad_answer"
    PARTIAL = "partial"
    LOOPING = "looping"
    REFUSED = "refused"
    GAP = "gap"
    PROTECTED = "protected"
    SUSPENDED = "suspended"
    ACCOUNT_GONE = "account_gone"
    MOVED = "moved"
    HIDDEN = "hidden"
    NOT_SHOWN = "not_shown"
    """A post of somebody else that is needed is deleted, or not for us."""
    NO_ACCOUNT = "no_account"
    NOT_ON_NETWORK = "not_on_network"
    NOT_ASKABLE = "not_askable"
    """The rule speaks of people about whom no network is asked: of a follow, all who are on no list."""
    CRASHING = "crashing"
    """Reading it was tried in vain: it is parked."""


UNPAID = frozenset({TroubleKind.BUDGET, TroubleKind.OUT_OF_CREDITS})
"""Nothing is wrong with what was to be asked: it waits until somebody pays."""
CLOSED = frozenset({TroubleKind.RATE_LIMITED, TroubleKind.UNREACHABLE, TroubleKind.UNAUTHORIZED})
"""What a gate says of a request that it does not let through, with a date."""


class Trouble(NamedTuple):
    """Why something could not be seen, and when it is worth asking again (UTC; None: no date known).

    ``detail`` is for the operator's log: a status code or an exception's class, never a text or a name.
    """

    kind: TroubleKind
    until: datetime | None = None
    detail: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether a gate lets nothing through until a date that is known."""
        return self.until is not None and self.kind in CLOSED

    @property
    def waits(self) -> bool:
        """Whether what was to be asked only waits, and is not counted as having failed."""
        return self.is_closed or self.kind in UNPAID or self.kind is TroubleKind.RATE_LIMITED

    @property
    def waits_until(self) -> datetime | None:
        """When it is worth asking again (real time), where it only waits and that is known."""
        return self.until if self.waits else None


class NetworkTrouble(Exception):
    """A one-off question (``find``, ``profile``) could not be answered; ``trouble`` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(f"{trouble.kind}: {trouble.detail}")
        self.trouble = trouble

"""Proof: by what a pass is known, and what a peer has said."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Proof(StrEnum):
    """How strong a proof is, the strongest first. What is weaker is asked for only where the stronger cannot be had."""

    NETWORK = "network"
    """The network was read."""
    LINK = "link"
    """The learner pointed at a post, and that one post was read."""
    PEER = "peer"
    """Somebody of the learner's twinome says to have seen it."""


STEPS = tuple(Proof)


def weaker(one: Proof, other: Proof) -> Proof:
    """The weaker of two proofs.

    >>> weaker(Proof.NETWORK, Proof.PEER).value
    'peer'
    """
    return max(one, other, key=STEPS.index)


class Confirmation(NamedTuple):
    """A peer says to have seen what a challenge asks for. ``by``: the peer's member id; ``url``: where, if told.

    ``at``: when it was said (course time, UTC).
    """

    by: str
    at: datetime
    url: str = ""

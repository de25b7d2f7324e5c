"""Proof: by what a pass is known, and what people have said."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mooc.core.facts.audience import Tie


class Proof(StrEnum):
    """How strong a proof is, the strongest first. What is weaker is asked for only where the stronger cannot be had."""

    NETWORK = "network"
    """The network was read."""
    LINK = "link"
    """The learner pointed at a post, and that one post was read."""
    PEER = "peer"
    """Somebody else vouches for it: a peer of the learner's twinome, a mentor, or whoever met the learner."""
    SELF = "self"
    """The learner says so."""


STEPS = tuple(Proof)


def weaker(one: Proof, other: Proof) -> Proof:
    """The weaker of two proofs.

    >>> weaker(Proof.NETWORK, Proof.PEER).value
    'peer'
    """
    return max(one, other, key=STEPS.index)


class Vouch(StrEnum):
    """What somebody vouches for. ``SEEN``: that the learner did what a challenge asks for. ``MET``: to have met the
    learner; each of the two has entered the other's one-time code."""

    SEEN = "seen"
    MET = "met"


class Confirmation(NamedTuple):
    """Somebody says to have seen what a challenge asks for, or to have met the learner.

    ``by``: that person's member id, or the learner's own; ``url``: where, if told. ``at``: when it was said (course
    time, UTC). ``ties``: what that person is to the learner (``mooc.core.facts.audience.Tie``, ``list:NAME``).
    """

    by: str
    at: datetime
    url: str = ""
    ties: tuple[str, ...] = (Tie.TWINOME,)
    vouch: Vouch = Vouch.SEEN

    @property
    def proof(self) -> Proof:
        """How strong it is."""
        return Proof.SELF if Tie.SELF in self.ties else Proof.PEER

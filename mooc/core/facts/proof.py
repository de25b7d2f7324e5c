"""Evidence levels: by what a pass is known, and what people have said."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mooc.core.facts.audience import Relation


class EvidenceLevel(StrEnum):
    """How strong a proof is, the strongest first. What is weaker is asked for only where the stronger cannot be had."""

    NETWORK = "network"
    """The network was read."""
    LINK = "link"
    """The learner pointed at a post, and that one post was read."""
    PEER = "peer"
    """Somebody else vouches for it: a peer of the learner's twinome, a mentor, or whoever met the learner."""
    SELF = "self"
    """The learner says so."""


LEVELS = tuple(EvidenceLevel)


def lower_level(left: EvidenceLevel, right: EvidenceLevel) -> EvidenceLevel:
    """The weaker of two proofs.

    >>> lower_level(EvidenceLevel.NETWORK, EvidenceLevel.PEER).value
    'peer'
    """
    return max(left, right, key=LEVELS.index)


class AttestationKind(StrEnum):
    """What somebody vouches for. ``SEEN``: that the learner did what a challenge asks for. ``MET``: to have met the
    learner; each of the two has entered the other's one-time code."""

    SEEN = "seen"
    MET = "met"


class Attestation(NamedTuple):
    """Somebody says to have seen what a challenge asks for, or to have met the learner.

    ``by``: that person's member id, or the learner's own; ``url``: where, if told. ``at``: when it was said (course
    time, UTC). ``ties``: what that person is to the learner (``mooc.core.facts.audience.Relation``, ``list:NAME``).
    """

    by: str
    at: datetime
    url: str = ""
    ties: tuple[str, ...] = (Relation.TWINOME,)
    vouch: AttestationKind = AttestationKind.SEEN

    @property
    def proof(self) -> EvidenceLevel:
        """How strong it is."""
        return EvidenceLevel.SELF if Relation.SELF in self.ties else EvidenceLevel.PEER

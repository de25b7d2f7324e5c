"""Peers: where neither the network nor a link can show it, the word of somebody of the twinome counts.

It turns "can't tell" into "met", never "not yet": what was read completely outweighs what anybody says.
"""

from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Answer, Finding, Line, Mark
from mooc.core.facts.audience import Relation
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.proof import Attestation, AttestationKind, EvidenceLevel
from mooc.core.facts.troubles import TroubleKind

LINK_PROVABLE_NEEDS = frozenset({NeedKind.POSTS, NeedKind.REPLIES, NeedKind.QUOTES})
NEVER_SHOWN_TROUBLES = frozenset(
    {
        TroubleKind.PROTECTED,
        TroubleKind.HIDDEN,
        TroubleKind.NOT_SHOWN,
        TroubleKind.NOT_ASKABLE,
        TroubleKind.GAP,
    }
)
"""The network cannot show it, today or later."""


def may_attest(finding: Finding, step: EvidenceLevel) -> bool:
    """Whether a peer's word may count here: nothing can show it, or the budget is at that ``step``.

    While links are still read, it counts only for what has no link: a follow, a repost.
    """
    if finding.answer is not Answer.CANT_TELL or finding.trouble is None:
        return False
    if finding.trouble.kind in NEVER_SHOWN_TROUBLES:
        return True
    has_link = any(need.kind in LINK_PROVABLE_NEEDS for need in finding.needs)
    return finding.trouble.kind is TroubleKind.BUDGET and (
        step is EvidenceLevel.PEER or (step is EvidenceLevel.LINK and not has_link)
    )


def with_attestation(finding: Finding, scene: Scene, holds: bool) -> Finding:
    """The finding, with what a peer has said where that may count. ``holds``: the pass may be taken back later."""
    peer_words = [
        word
        for word in scene.attestations
        if word.vouch is AttestationKind.SEEN
        and Relation.TWINOME in word.ties
        and scene.window.start <= word.at <= scene.now
    ]
    if not peer_words or not may_attest(finding, scene.step):
        return finding
    return met_by_attestation(finding, min(peer_words, key=lambda word: (word.at, word.by)), holds)


def met_by_attestation(finding: Finding, word: Attestation, holds: bool) -> Finding:
    """Met by that peer's word."""
    line = Line(Mark.COUNTS, "proof.peer", {"at": word.at.isoformat()}, url=word.url)
    needs = finding.needs if holds else ()
    lines = (*finding.lines, line)
    return finding._replace(
        answer=Answer.MET, lines=lines, needs=needs, as_of=word.at, trouble=None, proof=EvidenceLevel.PEER, word=word
    )

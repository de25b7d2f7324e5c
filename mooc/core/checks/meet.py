"""``meet``: you and somebody else of the school see each other, and swap codes."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from pydantic import Field

from mooc.core.checks.attestation import AttestationCheck
from mooc.core.checks.base import Words
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark
from mooc.core.facts.audience import Audience
from mooc.core.facts.proof import Attestation, AttestationKind


class Meet(AttestationCheck):
    """Meet people who learn here, too: each of you enters the other's one-time code. No network is asked."""

    name: ClassVar[str] = "meet"
    version: ClassVar[int] = 2
    to: Audience = Field(default=Audience(word="cohort"), description="Whom to meet.")

    words: ClassVar[Words] = {
        "meet.how": {
            "en": "People to meet while this challenge is open: {want}. Who counts: {whom}. Each of you enters the "
            "other's code.",
            "fr": "Personnes à rencontrer pendant que ce défi est ouvert : {want}. Qui compte : {whom}. Chacune saisit "
            "le code de l'autre.",
        },
        "meet.expected": {
            "en": "People met: {have} of {want}. {missing} to go.",
            "fr": "Personnes rencontrées : {have} sur {want}. Il en manque {missing}.",
        },
        "meet.enough": {
            "en": "People met: {have}. Asked for: {want}. That is enough.",
            "fr": "Personnes rencontrées : {have}. Il en fallait {want} : le compte y est.",
        },
        "meet.yes": {
            "en": "On {at} you met somebody: both codes were entered.",
            "fr": "Le {at} vous avez rencontré quelqu'un : les deux codes ont été saisis.",
        },
        "meet.other": {
            "en": "On {at} you met somebody who is not among the people asked for.",
            "fr": "Le {at} vous avez rencontré une personne qui ne fait pas partie des personnes demandées.",
        },
        "meet.again": {
            "en": "On {at} you met somebody once more; each person counts once.",
            "fr": "Le {at} vous avez revu une même personne ; chaque personne compte une fois.",
        },
    }

    def how(self, hashtag: str) -> CheckSentences:
        """How many, and whom."""
        return CheckSentences((requirement("meet.how", want=self.at_least, whom=self.to.whom),))

    def weighed(self, scene: Scene, attestations: Sequence[Attestation]) -> Iterator[tuple[Attestation, Line, bool]]:
        """One line for each meeting."""
        met = set[str]()
        for word in attestations:
            if word.vouch is not AttestationKind.MET:
                continue
            flaw = "" if self.to.includes(frozenset(word.ties)) else "other"
            flaw = "again" if not flaw and word.by in met else flaw
            met |= set() if flaw else {word.by}
            mark = Mark.DOES_NOT_COUNT if flaw else Mark.COUNTS
            yield word, Line(mark, f"meet.{flaw or 'yes'}", {"at": word.at.isoformat()}), not flaw

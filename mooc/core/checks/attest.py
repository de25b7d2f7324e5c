"""``attest``: somebody says that it was done: you, a peer, or a mentor."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mooc.core.checks.attestation import AttestationCheck
from mooc.core.checks.base import Check, Words
from mooc.core.checks.combining import leaf_checks
from mooc.core.checks.explanations import CheckSentences, requirement
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Line, Mark, Scalar
from mooc.core.facts.audience import Relation
from mooc.core.facts.proof import Attestation, AttestationKind
from mooc.core.values.authored import LANGS, Texts


class AttestedBy(StrEnum):
    """Whose word it takes."""

    SELF = "self"
    PEER = "peer"
    MENTOR = "mentor"


_TIES = {AttestedBy.SELF: Relation.SELF, AttestedBy.PEER: Relation.TWINOME, AttestedBy.MENTOR: Relation.MENTORS}
_HOW = {AttestedBy.SELF: "how_self", AttestedBy.PEER: "how_peer", AttestedBy.MENTOR: "how_mentor"}


class Attest(AttestationCheck):
    """Somebody says that what the prompt asks about was done: the learner, peers of the twinome, or mentors. No network
    is asked, and a pass says whose word it rests on."""

    name: ClassVar[str] = "attest"
    by: AttestedBy = Field(default=AttestedBy.SELF, description="Whose word it takes: self, peer or mentor.")
    prompt: Texts = Field(min_length=1, description="What is vouched for: a sentence in each language.")

    words: ClassVar[Words] = {
        "attest.how": {"en": "To be confirmed: “{prompt}”.", "fr": "À confirmer : « {prompt} »."},
        "attest.how_self": {"en": "Your own word counts.", "fr": "Votre parole suffit."},
        "attest.how_peer": {
            "en": "People of your twinome whose word it takes: {want}.",
            "fr": "Personnes de votre twinôme qui doivent le confirmer : {want}.",
        },
        "attest.how_mentor": {
            "en": "Mentors whose word it takes: {want}.",
            "fr": "Personnes du mentorat qui doivent le confirmer : {want}.",
        },
        "attest.expected": {
            "en": "People who say so: {have} of {want}. {missing} to go.",
            "fr": "Personnes qui le disent : {have} sur {want}. Il en manque {missing}.",
        },
        "attest.enough": {
            "en": "People who say so: {have}. Asked for: {want}. That is enough.",
            "fr": "Personnes qui le disent : {have}. Il en fallait {want} : le compte y est.",
        },
        "attest.self": {"en": "You said so on {at}.", "fr": "Vous l'avez dit le {at}."},
        "attest.peer": {
            "en": "Somebody of your twinome said so on {at}.",
            "fr": "Une personne de votre twinôme l'a dit le {at}.",
        },
        "attest.mentor": {"en": "A mentor said so on {at}.", "fr": "Une personne du mentorat l'a dit le {at}."},
        "attest.other": {
            "en": "What was said on {at} is not the word that is asked for.",
            "fr": "Ce qui a été dit le {at} n'est pas la parole demandée.",
        },
    }

    @model_validator(mode="after")
    def _one_cannot_be_several(self) -> "Attest":
        if self.by is AttestedBy.SELF and self.at_least > 1:
            raise PydanticCustomError("impossible", "by self, at_least cannot be more than 1")
        return self

    def how(self, hashtag: str) -> CheckSentences:
        """What is vouched for, and by whom."""
        fallback = next(iter(self.prompt.values()))
        prompts: dict[str, Scalar] = {f"prompt_{lang}": self.prompt.get(lang, fallback) for lang in LANGS}
        return CheckSentences(
            (requirement("attest.how", **prompts), requirement(f"attest.{_HOW[self.by]}", want=self.at_least))
        )

    def weighed(self, scene: Scene, attestations: Sequence[Attestation]) -> Iterator[tuple[Attestation, Line, bool]]:
        """One line for each person who has said so."""
        heard_from = set[str]()
        for word in attestations:
            if word.vouch is not AttestationKind.SEEN or word.by in heard_from:
                continue
            heard_from.add(word.by)
            counts = _TIES[self.by] in word.ties
            line = Line(
                Mark.COUNTS if counts else Mark.DOES_NOT_COUNT,
                f"attest.{self.by if counts else 'other'}",
                {"at": word.at.isoformat()},
                url=word.url,
            )
            yield word, line, counts


def attested_by(check: Check) -> frozenset[AttestedBy]:
    """Whose word a rule takes, in any of its parts."""
    return frozenset(leaf.by for leaf in leaf_checks(check) if isinstance(leaf, Attest))

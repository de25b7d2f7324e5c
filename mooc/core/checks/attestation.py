"""What the checks share that no network shows: people say so, in the app."""

from collections.abc import Iterator, Sequence
from functools import reduce

from pydantic import Field

from mooc.core.checks.base import Check, summary_line
from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Answer, Finding, Line
from mooc.core.facts.proof import Attestation, EvidenceLevel, lower_level


class AttestationCheck(Check):
    """A check that counts what people have said within the window. All of that is known, so it is never in doubt."""

    at_least: int = Field(default=1, gt=0, le=1000, description="How many people.")

    def weighed(self, scene: Scene, attestations: Sequence[Attestation]) -> Iterator[tuple[Attestation, Line, bool]]:
        """Each attestation of the window, oldest first: what to tell of it, and whether it counts."""
        raise AssertionError(f"{type(self).__name__} must define weighed()")

    def find(self, scene: Scene) -> Finding:
        """Met when enough people have said so; else not yet, as of now."""
        attestations = [word for word in scene.attestations if word.at in scene.window and word.at <= scene.now]
        weighed = list(self.weighed(scene, sorted(attestations, key=lambda word: (word.at, word.by))))
        counted = tuple(word for word, _, counts in weighed if counts)
        lines = (*(line for _, line, _ in weighed), summary_line(self, len(counted), self.at_least))
        if len(counted) < self.at_least:
            return Finding(Answer.NOT_YET, lines, as_of=scene.now)
        enough = counted[: self.at_least]
        proof = reduce(lower_level, (word.proof for word in enough), EvidenceLevel.PEER)
        return Finding(Answer.MET, lines, as_of=enough[-1].at, proof=proof, vouches=enough)

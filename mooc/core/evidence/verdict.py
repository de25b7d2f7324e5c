"""Verdict: what is said of one member and one challenge, with the evidence first."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from mooc.core.facts.activity import Activity
from mooc.core.facts.needs import Need
from mooc.core.facts.proof import Attestation, EvidenceLevel
from mooc.core.facts.troubles import Trouble

Scalar = str | int


class Answer(StrEnum):
    """The three answers. There is no fourth, and none of them is "failed"."""

    MET = "met"
    NOT_YET = "not_yet"
    CANT_TELL = "cant_tell"


class Mark(StrEnum):
    """What one line of evidence says."""

    COUNTS = "counts"
    DOES_NOT_COUNT = "does_not_count"
    UNKNOWN = "unknown"
    SUMMARY = "summary"


class Line(NamedTuple):
    """One line of evidence, kept apart from any language.

    ``word`` names a sentence in the words of a check (or of ``mooc.core.judging.rendering``); ``values`` fill it. By
    their names: ``who``, ``target``, ``by`` are account ids, shown as handles; ``known`` is what makes one of them no
    stranger (``mooc.core.facts.audience.known_by``), told in a sentence more; ``at``, ``since``, ``until``, ``next``
    are moments (ISO 8601, UTC), shown in the reader's zone; ``value`` and ``other`` are figures, and they and whole
    numbers are shown as the reader writes them; all else is shown as it is. ``key``: the activity that it speaks of.
    """

    mark: Mark
    word: str
    values: Mapping[str, Scalar]
    key: str = ""
    url: str = ""


ACCOUNT_VALUES = ("who", "target", "by")
"""Values of a line of evidence that are account ids."""


class Tally(NamedTuple):
    """What a check counted: ``have`` of ``want``, the facts that count (``counted``), every line that was looked at,
    and the needs that must be covered before "not yet" may be said. ``undone``: a fact shows that what once held no
    longer does (positive evidence: an unfollow was seen). ``context``: facts that do not count themselves, but without
    which the counted ones could not be judged again (the post that was relayed). ``doubt``: why "not yet" may not be
    said even when all needs are covered."""

    have: int
    want: int
    counted: tuple[Activity, ...]
    lines: tuple[Line, ...]
    needs: tuple[Need, ...]
    undone: bool = False
    context: tuple[Activity, ...] = ()
    doubt: Trouble | None = None

    def unknown(self, word: str) -> "Tally":
        """The tally with the lines of that sentence marked as not known."""
        lines = (line._replace(mark=Mark.UNKNOWN) if line.word == word else line for line in self.lines)
        return self._replace(lines=tuple(lines))


class Finding(NamedTuple):
    """What a check says now.

    ``as_of``: up to when everything has been seen (UTC); for "met" the moment by which the last counted fact had
    begun. ``trouble``: why it can't be told. ``needs``: what must be watched to say more (empty when met,
    unless a pass must hold).
    ``context``: facts that do not count themselves, but are needed to judge the counted ones again. ``proof``: how
    strong a pass is proven; where it rests on what a peer said instead of what the network would show, ``word`` is
    that; ``vouches``: what people said that the check itself counts.
    """

    answer: Answer
    lines: tuple[Line, ...]
    counted: tuple[Activity, ...] = ()
    needs: tuple[Need, ...] = ()
    as_of: datetime | None = None
    trouble: Trouble | None = None
    undone: bool = False
    context: tuple[Activity, ...] = ()
    proof: EvidenceLevel = EvidenceLevel.NETWORK
    word: Attestation | None = None
    vouches: tuple[Attestation, ...] = ()


class Verdict(NamedTuple):
    """A Finding about a member's challenge, with the rule that was applied.

    ``rule``: name and version of the check, such as ``follow/1``; ``course``: the course version's hash.
    """

    member: str
    challenge: str
    rule: str
    course: str
    judged_at: datetime
    finding: Finding

    @property
    def answer(self) -> Answer:
        """Met, not yet or can't tell."""
        return self.finding.answer

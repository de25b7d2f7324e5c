"""Figures: how a cohort stands, without saying anything of any one person."""

from collections.abc import Mapping
from typing import NamedTuple

from mooc.core.evidence.verdict import Answer

SMALLEST_SHOWN = 5
"""A figure about fewer people than this is not told."""


class Figures(NamedTuple):
    """How many learners stand where in a challenge; None: too few to be told. ``open``: nothing was said so far."""

    met: int | None
    not_yet: int | None
    cant_tell: int | None
    open: int | None


def challenge_figures(counts: Mapping[Answer, int], learners: int) -> Figures:
    """The figures of one challenge among so many learners.

    Figures below five are hidden. One hidden figure could be found from the others and the total, so the next
    smallest is then hidden with it.
    """
    answered = [counts.get(answer, 0) for answer in (Answer.MET, Answer.NOT_YET, Answer.CANT_TELL)]
    cells = [*answered, max(0, learners - sum(answered))]
    hidden = {place for place, count in enumerate(cells) if count < SMALLEST_SHOWN}
    if len(hidden) == 1:
        hidden.add(min(set(range(len(cells))) - hidden, key=lambda place: cells[place]))
    return Figures(*(None if place in hidden else count for place, count in enumerate(cells)))

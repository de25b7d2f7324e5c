"""Who answers for whom: learners are spread evenly over mentors, and people who share a language find each other.

What counts, in this order: a language that both speak, as long as the mentor has room; then who has the fewest
learners. Where nothing is known of somebody's languages, every language will do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

ROOM = 15
"""Learners for whom a volunteer can answer. Beyond that a mentor of another language is better than none with time."""
ROUNDS = 20
"""Times at most that everybody is looked at again: a spread is even after two or three."""


class MentoringPerson(NamedTuple):
    """A learner or a mentor, by member id. ``user``: who that is, as one may be both; nobody mentors oneself."""

    id: int
    languages: frozenset[str] = frozenset()
    user: int = 0

    def understands(self, person: "MentoringPerson") -> bool:
        """Whether they share a language, or it is not known that they do not."""
        return not self.languages or not person.languages or bool(self.languages & person.languages)


Loads = Counter[int]
"""Mentor → for how many learners he or she answers."""


def choose(learner: MentoringPerson, mentors: Iterable[MentoringPerson], loads: Mapping[int, int]) -> int | None:
    """The mentor for one learner; None where there is no mentor.

    >>> mentors = [MentoringPerson(1, frozenset({"en"})), MentoringPerson(2, frozenset({"fr"}))]
    >>> choose(MentoringPerson(9, frozenset({"fr"})), mentors, {2: 3})
    2
    """
    ranked = _ranked(learner, mentors, loads)
    return min(ranked)[2] if ranked else None


def _ranked(
    learner: MentoringPerson, mentors: Iterable[MentoringPerson], loads: Mapping[int, int]
) -> list[tuple[bool, int, int]]:
    others = [(person, loads.get(person.id, 0)) for person in mentors if not person.user or person.user != learner.user]
    return [(_is_worse(learner, person, load), load, person.id) for person, load in others]


def _is_worse(learner: MentoringPerson, mentor: MentoringPerson, load: int) -> bool:
    return load >= ROOM or not learner.understands(mentor)


def spread(
    learners: Sequence[MentoringPerson],
    mentors: Sequence[MentoringPerson],
    given: Mapping[int, int],
    fixed: Mapping[int, int],
) -> dict[int, int]:
    """Learner → mentor, for all ``learners``. ``given``: who has which mentor now, and may get another where that is
    fairer; ``fixed``: mentor → for how many others he or she answers in any case. Pure: the same in, the same out.

    Nobody is moved without need: only to somebody who speaks the language, or has two learners fewer.
    """
    known = {person.id for person in mentors}
    found = {person.id: given[person.id] for person in learners if given.get(person.id) in known}
    loads = Counter({one: count for one, count in fixed.items() if one in known}) + Counter(found.values())
    choices = {person.id: sum(person.understands(mentor) for mentor in mentors) for person in learners}
    for learner in sorted(learners, key=lambda person: (choices[person.id], person.id)):
        if learner.id not in found and (mentor := choose(learner, mentors, loads)) is not None:
            found[learner.id] = mentor
            loads[mentor] += 1
    for _round in range(ROUNDS):
        if not _evened(learners, mentors, found, loads):
            break
    return found


def _evened(
    learners: Sequence[MentoringPerson], mentors: Sequence[MentoringPerson], found: dict[int, int], loads: Loads
) -> bool:
    """Move whom it serves, the newest first; whether anybody was."""
    by_id, is_moved = {person.id: person for person in mentors}, False
    for learner in sorted(learners, key=lambda person: -person.id):
        if learner.id not in found:
            continue
        now = found[learner.id]
        others = loads - Counter({now: 1})
        here = (_is_worse(learner, by_id[now], others[now]), others[now])
        best = min(_ranked(learner, mentors, others))
        if best[:2] < here:
            found[learner.id] = best[2]
            loads[now] -= 1
            loads[best[2]] += 1
            is_moved = True
    return is_moved

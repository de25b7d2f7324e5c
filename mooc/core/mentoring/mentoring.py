"""Who answers for whom: learners are spread evenly over mentors, and people who share a language find each other.

What counts, in this order: a language that both speak, as long as the mentor has room; then who has the fewest
learners. Where nothing is known of somebody's languages, every language will do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

MENTOR_CAPACITY = 15
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


def choose_mentor(learner: MentoringPerson, mentors: Iterable[MentoringPerson], loads: Mapping[int, int]) -> int | None:
    """The mentor for one learner; None where there is no mentor.

    >>> mentors = [MentoringPerson(1, frozenset({"en"})), MentoringPerson(2, frozenset({"fr"}))]
    >>> choose_mentor(MentoringPerson(9, frozenset({"fr"})), mentors, {2: 3})
    2
    """
    ranked = _ranked(learner, mentors, loads)
    return min(ranked)[2] if ranked else None


def _ranked(
    learner: MentoringPerson, mentors: Iterable[MentoringPerson], loads: Mapping[int, int]
) -> list[tuple[bool, int, int]]:
    eligible = [mentor for mentor in mentors if not mentor.user or mentor.user != learner.user]
    loaded = [(mentor, loads.get(mentor.id, 0)) for mentor in eligible]
    return [(_is_worse(learner, mentor, load), load, mentor.id) for mentor, load in loaded]


def _is_worse(learner: MentoringPerson, mentor: MentoringPerson, load: int) -> bool:
    return load >= MENTOR_CAPACITY or not learner.understands(mentor)


def assign_mentors(
    learners: Sequence[MentoringPerson],
    mentors: Sequence[MentoringPerson],
    current: Mapping[int, int],
    fixed_loads: Mapping[int, int],
) -> dict[int, int]:
    """Learner → mentor, for all ``learners``. ``current``: who has which mentor now, and may get another where that is
    fairer; ``fixed_loads``: mentor → for how many others he or she answers in any case. Pure: the same in, the same
    out.

    Nobody is moved without need: only to somebody who speaks the language, or has two learners fewer.
    """
    mentor_ids = {mentor.id for mentor in mentors}
    assigned = {learner.id: current[learner.id] for learner in learners if current.get(learner.id) in mentor_ids}
    fixed = Counter({mentor: count for mentor, count in fixed_loads.items() if mentor in mentor_ids})
    loads = fixed + Counter(assigned.values())
    choices = {learner.id: sum(learner.understands(mentor) for mentor in mentors) for learner in learners}
    for learner in sorted(learners, key=lambda learner: (choices[learner.id], learner.id)):
        if learner.id not in assigned and (mentor := choose_mentor(learner, mentors, loads)) is not None:
            assigned[learner.id] = mentor
            loads[mentor] += 1
    for _round in range(ROUNDS):
        if not _even_out(learners, mentors, assigned, loads):
            break
    return assigned


def _even_out(
    learners: Sequence[MentoringPerson], mentors: Sequence[MentoringPerson], assigned: dict[int, int], loads: Loads
) -> bool:
    """Move whom it serves, the newest first; whether anybody was."""
    mentors_by_id, is_moved = {mentor.id: mentor for mentor in mentors}, False
    for learner in sorted(learners, key=lambda learner: -learner.id):
        if learner.id not in assigned:
            continue
        present = assigned[learner.id]
        loads_without = loads - Counter({present: 1})
        load = loads_without[present]
        best = min(_ranked(learner, mentors, loads_without))
        if best[:2] < (_is_worse(learner, mentors_by_id[present], load), load):
            assigned[learner.id] = best[2]
            loads[present] -= 1
            loads[best[2]] += 1
            is_moved = True
    return is_moved

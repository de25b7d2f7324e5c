"""Pairing a cohort, and finding a place for one who comes late."""

from collections.abc import Sequence
from typing import NamedTuple

from mooc.core.pairing.reasons import group_reasons
from mooc.core.pairing.scale import GroupScorer, shuffle_by_seed
from mooc.core.pairing.search import find_groups
from mooc.core.pairing.twinome import (
    DEFAULT_SIZE,
    MAX_SIZE,
    Candidate,
    Group,
    MetBefore,
    Pairing,
    Reason,
    by_id,
    check_size,
)

_TRIED_PEOPLE, _MOST_STARTS = 240, 12


def pair(people: Sequence[Candidate], met_before: MetBefore, seed: int, size: int = DEFAULT_SIZE) -> Pairing:
    """Put everybody into groups of two to five, of ``size`` where the numbers allow it.

    What does not divide makes larger groups, not pairs: four are one group of four, five are one of five, eight are
    two of four. A pair is made of two who are alone, or where language or network leave no other choice. One person
    alone is unplaced. The same people and seed give the same pairing, in whatever order the people come.

    Raises ValueError for a size outside two to five, and for two people with the same id.
    """
    check_size(size)
    candidates = by_id(people)
    if len(candidates) < 2:
        return Pairing((), tuple(candidates), tuple(Reason("unplaced.alone", {}) for _ in candidates))
    # A search may end in a dead end; where there are few people, it starts more than once.
    attempts: list[_Attempt] = []
    for start in range(min(max(_TRIED_PEOPLE // len(people), 1), _MOST_STARTS)):
        ordered = shuffle_by_seed(people, f"{seed}:{start}")
        scale = GroupScorer(ordered, met_before, size)
        division = find_groups(scale, size)
        cost = sum(scale.weigh(group) for group in division)
        attempts.append(_Attempt([[ordered[number].id for number in group] for group in division], cost, scale.weighed))
    best = min(attempts, key=lambda attempt: attempt.cost)
    groups = sorted(sorted(candidates[member] for member in group) for group in best.groups)
    weighed = sum(attempt.weighed for attempt in attempts)
    return Pairing(tuple(_group(group, met_before) for group in groups), weighed_groups=weighed)


class _Attempt(NamedTuple):
    """``groups``: of member ids; ``cost``: what is wrong with all of them."""

    groups: list[list[str]]
    cost: int
    weighed: int


def add_late(
    groups: Sequence[Group],
    person: Candidate,
    people: Sequence[Candidate],
    met_before: MetBefore,
    seed: int,
    size: int = DEFAULT_SIZE,
) -> Pairing:
    """Let one who comes late join the smallest group that has room and a language and a network in common.

    Where none has, network and then language are given up, and the reasons say so. The other groups stay as they are.
    If every group is full, the person is unplaced: two who wait are paired with ``pair``. ``people`` are the members
    of the groups, at least. Raises ValueError for somebody who is in a group already or is not among ``people``.
    """
    check_size(size)
    candidates = by_id([candidate for candidate in people if candidate.id != person.id]) | {person.id: person}
    placed = [member for group in groups for member in group.members]
    if person.id in placed:
        raise ValueError(f"{person.id} is in a group already")
    if missing := [member for member in placed if member not in candidates]:
        raise ValueError(f"nothing is known of {', '.join(missing)}")
    ordered = shuffle_by_seed(candidates.values(), str(seed))
    scale = GroupScorer(ordered, met_before, size)
    number = {candidate.id: place for place, candidate in enumerate(ordered)}
    open_groups = [place for place, group in enumerate(groups) if 0 < len(group.members) < MAX_SIZE]
    if not open_groups:
        return Pairing(tuple(groups), (person.id,), (Reason("unplaced.full" if groups else "unplaced.alone", {}),))
    ranked = min((*_fit(scale, number, groups[place], person), place) for place in open_groups)
    chosen = ranked[-1]
    members = sorted(candidates[member] for member in (*groups[chosen].members, person.id))
    joined = _group(members, met_before, Reason("late.joined", {"who": person.id}))
    return Pairing((*groups[:chosen], joined, *groups[chosen + 1 :]), weighed_groups=scale.weighed)


def _fit(scale: GroupScorer, number: dict[str, int], group: Group, person: Candidate) -> tuple[int, int, int, int]:
    """The lower the better: what the newcomer would break, then the size, then all else, then the seed's order."""
    members = [number[member] for member in group.members]
    enlarged = [*members, number[person.id]]
    broken = scale.broken(enlarged) - scale.broken(members)
    return broken, len(members), scale.weigh(enlarged), min(members)


def _group(members: Sequence[Candidate], met_before: MetBefore, *first: Reason) -> Group:
    return Group(tuple(person.id for person in members), (*first, *group_reasons(members, met_before)))

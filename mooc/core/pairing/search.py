"""The search: first groups by taking the best at hand, then exchanges between two groups while they make it better.
Of a few people all divisions are weighed."""

from collections import deque
from collections.abc import Iterator, Sequence, Set
from itertools import combinations

from mooc.core.pairing.neighbours import Neighbours
from mooc.core.pairing.scale import Scale
from mooc.core.pairing.sizes import sizes
from mooc.core.pairing.tables import Seating
from mooc.core.pairing.twinome import LARGEST, SMALLEST

_EVERYBODY, _EACH = 15_000, 30
"""At most so many groups are weighed while exchanging: in all, and more for each person."""

_FEW = 8
"""Of so many people there are 686 ways to divide them; of each more, four times as many."""

_Change = tuple[list[int], list[int]]


def find_groups(scale: Scale, size: int) -> list[list[int]]:
    """Everybody in groups of two to five. There must be two people or more."""
    if len(scale.people) <= _FEW:
        ways = _divisions(list(range(len(scale.people))))
        return min(ways, key=lambda groups: sum(scale.weigh(group) for group in groups))
    seating = Seating(scale, size)
    seating.settle()
    tables = sorted(seating.at.items())
    neighbours = Neighbours(scale, tables)
    near = [neighbours.of(one) for one in range(len(scale.people))]
    groups = [group for _, seated in tables for group in _first_groups(scale, seated, near, size)]
    return Exchange(scale, groups, near).run()


def _divisions(people: Sequence[int]) -> Iterator[list[list[int]]]:
    """Every way to divide them into groups of two to five."""
    if not people:
        yield []
        return
    first, *others = people
    for size in range(SMALLEST, min(LARGEST, len(people)) + 1):
        for fellows in combinations(others, size - 1):
            rest = [one for one in others if one not in fellows]
            yield from ([[first, *fellows], *groups] for groups in _divisions(rest))


def _first_groups(scale: Scale, seated: Set[int], near: Sequence[Sequence[int]], size: int) -> Iterator[list[int]]:
    """Divide a table: the next free person, then whoever suits best of those near to the group."""
    free = dict.fromkeys(sorted(seated))
    for wanted in sizes(len(seated), size):
        group = [next(iter(free))]
        del free[group[0]]
        while len(group) < wanted:
            at_hand = {other for one in group for other in near[one] if other in free} or {next(iter(free))}
            _, best = min((scale.weigh([*group, other]), other) for other in at_hand)
            group.append(best)
            del free[best]
        yield group


class Exchange:
    """Two groups at a time: people change places, one goes over, two groups
    become one or one becomes two, whenever that is better than before."""

    def __init__(self, scale: Scale, groups: list[list[int]], near: Sequence[Sequence[int]]) -> None:
        self._scale, self._groups, self._near = scale, groups, near
        self._cost = [scale.weigh(group) for group in groups]
        self._at = {one: place for place, group in enumerate(groups) for one in group}
        self._last = scale.weighed + _EVERYBODY + _EACH * len(near)

    def run(self) -> list[list[int]]:
        """Exchange until nobody can better their group, or until enough was tried."""
        waiting = deque(range(len(self._near)))
        queued = set(waiting)
        while waiting and self._scale.weighed < self._last:
            one = waiting.popleft()
            queued.discard(one)
            changed = [member for member in self._better(one) if member not in queued]
            waiting.extend(changed)
            queued.update(changed)
        return [group for group in self._groups if group]

    def _better(self, one: int) -> list[int]:
        """Make the first exchange that helps; who was touched by it."""
        here = self._at[one]
        if not self._cost[here]:
            return []
        for other in self._near[one]:
            there = self._at[other]
            if there == here:
                there = self._new_place()
                changes = _partings(self._groups[here], one, other)
            else:
                changes = _changes(self._groups[here], one, self._groups[there], other)
            for ours, theirs in changes:
                if self._take(here, ours, there, theirs):
                    return [*ours, *theirs]
        return []

    def _new_place(self) -> int:
        """The place of a group that is not there yet: always the last one."""
        if self._groups[-1]:
            self._groups.append([])
            self._cost.append(0)
        return len(self._groups) - 1

    def _weigh(self, group: list[int]) -> int:
        return self._scale.weigh(group) if group else 0

    def _take(self, here: int, ours: list[int], there: int, theirs: list[int]) -> bool:
        """Keep the change if the two groups are better together than before."""
        before = self._cost[here] + self._cost[there]
        our_cost = self._weigh(ours)
        if our_cost >= before:
            return False
        their_cost = self._weigh(theirs)
        if our_cost + their_cost >= before:
            return False
        for place, group, cost in ((here, ours, our_cost), (there, theirs, their_cost)):
            self._groups[place], self._cost[place] = group, cost
            self._at.update(dict.fromkeys(group, place))
        return True


def _changes(here: list[int], one: int, there: list[int], other: int) -> Iterator[_Change]:
    """The ways to bring one and the other together: somebody makes room, or they become one more."""
    for third in here:
        if third != one:
            yield _swap(here, third, other), _swap(there, other, third)
    for third in there:
        if third != other:
            yield _swap(here, one, third), _swap(there, third, one)
    if len(here) < LARGEST and len(there) > SMALLEST:
        yield [*here, other], _without(there, other)
    if len(there) < LARGEST and len(here) > SMALLEST:
        yield _without(here, one), [*there, one]

    if len(here) + len(there) <= LARGEST:
        yield [*here, *there], []


def _partings(group: list[int], one: int, other: int) -> Iterator[_Change]:
    """The two go off together, if enough stay behind."""
    if len(group) >= 2 * SMALLEST:
        yield [one, other], [member for member in group if member not in (one, other)]


def _swap(group: list[int], goes: int, comes: int) -> list[int]:
    return [comes if member == goes else member for member in group]


def _without(group: list[int], goes: int) -> list[int]:
    return [member for member in group if member != goes]

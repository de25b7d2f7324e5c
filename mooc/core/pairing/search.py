"""The search: first groups by taking the best at hand, then exchanges between two groups while they make it better.
Of a few people all divisions are weighed."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import combinations

from mooc.core.pairing.neighbours import Neighbours
from mooc.core.pairing.scale import GroupScorer
from mooc.core.pairing.sizes import group_sizes
from mooc.core.pairing.tables import Seating
from mooc.core.pairing.twinome import MAX_SIZE, MIN_SIZE

_EVERYBODY, _EACH = 15_000, 30
"""At most so many groups are weighed while exchanging: in all, and more for each person."""

_FEW = 8
"""Of so many people there are 686 ways to divide them; of each more, four times as many."""

_Exchange = tuple[list[int], list[int]]
"""What two groups become."""


def find_groups(scale: GroupScorer, size: int) -> list[list[int]]:
    """Everybody in groups of two to five. There must be two people or more."""
    if len(scale.people) <= _FEW:
        divisions = _divisions(list(range(len(scale.people))))
        return min(divisions, key=lambda groups: sum(scale.weigh(group) for group in groups))
    seating = Seating(scale, size)
    seating.settle()
    tables = sorted(seating.people_at.items())
    neighbours = Neighbours(scale, tables)
    near = [neighbours.of(person) for person in range(len(scale.people))]
    groups = [group for _, seated in tables for group in _first_groups(scale, seated, near, size)]
    return LocalSearch(scale, groups, near).run()


def _divisions(people: Sequence[int]) -> Iterator[list[list[int]]]:
    """Every way to divide them into groups of two to five."""
    if not people:
        yield []
        return
    first, *remaining = people
    for size in range(MIN_SIZE, min(MAX_SIZE, len(people)) + 1):
        for fellows in combinations(remaining, size - 1):
            rest = [person for person in remaining if person not in fellows]
            yield from ([[first, *fellows], *groups] for groups in _divisions(rest))


def _first_groups(
    scale: GroupScorer, seated: Set[int], near: Sequence[Sequence[int]], size: int
) -> Iterator[list[int]]:
    """Divide a table: the next free person, then whoever suits best of those near to the group."""
    free = dict.fromkeys(sorted(seated))
    for group_size in group_sizes(len(seated), size):
        group = [next(iter(free))]
        del free[group[0]]
        while len(group) < group_size:
            at_hand = {person for member in group for person in near[member] if person in free} or {next(iter(free))}
            _, best = min((scale.weigh([*group, person]), person) for person in at_hand)
            group.append(best)
            del free[best]
        yield group


class LocalSearch:
    """Two groups at a time: people change places, one goes over, two groups
    become one or one becomes two, whenever that is better than before."""

    def __init__(self, scale: GroupScorer, groups: list[list[int]], near: Sequence[Sequence[int]]) -> None:
        self._scale, self._groups, self._near = scale, groups, near
        self._cost = [scale.weigh(group) for group in groups]
        self._place_of = {person: place for place, group in enumerate(groups) for person in group}
        self._last = scale.weighed + _EVERYBODY + _EACH * len(near)

    def run(self) -> list[list[int]]:
        """Exchange until nobody can better their group, or until enough was tried."""
        waiting = deque(range(len(self._near)))
        queued = set(waiting)
        while waiting and self._scale.weighed < self._last:
            person = waiting.popleft()
            queued.discard(person)
            changed = [member for member in self._improve(person) if member not in queued]
            waiting.extend(changed)
            queued.update(changed)
        return [group for group in self._groups if group]

    def _improve(self, person: int) -> list[int]:
        """Make the first exchange that helps; who was touched by it."""
        place = self._place_of[person]
        group = self._groups[place]
        if not self._cost[place]:
            return []
        for neighbour in self._near[person]:
            partner_place = self._place_of[neighbour]
            if partner_place != place:
                exchanges: Iterable[_Exchange] = _exchanges(group, person, self._groups[partner_place], neighbour)
            elif len(group) < 2 * MIN_SIZE:
                continue
            else:  # the two go off together, to a new place behind all others
                if self._groups[-1]:
                    self._groups.append([])
                    self._cost.append(0)
                partner_place = len(self._groups) - 1
                exchanges = [([person, neighbour], _without(_without(group, person), neighbour))]
            for exchange in exchanges:
                if self._take((place, partner_place), exchange):
                    return [member for changed in exchange for member in changed]
        return []

    def _take(self, places: tuple[int, int], exchange: _Exchange) -> bool:
        """Make the exchange if the two groups are better by it; whether they are."""
        present, costs = sum(self._cost[place] for place in places), []
        for group in exchange:
            costs.append(self._scale.weigh(group) if group else 0)
            if sum(costs) >= present:  # the other group need not be weighed
                return False
        for place, group, cost in zip(places, exchange, costs, strict=True):
            self._groups[place], self._cost[place] = group, cost
            self._place_of.update(dict.fromkeys(group, place))
        return True


def _exchanges(group: list[int], person: int, partners: list[int], neighbour: int) -> Iterator[_Exchange]:
    """The ways to bring the two together: somebody of a group makes room, or it becomes one larger, or both groups
    become one."""
    for member in group:
        if member != person:
            yield _swap(group, member, neighbour), _swap(partners, neighbour, member)
    for member in partners:
        if member != neighbour:
            yield _swap(group, person, member), _swap(partners, member, person)
    if len(group) < MAX_SIZE and len(partners) > MIN_SIZE:
        yield [*group, neighbour], _without(partners, neighbour)
    if len(partners) < MAX_SIZE and len(group) > MIN_SIZE:
        yield _without(group, person), [*partners, person]

    if len(group) + len(partners) <= MAX_SIZE:
        yield [*group, *partners], []


def _swap(group: list[int], leaver: int, newcomer: int) -> list[int]:
    return [newcomer if member == leaver else member for member in group]


def _without(group: list[int], leaver: int) -> list[int]:
    return [member for member in group if member != leaver]

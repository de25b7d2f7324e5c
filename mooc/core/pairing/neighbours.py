"""Who might suit whom: for each person a few promising others, found without comparing everybody with everybody."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence, Set
from itertools import product

from mooc.core.pairing.scale import GroupScorer
from mooc.core.pairing.tables import Table

_BEST, _EACH_SIDE, _MOST_TABLES, _MOST_SKILLS = 15, 2, 4, 8
_FEW = 20

_Line = list[tuple[int, int]]
"""People in the order of their local time."""


class Neighbours:
    """Who sits at each table, by local time: all of them, those who offer a skill, those who want one."""

    def __init__(self, scale: GroupScorer, tables: Sequence[tuple[Table, Set[int]]]) -> None:
        self._scale = scale
        self._tables = [table for table, _ in sorted(tables, key=lambda seating: -len(seating[1]))]
        self._lines: dict[tuple[Table, str, str], _Line] = {}
        self._table_of = {person: table for table, seated in tables for person in seated}
        for person, table in self._table_of.items():
            candidate = scale.people[person]
            roles = [("here", "")]
            roles += [("offers", skill) for skill in candidate.offers]
            roles += [("wants", skill) for skill in candidate.wants]
            for role, skill in roles:
                insort(self._lines.setdefault((table, role, skill), []), self._place(person))

    def of(self, person: int) -> list[int]:
        """The most promising others, best first, and three whom only chance names."""
        count = len(self._scale.people)
        if count <= _FEW:
            everybody_else = [neighbour for neighbour in range(count) if neighbour != person]
            return sorted(everybody_else, key=lambda neighbour: (self._scale.weigh((person, neighbour)), neighbour))
        nearby = set(self._nearby(person)) - {person}
        ranked = sorted((self._scale.weigh((person, neighbour)), neighbour) for neighbour in nearby)
        best = [neighbour for _, neighbour in ranked[:_BEST]]
        chance = {(person + step) % count for step in (1, count // 3, count // 2)}
        return best + sorted(chance - {person, *best})

    def _place(self, person: int) -> tuple[int, int]:
        return self._scale.offsets[person], person

    def _nearby(self, person: int) -> Iterator[int]:
        """Those who stand next to this place, on either side, round the clock, in the lines in which somebody who
        suits may stand: at the person's own table, and at a few others at which he or she might sit."""
        candidate, own_table, place = self._scale.people[person], self._table_of[person], self._place(person)
        languages, networks = self._scale.languages[person], self._scale.networks[person]
        open_tables = [
            table
            for table in self._tables
            if table != own_table and languages & table.language and networks & table.network
        ]
        roles = [("here", "")]
        roles += [("offers", skill) for skill in sorted(candidate.wants)[:_MOST_SKILLS]]
        roles += [("wants", skill) for skill in sorted(candidate.offers)[:_MOST_SKILLS]]
        for table, role in product([own_table, *open_tables[: _MOST_TABLES - 1]], roles):
            line = self._lines.get((table, *role), [])
            middle = bisect_left(line, place)
            steps = range(-_EACH_SIDE, _EACH_SIDE + 1) if line else ()
            yield from (line[(middle + step) % len(line)][1] for step in steps)

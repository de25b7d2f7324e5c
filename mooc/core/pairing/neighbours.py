"""Who might suit whom: for each person a few promising others, found without comparing everybody with everybody."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence, Set

from mooc.core.pairing.scale import Scale
from mooc.core.pairing.tables import Table

_BEST, _EACH_SIDE, _MOST_TABLES, _MOST_SKILLS, _LOOKED_AT = 15, 2, 4, 8, 60
_FEW = 20

_Line = list[tuple[int, int]]
"""People in the order of their local time."""


class Neighbours:
    """Who sits at each table, by local time: all of them, those who offer a skill, those who want one."""

    def __init__(self, scale: Scale, tables: Sequence[tuple[Table, Set[int]]]) -> None:
        self._scale = scale
        self._tables = [table for table, _ in sorted(tables, key=lambda seating: -len(seating[1]))]
        self._lines: dict[tuple[Table, str, str], _Line] = {}
        self._table_of = {one: table for table, seated in tables for one in seated}
        for one, table in self._table_of.items():
            person = scale.people[one]
            self._stand(one, table, "here", "")
            for skill in person.offers:
                self._stand(one, table, "offers", skill)
            for skill in person.wants:
                self._stand(one, table, "wants", skill)

    def of(self, one: int) -> list[int]:
        """The most promising others, best first, and three whom only chance names."""
        count = len(self._scale.people)
        if count <= _FEW:
            others = [other for other in range(count) if other != one]
            return sorted(others, key=lambda other: (self._scale.weigh((one, other)), other))
        found = {other for line in self._lines_for(one) for other in _near(line, self._place(one))} - {one}
        best = sorted((self._scale.weigh((one, other)), other) for other in found)[:_BEST]
        chance = {(one + step) % count for step in (1, count // 3, count // 2)}
        return [other for _, other in best] + sorted(chance - {one} - {other for _, other in best})

    def _place(self, one: int) -> tuple[int, int]:
        return self._scale.offsets[one], one

    def _stand(self, one: int, table: Table, role: str, skill: str) -> None:
        insort(self._lines.setdefault((table, role, skill), []), self._place(one))

    def _lines_for(self, one: int) -> Iterator[_Line]:
        """The lines in which somebody who suits may stand, at my table and a few others where I might sit."""
        person = self._scale.people[one]
        for table in self._tables_for(one):
            keys = [("here", "")]
            keys += [("offers", skill) for skill in sorted(person.wants)[:_MOST_SKILLS]]
            keys += [("wants", skill) for skill in sorted(person.offers)[:_MOST_SKILLS]]
            yield from (self._lines.get((table, *key), []) for key in keys)

    def _tables_for(self, one: int) -> Sequence[Table]:
        mine = self._table_of[one]
        languages, networks = self._scale.languages[one], self._scale.networks[one]
        tables = [
            table for table in self._tables if table != mine and languages & table.language and networks & table.network
        ]
        return [mine, *tables[: _MOST_TABLES - 1]]


def _near(line: _Line, place: tuple[int, int]) -> Iterator[int]:
    """Those who stand next to this place, on either side, round the clock."""
    middle = bisect_left(line, place)
    for step in range(-_EACH_SIDE, _EACH_SIDE + 1):
        if line:
            yield line[(middle + step) % len(line)][1]

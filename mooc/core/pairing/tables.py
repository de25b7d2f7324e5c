"""The tables: each person sits where one language is spoken and one network is used, and nobody sits alone.

Everybody first takes the table that suits best. Whoever is alone there moves to another table, or calls somebody over
from a table that can spare one, whose neighbour may in turn move, and so on. Only for those who are still alone the
table gives up its network, then its language for a network, then both.
"""

from collections import Counter
from itertools import product
from typing import NamedTuple

from mooc.core.pairing.scale import UNSAID, Scale

_LEVELS = 4
_STEPS_IN_ALL, _LEAST_STEPS, _LONGEST_CHAIN = 200_000, 50, 200


class Table(NamedTuple):
    """A language and a network, as bits. UNSAID stands for any."""

    language: int
    network: int


class Seating:
    """Who sits where; ``at`` holds the people of each table."""

    def __init__(self, scale: Scale, size: int) -> None:
        self._scale = scale
        self._count = len(scale.people)
        self._languages = [scale.language_bits.each(person.languages) for person in scale.people]
        self._networks = [scale.network_bits.each(sorted(person.networks)) for person in scale.people]
        self._crowd = self._crowds()
        self._guests: dict[Table, list[int]] = {}
        self._where = [self._favourite(one, size) for one in range(self._count)]
        self.at: dict[Table, set[int]] = {}
        for one, table in enumerate(self._where):
            self.at.setdefault(table, set()).add(one)

    def settle(self) -> None:
        """Let nobody sit alone, giving up as little as possible. Two people or more are needed."""
        for level in range(_LEVELS):
            for one in range(self._count):
                if self._alone(one):
                    self._steps = max(_LEAST_STEPS, _STEPS_IN_ALL // self._count)
                    self._seat(one, level, frozenset({one}))

    def _crowds(self) -> Counter[Table]:
        """How many people name the language and the network of each table."""
        crowd: Counter[Table] = Counter()
        for languages, networks in zip(self._languages, self._networks, strict=True):
            crowd.update(Table(*both) for both in product(languages, networks))
        return crowd

    def _favourite(self, one: int, size: int) -> Table:
        """The fullest table of the first of my languages that fills a group; else the fullest of all."""
        for language in self._languages[one] if self._scale.people[one].languages else ():
            table = max((Table(language, network) for network in self._networks[one]), key=self._fullness)
            if self._crowd[table] >= size:
                return table
        return max((Table(*both) for both in product(self._languages[one], self._networks[one])), key=self._fullness)

    def _fullness(self, table: Table) -> tuple[int, int, int]:
        return self._crowd[table], -table.language, -table.network

    def _open_to(self, one: int, level: int) -> list[Table]:
        """The tables at which one may sit, the better first; each level gives up a little more."""
        languages, networks = self._languages[one], self._networks[one]
        if level == _LEVELS - 1:
            return [Table(UNSAID, UNSAID)]
        tables = sorted((Table(*both) for both in product(languages, networks)), key=self._fullness, reverse=True)
        if level >= 1:
            tables += [Table(language, UNSAID) for language in languages]
        if level >= 2:
            tables += [Table(UNSAID, network) for network in networks]
        return tables

    def _fits(self, one: int, table: Table) -> bool:
        return bool(self._scale.languages[one] & table.language and self._scale.networks[one] & table.network)

    def _may_sit(self, table: Table) -> list[int]:
        if table not in self._guests:
            self._guests[table] = [one for one in range(self._count) if self._fits(one, table)]
        return self._guests[table]

    def _alone(self, one: int) -> bool:
        return len(self.at[self._where[one]]) == 1

    def _can_leave(self, one: int) -> bool:
        """Leaving lets nobody down: two or more stay behind, or nobody at all."""
        return len(self.at[self._where[one]]) != 2

    def _move(self, one: int, table: Table) -> Table:
        """Sit one down at a table; the table that was left."""
        left = self._where[one]
        self.at[left].discard(one)
        if not self.at[left]:
            del self.at[left]
        self.at.setdefault(table, set()).add(one)
        self._where[one] = table
        return left

    def _seat(self, one: int, level: int, asked: frozenset[int]) -> bool:
        """Find company for one who sits alone: at a table with people, or by calling somebody over."""
        tables = self._open_to(one, level)
        taken = [table for table in tables if self.at.get(table, set()) - {one}]
        if taken:
            self._move(one, taken[0])
            return True
        for table in tables:
            spare = next((two for two in self._may_sit(table) if two != one and self._can_leave(two)), None)
            if spare is not None:
                self._move(one, table)
                self._move(spare, table)
                return True
        return any(self._call(one, table, level, asked) for table in tables)

    def _call(self, one: int, table: Table, level: int, asked: frozenset[int]) -> bool:
        """Call over one of two at another table, if the one who is left behind finds company too."""
        for two in self._may_sit(table):
            (behind,) = self.at[self._where[two]] - {two} or {one}
            if asked & {two, behind} or len(asked) > _LONGEST_CHAIN or self._steps <= 0:
                continue
            self._steps -= 1
            before, left = self._move(one, table), self._move(two, table)
            if self._seat(behind, level, asked | {two, behind}):
                return True
            self._move(one, before)
            self._move(two, left)
        return False

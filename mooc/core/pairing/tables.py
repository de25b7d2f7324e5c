"""The tables: each person sits where one language is spoken and one network is used, and nobody sits alone.

Everybody first takes the table that suits best. Whoever is alone there moves to another table, or calls somebody over
from a table that can spare one, whose neighbour may in turn move, and so on. Only for those who are still alone the
table gives up its network, then its language for a network, then both.
"""

from collections import Counter
from itertools import product, starmap
from typing import NamedTuple

from mooc.core.pairing.scale import ALL_BITS, GroupScorer

_LEVELS = 4
_STEPS_IN_ALL, _LEAST_STEPS, _LONGEST_CHAIN = 200_000, 50, 200


class Table(NamedTuple):
    """A language and a network, as bits. UNSAID stands for any."""

    language: int
    network: int


class Seating:
    """Who sits where; ``people_at`` holds the people of each table."""

    def __init__(self, scale: GroupScorer, size: int) -> None:
        self._scale = scale
        self._count = len(scale.people)
        self._languages = [scale.language_bits.each(candidate.languages) for candidate in scale.people]
        self._networks = [scale.network_bits.each(sorted(candidate.networks)) for candidate in scale.people]
        self._crowd: Counter[Table] = Counter()
        """How many people name the language and the network of each table."""
        for languages, networks in zip(self._languages, self._networks, strict=True):
            self._crowd.update(starmap(Table, product(languages, networks)))
        self._guests: dict[Table, list[int]] = {}
        self._table_of = [self._favourite(person, size) for person in range(self._count)]
        self.people_at: dict[Table, set[int]] = {}
        for person, table in enumerate(self._table_of):
            self.people_at.setdefault(table, set()).add(person)

    def settle(self) -> None:
        """Let nobody sit alone, giving up as little as possible. Two people or more are needed."""
        for level in range(_LEVELS):
            for person in range(self._count):
                if len(self.people_at[self._table_of[person]]) == 1:
                    self._steps = max(_LEAST_STEPS, _STEPS_IN_ALL // self._count)
                    self._seat(person, level, frozenset({person}))

    def _favourite(self, person: int, size: int) -> Table:
        """The fullest table of the first of a person's languages that fills a group; else the fullest of all."""
        languages, networks = self._languages[person], self._networks[person]
        for language in languages if self._scale.people[person].languages else ():
            table = max((Table(language, network) for network in networks), key=self._fullness)
            if self._crowd[table] >= size:
                return table
        return max(starmap(Table, product(languages, networks)), key=self._fullness)

    def _fullness(self, table: Table) -> tuple[int, int, int]:
        return self._crowd[table], -table.language, -table.network

    def _open_to(self, person: int, level: int) -> list[Table]:
        """The tables at which somebody may sit, the better first; each level gives up a little more."""
        languages, networks = self._languages[person], self._networks[person]
        if level == _LEVELS - 1:
            return [Table(ALL_BITS, ALL_BITS)]
        tables = sorted(starmap(Table, product(languages, networks)), key=self._fullness, reverse=True)
        if level >= 1:
            tables += [Table(language, ALL_BITS) for language in languages]
        if level >= 2:
            tables += [Table(ALL_BITS, network) for network in networks]
        return tables

    def _may_sit(self, table: Table) -> list[int]:
        """Those who know the language and use the network of the table."""
        if table not in self._guests:
            bits = zip(self._scale.languages, self._scale.networks, strict=True)
            self._guests[table] = [
                person
                for person, (languages, networks) in enumerate(bits)
                if languages & table.language and networks & table.network
            ]
        return self._guests[table]

    def _move(self, person: int, table: Table) -> Table:
        """Sit somebody down at a table; the table that was left."""
        previous = self._table_of[person]
        self.people_at[previous].discard(person)
        if not self.people_at[previous]:
            del self.people_at[previous]
        self.people_at.setdefault(table, set()).add(person)
        self._table_of[person] = table
        return previous

    def _seat(self, person: int, level: int, involved: frozenset[int]) -> bool:
        """Find company for one who sits alone: at a table with people, or by calling somebody over."""
        tables = self._open_to(person, level)
        taken = [table for table in tables if self.people_at.get(table, set()) - {person}]
        if taken:
            self._move(person, taken[0])
            return True
        for table in tables:
            for guest in self._may_sit(table):
                # to leave a table of two would leave somebody alone there
                if guest != person and len(self.people_at[self._table_of[guest]]) != 2:
                    self._move(person, table)
                    self._move(guest, table)
                    return True
        return any(self._call(person, table, level, involved) for table in tables)

    def _call(self, person: int, table: Table, level: int, involved: frozenset[int]) -> bool:
        """Call over one of two at another table, if the one who is left behind finds company too. ``involved``: all who
        have moved for this, or are to."""
        for guest in self._may_sit(table):
            (partner,) = self.people_at[self._table_of[guest]] - {guest} or {person}
            if involved & {guest, partner} or len(involved) > _LONGEST_CHAIN or self._steps <= 0:
                continue
            self._steps -= 1
            table_of_person, table_of_guest = self._move(person, table), self._move(guest, table)
            if self._seat(partner, level, involved | {guest, partner}):
                return True
            self._move(person, table_of_person)
            self._move(guest, table_of_guest)
        return False

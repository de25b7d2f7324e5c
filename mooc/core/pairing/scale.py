"""The scale: what is wrong with a group, as one number. 0 is a group in which nothing is wrong.

The weights stand in bands. No language in common outweighs no network in common, which outweighs everything else;
then come repeats and sizes; then barter, time zones, and whether the common language is everybody's first.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import reduce
from hashlib import blake2b
from itertools import combinations
from operator import and_

from mooc.core.pairing.sizes import size_cost
from mooc.core.pairing.twinome import MAX_SIZE, Candidate, MetBefore

NO_LANGUAGE, NO_NETWORK = 100_000_000, 100_000
MET, MET_AGAIN, MOST_MEETINGS = 1000, 500, 6
SIZE_STEP = 200
NO_BARTER = 60
NOT_FIRST_LANGUAGE = 20
_DAY, _STEP = 24 * 60, 30

ALL_BITS = -1
"""The bits of somebody who said nothing: all of them."""


def shuffle_by_seed(people: Iterable[Candidate], seed: str) -> list[Candidate]:
    """The people in an order that depends on the seed and on their ids alone."""
    return sorted(people, key=lambda person: (blake2b(f"{seed}:{person.id}".encode()).digest(), person.id))


def minutes_apart(offsets: Collection[int]) -> int:
    """The widest difference of local time, round the clock: UTC+13 and UTC-11 read the same hour.

    >>> minutes_apart([780, -660])
    0
    """
    widest = max(offsets) - min(offsets)
    if widest <= _DAY // 2:
        return widest
    gaps = (abs(left - right) % _DAY for left, right in combinations(offsets, 2))
    return max(min(gap, _DAY - gap) for gap in gaps)


class Bits:
    """Words as bits of an integer: sets of them are compared with ``&``."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self._bit = {word: 1 << place for place, word in enumerate(self.words)}

    def of(self, words: Iterable[str]) -> int:
        """The bits of these words."""
        return sum(self._bit[word] for word in set(words))

    def each(self, words: Collection[str]) -> list[int]:
        """One bit for each of these words, in their order; every bit there is if there are none."""
        return [self._bit[word] for word in dict.fromkeys(words or self.words)] or [1]

    def mask(self, words: Collection[str]) -> int:
        """The bits of these words; all bits if there are none."""
        return self.of(words) if words else ALL_BITS


class GroupScorer:
    """Weighs groups of people, who are numbered by their place in ``people``. ``weighed`` counts how often."""

    def __init__(self, people: Sequence[Candidate], met_before: MetBefore, size: int) -> None:
        self.people, self.weighed = people, 0
        self.language_bits = Bits(word for person in people for word in person.languages)
        self.network_bits = Bits(word for person in people for word in person.networks)
        skills = Bits(word for person in people for word in person.offers | person.wants)
        self.languages = [self.language_bits.mask(person.languages) for person in people]
        self.first = [self.language_bits.mask(person.languages[:1]) for person in people]
        self.networks = [self.network_bits.mask(person.networks) for person in people]
        self.offers = [skills.of(person.offers) for person in people]
        self.wants = [skills.of(person.wants) for person in people]
        self.offsets = [person.utc_offset_minutes for person in people]
        self.met: dict[tuple[int, int], int] = {}
        """Who met whom how often, by number, the lower number first; people who are not in the cohort are left out."""
        number = {person.id: place for place, person in enumerate(people)}
        for pair, count in met_before.items():
            numbers = sorted(number[member] for member in pair if member in number)
            if len(numbers) == 2 and count > 0:
                self.met[numbers[0], numbers[1]] = count
        self._size_cost = [SIZE_STEP * size_cost(actual, size) for actual in range(MAX_SIZE + 1)]

    def weigh(self, group: Sequence[int]) -> int:
        """What is wrong with this group; the lower the better."""
        self.weighed += 1
        languages = networks = ALL_BITS
        for person in group:
            languages &= self.languages[person]
            networks &= self.networks[person]
        half_hours = minutes_apart([self.offsets[person] for person in group]) // _STEP
        cost = self._size_cost[len(group)] + self._barter(group) + half_hours * half_hours
        if not (languages and networks):
            cost += self.broken(group)
        for person in group:
            if not self.first[person] & languages:
                cost += NOT_FIRST_LANGUAGE
        if self.met:
            counts = [self.met[pair] for pair in combinations(sorted(group), 2) if pair in self.met]
            cost += sum(MET + MET_AGAIN * (min(count, MOST_MEETINGS) - 1) for count in counts)
        return cost

    def broken(self, group: Sequence[int]) -> int:
        """What is wrong with language and network; 0 if all share one of each."""
        return NO_LANGUAGE * _apart(self.languages, group) + NO_NETWORK * _apart(self.networks, group)

    def _barter(self, group: Sequence[int]) -> int:
        """Each who offers should be wanted by another, each who wants be offered it by another."""
        once_wanted = twice_wanted = once_offered = twice_offered = 0
        for person in group:
            twice_wanted |= once_wanted & self.wants[person]
            once_wanted |= self.wants[person]
            twice_offered |= once_offered & self.offers[person]
            once_offered |= self.offers[person]
        missing = 0
        for person in group:
            offers, wants = self.offers[person], self.wants[person]
            if offers and not offers & (twice_wanted | once_wanted & ~wants):
                missing += 1
            if wants and not wants & (twice_offered | once_offered & ~offers):
                missing += 1
        return NO_BARTER * missing


def _apart(bits: Sequence[int], group: Sequence[int]) -> int:
    """0 if all have a word in common; else 20, and one more for each two who have none."""
    if reduce(and_, (bits[person] for person in group), ALL_BITS):
        return 0
    return 20 + sum(not bits[left] & bits[right] for left, right in combinations(group, 2))

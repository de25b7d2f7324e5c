"""The nouns of pairing: a person to be placed, a group with its reasons, and the whole pairing."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

MIN_SIZE, DEFAULT_SIZE, MAX_SIZE = 2, 3, 5
"""How many people a twinome has."""

MetBefore = Mapping[frozenset[str], int]
"""Two member ids → how often they have been in a group together."""


class Candidate(NamedTuple):
    """What pairing knows of a member.

    ``languages`` are in the order of preference. Languages or networks that are left empty are *not said*: they
    exclude nobody and are never claimed as shared. ``offers`` and ``wants`` are skills, matched by their exact words.
    """

    id: str
    languages: tuple[str, ...] = ()
    utc_offset_minutes: int = 0
    networks: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    wants: frozenset[str] = frozenset()


class Reason(NamedTuple):
    """One reason, kept apart from any language: ``word`` names a sentence of ``words``, ``values`` fill it.

    By their names: ``who`` and ``to`` are member ids, shown as names; ``language`` is a code, shown in the reader's
    language; ``network`` is a network's name; all else is shown as it is.
    """

    word: str
    values: Mapping[str, str | int]


class Group(NamedTuple):
    """A twinome: its members, by id, and why these people."""

    members: tuple[str, ...]
    why: tuple[Reason, ...]


class Pairing(NamedTuple):
    """Everybody in exactly one group, or unplaced.

    ``unplaced_reasons``: one reason for each of ``unplaced``. ``weighed_groups``: how many possible groups were
    compared.
    """

    groups: tuple[Group, ...]
    unplaced: tuple[str, ...] = ()
    unplaced_reasons: tuple[Reason, ...] = ()
    weighed_groups: int = 0


def check_size(size: int) -> None:
    """Raise ValueError unless a twinome may have this size."""
    if not MIN_SIZE <= size <= MAX_SIZE:
        raise ValueError(f"a group has {MIN_SIZE} to {MAX_SIZE} people, not {size}")


def by_id(people: Sequence[Candidate]) -> dict[str, Candidate]:
    """The people by their ids. Raises ValueError when two share an id."""
    candidates = {person.id: person for person in people}
    if len(candidates) != len(people):
        raise ValueError("two people have the same id")
    return candidates

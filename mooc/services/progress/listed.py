"""Who is on the lists of a cohort, as its members see them: by the handles that the networks showed last.

    cohort create, move ── find ──▶ Profile ── accounts.meet ──▶ handle ◀── any later read that tells another
    page, API ── accounts.handles ──▶ who is meant

Lists are kept by stable ids; handles are for people to read, and never decide anything.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mooc.core.checks.base import Check
from mooc.core.course.named_people import meant
from mooc.core.facts.audience import HOST
from mooc.store.cohorts.cohorts import Cohort


class Listed(NamedTuple):
    """Somebody on a list. ``handle``: as the network showed it last; empty where it never has."""

    network: str
    handle: str


class Group(NamedTuple):
    """The people of a list; ``list`` is its name, empty where the rule names them in place."""

    list: str
    people: tuple[Listed, ...]


def hosts(cohort: Cohort, names: Mapping[str, str]) -> tuple[Listed, ...]:
    """The course's own accounts whose handles are known. ``names``: account id → handle."""
    return tuple(one for one in _on(cohort, HOST, names) if one.handle)


def whom(cohort: Cohort, check: Check, names: Mapping[str, str]) -> tuple[Group, ...]:
    """Who is on the lists that the rule means, by network; a list with nobody on it is left out."""
    lists = {str(who.list): Group("" if who.handles else str(who.list), ()) for who in meant(check) if who.list}
    found = (group._replace(people=tuple(_on(cohort, name, names))) for name, group in lists.items())
    return tuple(group for group in found if group.people)


def _on(cohort: Cohort, name: str, names: Mapping[str, str]) -> Iterator[Listed]:
    for network in cohort.networks:
        yield from (Listed(network, names.get(one, "")) for one in cohort.lists.get(network, {}).get(name, ()))

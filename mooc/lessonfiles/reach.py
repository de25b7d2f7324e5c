"""Challenges that nobody can come to: out of order, over before they begin, with more people than there are, or with
people about whom no network is asked."""

from collections.abc import Iterator
from typing import NamedTuple

from mooc.core.checks.base import EACH_ONCE
from mooc.core.facts.audience import HOST, WORDS
from mooc.core.values.choices import Pace
from mooc.lessonfiles.names import names_of, rules, units
from mooc.lessonfiles.problems import Problem, problem
from mooc.lessonfiles.tree import Node

_ASKED_BY_NAME = ("follow", "unfollow")
"""Checks for which a network is asked about each person by name: those on a list, or named in place."""


class _Placed(NamedTuple):
    """A challenge, and the week of the course in which it can be done, from 1."""

    node: Node
    unit: int
    week: int


def reach_problems(root: Node, path: str) -> Iterator[Problem]:
    """What is out of reach. In a self-paced course all is open at once."""
    pace = root.child("pace")
    placed = list(_placed(root))
    if pace is None or pace.text != Pace.SELF_PACED:
        yield from _over(placed, path)
        yield from _after_what_comes_later(placed, path)
    for one in placed:
        for rule in rules(one.node):
            yield from _asked_of_nobody(rule, path)
            yield from _too_few_named(rule, path)


def _placed(root: Node) -> Iterator[_Placed]:
    for number, unit in enumerate(units(root), 1):
        listed = unit.child("challenges")
        for node in listed.items() if listed else ():
            named = node.at("window", "event")
            event = root.at("events", named.text) if named and named.text else None
            week = event.child("week") if event else None
            yield _Placed(node, number, week.value if week and isinstance(week.value, int) else number)


def _over(placed: list[_Placed], path: str) -> Iterator[Problem]:
    """An event that is over when the week of the challenge begins."""
    for one in placed:
        named = one.node.at("window", "event")
        if named and one.week < one.unit:
            yield problem("E132.over", path, named.place, name=named.text, week=one.week, unit=one.unit)


def _after_what_comes_later(placed: list[_Placed], path: str) -> Iterator[Problem]:
    weeks = {name: one.week + away for one in placed for away, name in enumerate(names_of(one.node))}
    for one in placed:
        before = one.node.child("after")
        for node in before.items() if before else ():
            if weeks.get(node.text, 0) > one.week:
                values = {"name": node.text, "later": weeks[node.text], "week": one.week}
                yield problem("E132.after", path, node.place, **values)


def _asked_of_nobody(rule: Node, path: str) -> Iterator[Problem]:
    """Follows of people of whom only a word is known: the twinome, the cohort, anyone. No network is asked for them."""
    for key, value in rule.within():
        whom = value.child("of") if key in _ASKED_BY_NAME else None
        if whom and whom.text in WORDS and whom.text != HOST:
            yield problem("E132.asked_of_nobody", path, whom.place, check=key, value=whom.text)


def _too_few_named(rule: Node, path: str) -> Iterator[Problem]:
    """More distinct people than the rule names in place."""
    for key, value in rule.within():
        whom, many = value.child(EACH_ONCE.get(key, "")), value.child("at_least")
        if whom and whom.items() and many and isinstance(many.value, int):
            named = len({node.text for node in whom.items()})
            if many.value > named:
                yield problem("E132.named", path, many.place, value=many.value, most=named)

"""Challenges that nobody can come to: out of order, over before they begin, with more people than there are, or with
people about whom no network is asked."""

from collections.abc import Iterator

from mooc.core.checks.base import EACH_ONCE
from mooc.core.facts.audience import AUDIENCE_WORDS, HOST
from mooc.core.values.choices import Pace
from mooc.lessonfiles.problems import Diagnostic, problem
from mooc.lessonfiles.rules.names import rules, turn_names, units
from mooc.lessonfiles.syntax.tree import Node

_ASKED_BY_NAME = ("follow", "unfollow")
"""Checks for which a network is asked about each person by name: those on a list, or named in place."""


def reach_problems(root: Node, path: str) -> Iterator[Diagnostic]:
    """What is out of reach. In a self-paced course all is open at once."""
    pace = root.child("pace")
    # each challenge, the number of its unit, and the week of the course in which it can be done, from 1
    schedule: list[tuple[Node, int, int]] = []
    for number, unit_node in enumerate(units(root), 1):
        listed = unit_node.child("challenges")
        for node in listed.items() if listed else ():
            event_name = node.at("window", "event")
            event = root.at("events", event_name.text) if event_name and event_name.text else None
            own_week = event.child("week") if event else None
            schedule.append((node, number, own_week.value if own_week and isinstance(own_week.value, int) else number))
    if pace is None or pace.text != Pace.SELF_PACED:
        for node, unit, week in schedule:
            event_name = node.at("window", "event")
            if event_name and week < unit:  # it is over when the week of the challenge begins
                yield problem("E132.over", path, event_name.position, name=event_name.text, week=week, unit=unit)
        weeks = {name: week + turn for node, _, week in schedule for turn, name in enumerate(turn_names(node))}
        for node, _, week in schedule:
            required = node.child("after")
            for name in required.items() if required else ():
                if weeks.get(name.text, 0) > week:
                    values = {"name": name.text, "later": weeks[name.text], "week": week}
                    yield problem("E132.after", path, name.position, **values)
    for node, _, _ in schedule:
        for rule in rules(node):
            yield from _too_few_people(rule, path)


def _too_few_people(rule: Node, path: str) -> Iterator[Diagnostic]:
    """People about whom no network is asked, then more distinct people than the rule names in place."""
    for key, value in rule.within():
        people = value.child("of") if key in _ASKED_BY_NAME else None
        if people and people.text in AUDIENCE_WORDS and people.text != HOST:  # only a word is known
            yield problem("E132.asked_of_nobody", path, people.position, check=key, value=people.text)
    for key, value in rule.within():
        people, at_least = value.child(EACH_ONCE.get(key, "")), value.child("at_least")
        if people and people.items() and at_least and isinstance(at_least.value, int):
            distinct = len({node.text for node in people.items()})
            if at_least.value > distinct:
                yield problem("E132.named", path, at_least.position, value=at_least.value, most=distinct)

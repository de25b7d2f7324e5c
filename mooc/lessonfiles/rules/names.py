"""What the parts of a course say of each other: names that must be unique, and names that must exist."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import get_args

from mooc.core.checks import CHECKS
from mooc.core.course.course import MAX_TURNS, Course
from mooc.core.course.repeats import turn_name
from mooc.core.facts.audience import HOST, Audience
from mooc.core.values.authored import Lang
from mooc.lessonfiles.problems import Diagnostic, problem
from mooc.lessonfiles.syntax.tree import Node
from mooc.lessonfiles.words import closest_word

_KINDS: Mapping[str, Mapping[Lang, str]] = {
    "unit": {"en": "unit", "fr": "unité"},
    "challenge": {"en": "challenge", "fr": "défi"},
    "event": {"en": "event", "fr": "événement"},
    "list": {"en": "list of people", "fr": "liste de personnes"},
    "badge": {"en": "badge", "fr": "badge"},
}
_AUDIENCE_FIELDS = frozenset(
    name
    for check in CHECKS.values()
    for name, field in check.model_fields.items()
    if Audience in (field.annotation, *get_args(field.annotation))
)


def units(root: Node) -> list[Node]:
    """The units, as far as the file has any."""
    unit_list = root.child("units")
    return unit_list.items() if unit_list else []


def challenges(root: Node) -> Iterator[Node]:
    """The challenges of all units."""
    for unit in units(root):
        listed = unit.child("challenges")
        yield from listed.items() if listed else ()


def turn_names(challenge: Node) -> list[str]:
    """What its turns are called, the first one first; nothing if it has no name."""
    named, repeat = challenge.child("challenge"), challenge.child("repeat")
    if named is None or not named.text:
        return []
    turns = repeat.value if repeat and isinstance(repeat.value, int) else 1
    return [turn_name(named.text, turn) for turn in range(1, max(1, min(turns, MAX_TURNS)) + 1)]


def rules(challenge: Node) -> Iterator[Node]:
    """Its rule, and those that are worth the same."""
    check, node = challenge.child("check"), challenge.child("alternatives")
    yield from (check,) if check else ()
    yield from node.items() if node else ()


def badges(root: Node) -> list[Node]:
    """The badges, as far as the file has any."""
    listed = root.child("badges")
    return listed.items() if listed else []


def name_problems(root: Node, path: str) -> Iterator[Diagnostic]:
    """Names used twice; events, lists and challenges that do not exist; challenges that need each other."""
    yield from _twice(units(root), "unit", path)
    yield from _twice(list(challenges(root)), "challenge", path)
    yield from _twice(badges(root), "badge", path)
    turns = [name for challenge in challenges(root) for name in turn_names(challenge)]
    for badge in badges(root):
        needed = badge.at("needs", "challenges")
        yield from _unknown(needed.items() if needed else (), "challenge", turns, path)
    events, lists = root.child("events"), root.child("lists")
    event_names = [name for name, _ in events.entries()] if events else []
    list_names = [node.text for node in lists.items()] if lists else Course.model_fields["lists"].default
    windows = [challenge.at("window", "event") for challenge in challenges(root)]
    yield from _unknown(filter(None, windows), "event", event_names, path)
    for rule in (rule for challenge in challenges(root) for rule in rules(challenge)):
        audiences = [value for key, value in rule.within() if key in _AUDIENCE_FIELDS]
        lists_named = [node if node.text == HOST else node.child("list") for node in audiences]
        yield from _unknown(filter(None, lists_named), "list", list_names, path)
    prerequisites: dict[str, list[Node]] = {}
    for challenge in challenges(root):
        required = challenge.child("after")
        for name in turn_names(challenge):
            prerequisites.setdefault(name, []).extend(required.items() if required else ())
    for challenge in challenges(root):
        required = challenge.child("after")
        yield from _unknown(required.items() if required else (), "challenge", prerequisites, path)
    for cycle in cycles({name: [node.text for node in nodes] for name, nodes in prerequisites.items()}):
        place = next(node.position for node in prerequisites[cycle[0]] if node.text == cycle[1])
        yield problem("E130", path, place, names=" -> ".join(cycle))


def _twice(nodes: list[Node], kind: str, path: str) -> Iterator[Diagnostic]:
    first: dict[str, Node] = {}
    for node in nodes:
        named = node.child(kind)
        if named is None or not named.text:
            continue
        earlier = first.setdefault(named.text, named)
        if earlier is not named:
            values = {"name": named.text, "first": earlier.position.line, "what": _KINDS[kind]}
            yield problem("E141", path, named.position, **values)


def _unknown(references: Iterable[Node], kind: str, defined: Collection[str], path: str) -> Iterator[Diagnostic]:
    """The references to something of that kind that the course does not have."""
    for node in references:
        if node.text and node.text not in defined:
            meant = closest_word(node.text, defined)
            values = {"value": node.text, "near": meant, "known": ", ".join(defined) or "—", "what": _KINDS[kind]}
            yield problem("E140.near" if meant else "E140", path, node.position, **values)


def cycles(prerequisites: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Each way from a name back to itself that a walk along ``prerequisites`` closes, every name walked once.

    >>> list(cycles({"a": ["b"], "b": ["c"], "c": ["a"]}))
    [['a', 'b', 'c', 'a']]
    """
    walked: set[str] = set()
    for start in prerequisites:
        way: list[str] = []
        branches = [iter([start])]
        while branches:
            name = next(branches[-1], None)
            if name is None:
                branches.pop()
                walked.update(way[-1:])
                del way[-1:]
            elif name in way:
                yield [*way[way.index(name) :], name]
            elif name in prerequisites and name not in walked:
                way.append(name)
                branches.append(iter(prerequisites[name]))

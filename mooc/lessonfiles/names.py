"""What the parts of a course say of each other: names that must be unique, and names that must exist."""

from collections.abc import Collection, Iterator, Mapping
from typing import get_args

from mooc.core.checks import CHECKS
from mooc.core.course.course import MOST_TURNS, Course
from mooc.core.course.repeats import name_of
from mooc.core.facts.audience import HOST, Audience
from mooc.core.values.authored import Lang
from mooc.lessonfiles.problems import Problem, problem
from mooc.lessonfiles.tree import Node
from mooc.lessonfiles.words import near

_WHAT: Mapping[str, Mapping[Lang, str]] = {
    "unit": {"en": "unit", "fr": "unité"},
    "challenge": {"en": "challenge", "fr": "défi"},
    "event": {"en": "event", "fr": "événement"},
    "list": {"en": "list of people", "fr": "liste de personnes"},
    "badge": {"en": "badge", "fr": "badge"},
}
_WHO_FIELDS = frozenset(
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


def names_of(challenge: Node) -> list[str]:
    """What its turns are called, the first one first; nothing if it has no name."""
    named, repeat = challenge.child("challenge"), challenge.child("repeat")
    if named is None or not named.text:
        return []
    turns = repeat.value if repeat and isinstance(repeat.value, int) else 1
    return [name_of(named.text, turn) for turn in range(1, max(1, min(turns, MOST_TURNS)) + 1)]


def rules(challenge: Node) -> Iterator[Node]:
    """Its rule, and those that are worth the same."""
    check, node = challenge.child("check"), challenge.child("alternatives")
    yield from (check,) if check else ()
    yield from node.items() if node else ()


def badges(root: Node) -> list[Node]:
    """The badges, as far as the file has any."""
    listed = root.child("badges")
    return listed.items() if listed else []


def name_problems(root: Node, path: str) -> Iterator[Problem]:
    """Names used twice; events, lists and challenges that do not exist; challenges that need each other."""
    yield from _twice(units(root), "unit", path)
    yield from _twice(list(challenges(root)), "challenge", path)
    yield from _twice(badges(root), "badge", path)
    yield from _unknown_in_badges(root, path)
    yield from _unknown_events(root, path)
    yield from _unknown_lists(root, path)
    yield from _prerequisites(root, path)


def _twice(nodes: list[Node], what: str, path: str) -> Iterator[Problem]:
    first: dict[str, Node] = {}
    for node in nodes:
        named = node.child(what)
        if named is None or not named.text:
            continue
        earlier = first.setdefault(named.text, named)
        if earlier is not named:
            values = {"name": named.text, "first": earlier.place.line, "what": _WHAT[what]}
            yield problem("E141", path, named.place, **values)


def _unknown(node: Node, what: str, known: Collection[str], path: str) -> Problem:
    meant = near(node.text, known)
    values = {"value": node.text, "near": meant, "known": ", ".join(known) or "—", "what": _WHAT[what]}
    return problem("E140.near" if meant else "E140", path, node.place, **values)


def _unknown_in_badges(root: Node, path: str) -> Iterator[Problem]:
    known = [name for one in challenges(root) for name in names_of(one)]
    for badge in badges(root):
        named = badge.at("needs", "challenges")
        for node in named.items() if named else ():
            if node.text and node.text not in known:
                yield _unknown(node, "challenge", known, path)


def _unknown_events(root: Node, path: str) -> Iterator[Problem]:
    events = root.child("events")
    known = [name for name, _ in events.entries()] if events else []
    for challenge in challenges(root):
        node = challenge.at("window", "event")
        if node and node.text and node.text not in known:
            yield _unknown(node, "event", known, path)


def _unknown_lists(root: Node, path: str) -> Iterator[Problem]:
    written = root.child("lists")
    known = [node.text for node in written.items()] if written else Course.model_fields["lists"].default
    for challenge in challenges(root):
        for node in (named for rule in rules(challenge) for named in _people(rule)):
            if node.text not in known:
                yield _unknown(node, "list", known, path)


def _people(rule: Node) -> Iterator[Node]:
    """The names of lists in a check: ``{list: NAME}`` and the word ``host``."""
    for key, value in rule.within():
        named = value.child("list") if key in _WHO_FIELDS else None
        if named and named.text:
            yield named
        elif key in _WHO_FIELDS and value.text == HOST:
            yield value


def _prerequisites(root: Node, path: str) -> Iterator[Problem]:
    after: dict[str, list[Node]] = {}
    for challenge in challenges(root):
        before = challenge.child("after")
        for name in names_of(challenge):
            after.setdefault(name, []).extend(before.items() if before else ())
    for challenge in challenges(root):
        before = challenge.child("after")
        for node in before.items() if before else ():
            if node.text and node.text not in after:
                yield _unknown(node, "challenge", after, path)
    for way in cycles({name: [node.text for node in nodes] for name, nodes in after.items()}):
        place = next(node.place for node in after[way[0]] if node.text == way[1])
        yield problem("E130", path, place, names=" -> ".join(way))


def cycles(after: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Each way from a name back to itself that a walk along ``after`` closes, every name walked once.

    >>> list(cycles({"a": ["b"], "b": ["c"], "c": ["a"]}))
    [['a', 'b', 'c', 'a']]
    """
    done: set[str] = set()
    for start in after:
        way: list[str] = []
        rest = [iter([start])]
        while rest:
            name = next(rest[-1], None)
            if name is None:
                rest.pop()
                done.update(way[-1:])
                del way[-1:]
            elif name in way:
                yield [*way[way.index(name) :], name]
            elif name in after and name not in done:
                way.append(name)
                rest.append(iter(after[name]))

"""The rules of X's filtered stream: few, as long as they may be, and the same for the same wishes.

https://docs.x.com/x-api/posts/filtered-stream/introduction: 1,000 rules of 1,024 characters on pay-per-use.
"""

from collections.abc import Iterable
from typing import NamedTuple

LENGTH, RULES = 1024, 1000
OR = " OR "


class StreamRule(NamedTuple):
    """``value``: what it matches. ``tag``: our own name for it, by which it is known as ours."""

    value: str
    tag: str


def pack_rules(
    terms: Iterable[str], length: int = LENGTH, at_most: int = RULES
) -> tuple[tuple[StreamRule, ...], tuple[str, ...]]:
    """The terms joined by OR, in order, into as few rules as that takes; and the terms for which there was no room.

    Each term stands once. A term that is too long alone is left out. The same terms give the same rules, so that
    nothing is changed on the server when nothing has changed here.
    """
    rules: list[list[str]] = []
    without_room: list[str] = []
    for term in sorted(set(terms)):
        if rules and len(OR.join([*rules[-1], term])) <= length:
            rules[-1].append(term)
        elif len(term) <= length and len(rules) < at_most:
            rules.append([term])
        else:
            without_room.append(term)
    values = [OR.join(rule) for rule in rules]
    return tuple(StreamRule(value, f"twinome-{number}") for number, value in enumerate(values)), tuple(without_room)

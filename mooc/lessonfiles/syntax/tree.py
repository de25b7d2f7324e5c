"""A lesson file as a tree that remembers where each thing stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mooc.lessonfiles.problems import FilePosition
from mooc.lessonfiles.syntax.scalars import Scalar
from mooc.lessonfiles.syntax.source import REPLACEMENT

Loc = tuple[int | str, ...]


@dataclass(slots=True)
class Node:
    """A scalar, a list or a mapping. ``keys``: where each key of a mapping stands. ``is_reported``: its fault is
    reported."""

    position: FilePosition
    value: "Scalar | list[Node] | dict[str, Node]"
    keys: dict[str, FilePosition] = field(default_factory=dict)
    is_reported: bool = False

    def child(self, part: int | str) -> "Node | None":
        """What stands under that key or number; None if nothing does."""
        if isinstance(self.value, dict):
            return self.value.get(str(part))
        if isinstance(self.value, list) and isinstance(part, int) and part < len(self.value):
            return self.value[part]
        return None

    def at(self, *parts: int | str) -> "Node | None":
        """What stands at the end of that way; None if it breaks off."""
        node: Node | None = self
        for part in parts:
            node = node.child(part) if node else None
        return node

    def entries(self) -> "Iterable[tuple[str, Node]]":
        """Keys and values of a mapping; nothing if it is none."""
        return self.value.items() if isinstance(self.value, dict) else ()

    def within(self) -> "Iterator[tuple[str, Node]]":
        """Keys and values of all mappings in it, at any depth: each before what stands under it."""
        for key, value in self.entries():
            yield key, value
            yield from value.within()
        for item in self.items():
            yield from item.within()

    def items(self) -> "list[Node]":
        """The items of a list; nothing if it is none."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """A scalar that is a text; empty if it is none or its fault is already told."""
        return self.value if isinstance(self.value, str) and not self.is_reported else ""

    def plain(self) -> Any:
        """As plain Python values, without what could not be read."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items() if REPLACEMENT not in key}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


def nearest_node(root: Node, loc: Loc) -> tuple[Node, bool]:
    """The node at ``loc``, as pydantic counts it, or the last one on the way; and whether the fault of any is reported.

    Parts that stand only in the models are skipped: the kind of an event, the field of a check written as a list.
    """
    node, is_reported = root, root.is_reported
    for part in loc:
        child = node.child(part)
        if child is not None:
            node, is_reported = child, is_reported or child.is_reported
    return node, is_reported

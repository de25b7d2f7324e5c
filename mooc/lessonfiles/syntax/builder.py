"""From a parser's events to a tree: what is not allowed is noted, and never takes part."""

from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Any

import yaml

from mooc.lessonfiles.problems import MOST_PROBLEMS, START, Diagnostic, FilePosition, problem
from mooc.lessonfiles.syntax import recovery
from mooc.lessonfiles.syntax.scalars import resolve_scalar
from mooc.lessonfiles.syntax.source import REPLACEMENT
from mooc.lessonfiles.syntax.tree import Node

MOST_NODES = 5_000
DEEPEST = 20


class StopReading(Exception):
    """Reading on makes no sense; the problem is noted."""


class TreeBuilder:
    """Builds the tree of one document, event by event, and notes what is wrong."""

    def __init__(self, text: str, path: str) -> None:
        self.problems: list[Diagnostic] = []
        self._lines = text.split("\n")
        self._path = path
        self._nodes = 0

    def build(self, events: Iterator[Any]) -> Node:
        """The only document's root."""
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root:
                    self._halt("E114", event)
                first = next(events)
                if not isinstance(first, yaml.MappingStartEvent):
                    self._halt("E114", first)
                root = self._node(first, events, 1)
        if not root:
            self.problems.append(problem("E114", self._path, START))
            raise StopReading
        return root

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._halt("E116", event, most=f"{MOST_NODES} nodes")
        if depth > DEEPEST and not isinstance(event, yaml.ScalarEvent):
            self._halt("E111", event, most=DEEPEST)
        node = Node(_place(event), "")
        self._refuse_decoration(event, node)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, node)
        elif isinstance(event, yaml.SequenceStartEvent):
            items = takewhile(lambda item: not isinstance(item, yaml.SequenceEndEvent), events)
            node.value = [self._node(item, events, depth + 1) for item in items]
        elif isinstance(event, yaml.MappingStartEvent):
            node.value = self._entries(events, depth, node)
        return node

    def _entries(self, events: Iterator[Any], depth: int, owner: Node) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = str(event.value) if isinstance(event, yaml.ScalarEvent) else ""  # whatever YAML 1.1 makes of it
            problems_before_key = len(self.problems)
            if key:
                self._nodes += 1
                self._refuse_decoration(event, Node(_place(event), ""))
                self._refuse_escapes(event)
            else:
                self._node(event, events, depth + 1)
                if len(self.problems) == problems_before_key or isinstance(event, yaml.ScalarEvent):
                    del self.problems[problems_before_key:]
                    self._note("E107", event)
            value = self._node(next(events), events, depth + 1)
            if key in entries:
                self._note("E105", event, name=key, first=owner.keys[key].line, second=_place(event).line)
            elif key:
                entries[key], owner.keys[key] = value, _place(event)
        return entries

    def _scalar(self, event: Any, node: Node) -> None:
        node.value = event.value
        if self._refuse_escapes(event) or REPLACEMENT in event.value:
            node.is_reported = True
        elif not event.style and not node.is_reported:
            node.value, code = resolve_scalar(event.value)
            node.is_reported = bool(code)
            if code and event.value:
                self._note(code, event, value=event.value)
            elif code:  # nothing is written; a comment in its place may have been meant as the value
                node.position = recovery.back_over_spaces(node.position, self._lines)
                comment = recovery.comment_after(self._lines, node.position)
                values = {"value": comment.text} if comment else {}
                case, place = ("E103.comment", comment.place) if comment else ("E103", node.position)
                self.problems.append(problem(case, self._path, place, **values))
        elif not event.value.strip() and not node.is_reported:
            node.is_reported = True
            self._note("E103", event)

    def _refuse_decoration(self, event: Any, node: Node) -> None:
        """No anchors, aliases or tags: reported, and the node itself is read as if they were not there."""
        tag = getattr(event, "tag", None)
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        if event.anchor is not None:
            self._note("E110", event, value=f"{sign}{event.anchor}")
        if tag is not None:
            self._note("E112", event, value=tag.replace("tag:yaml.org,2002:", "!!"))
        node.is_reported = not isinstance(event, yaml.CollectionStartEvent) and (
            event.anchor is not None or tag is not None
        )

    def _refuse_escapes(self, event: Any) -> bool:
        """Whether a double-quoted text spells a character that no text may hold."""
        escapes = recovery.bad_escapes(_place(event), self._lines) if event.style == '"' else iter(())
        refused = list(islice(escapes, MOST_PROBLEMS))
        self.problems.extend(problem("E115", self._path, place, value=text) for place, text in refused)
        return bool(refused)

    def _note(self, case: str, event: Any, **values: object) -> None:
        self.problems.append(problem(case, self._path, _place(event), **values))

    def _halt(self, case: str, event: Any, **values: object) -> None:
        self._note(case, event, **values)
        raise StopReading


def _place(event: Any) -> FilePosition:
    return FilePosition(event.start_mark.line + 1, event.start_mark.column + 1)

"""Courses that lie in one folder: two that use the same hashtag would take each other's posts for their own."""

from collections.abc import Iterator
from pathlib import Path

from mooc.core.facts.hashtags import fold
from mooc.lessonfiles.problems import Problem, problem
from mooc.lessonfiles.source import read_text
from mooc.lessonfiles.syntax import parsed
from mooc.lessonfiles.tree import Node

MOST_COURSES = 200
_FILE = "course.yaml"


def neighbour_problems(folder: Path) -> list[Problem]:
    """Where the course in ``folder`` uses the hashtag of another one beside it. Versions of one course are the same
    course; what cannot be read has no hashtag.
    """
    file = folder / _FILE
    root = _root(file)
    if root is None:
        return []
    others = _tags_beside(folder, _text(root, "course"))
    found = ((node, others.get(fold(node.text))) for node in _tags(root))
    return [
        problem("E146", str(file), node.place, tag=node.text.removeprefix("#"), name=name)
        for node, name in found
        if name
    ]


def _root(file: Path) -> Node | None:
    try:
        text, problems = read_text(file, str(file))
    except OSError:
        return None
    return parsed(text, str(file))[0] if text and not problems else None


def _text(root: Node, name: str) -> str:
    node = root.child(name)
    return node.text if node else ""


def _tags_beside(folder: Path, own: str) -> dict[str, str]:
    """Hashtag → name, of the courses beside this one."""
    found: dict[str, str] = {}
    for file in sorted(folder.resolve().parent.glob(f"*/{_FILE}"))[:MOST_COURSES]:
        root = _root(file) if file.parent != folder.resolve() else None
        name = _text(root, "course") if root else ""
        if root and name != own and _text(root, "hashtag"):
            found.setdefault(fold(_text(root, "hashtag")), name)
    return found


def _tags(root: Node) -> Iterator[Node]:
    """The course's own hashtag, and every tag that a check names."""
    node = root.child("hashtag")
    if node and node.text:
        yield node
    listed = root.child("units")
    yield from (value for key, value in listed.within() if key == "tag" and value.text) if listed else ()

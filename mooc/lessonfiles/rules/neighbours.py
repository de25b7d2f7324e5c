"""Courses that lie in one folder: two that use the same hashtag would take each other's posts for their own."""

from pathlib import Path

from mooc.core.facts.hashtags import fold
from mooc.lessonfiles.problems import Diagnostic, problem
from mooc.lessonfiles.syntax.parsing import parse
from mooc.lessonfiles.syntax.source import read_text
from mooc.lessonfiles.syntax.tree import Node

MOST_COURSES = 200
_FILE = "course.yaml"


def neighbour_problems(folder: Path) -> list[Diagnostic]:
    """Where the course in ``folder`` uses the hashtag of another one beside it. Versions of one course are the same
    course; what cannot be read has no hashtag.
    """
    file, home = folder / _FILE, folder.resolve()
    root = _root(file)
    if root is None:
        return []
    course_by_hashtag: dict[str, str] = {}
    for neighbour_file in sorted(home.parent.glob(f"*/{_FILE}"))[:MOST_COURSES]:
        neighbour = _root(neighbour_file) if neighbour_file.parent != home else None
        name, hashtag = (_text(neighbour, "course"), _text(neighbour, "hashtag")) if neighbour else ("", "")
        if hashtag and name != _text(root, "course"):
            course_by_hashtag.setdefault(fold(hashtag), name)
    hashtag_node, units = root.child("hashtag"), root.child("units")
    tags = [hashtag_node] if hashtag_node and hashtag_node.text else []
    tags += [value for key, value in units.within() if key == "tag" and value.text] if units else []
    clashes = ((tag, course_by_hashtag.get(fold(tag.text))) for tag in tags)
    return [
        problem("E146", str(file), tag.position, tag=tag.text.removeprefix("#"), name=name)
        for tag, name in clashes
        if name
    ]


def _root(file: Path) -> Node | None:
    try:
        text, problems = read_text(file, str(file))
    except OSError:
        return None
    return parse(text, str(file))[0] if text and not problems else None


def _text(root: Node, name: str) -> str:
    node = root.child(name)
    return node.text if node else ""

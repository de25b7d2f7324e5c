"""Only services open transactions: what has to be stored together, they know."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("mooc/store", "mooc/web", "mooc/core", "mooc/commands", "mooc/linking", "mooc/networks", "api", "workers")
LEFT: dict[str, int] = {
    "mooc/store/queue.py": 1,
}
"""Module → how many transactions it still opens itself. It only ever shrinks: what is gone is taken off the list."""


def _opened(path: Path) -> int:
    """How many times the module names ``transaction.atomic``, or imports ``atomic`` by itself."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = [node for node in nodes if isinstance(node, ast.Attribute) and node.attr == "atomic"]
    imported = [
        node
        for node in nodes
        if isinstance(node, ast.ImportFrom) and any(alias.name == "atomic" for alias in node.names)
    ]
    return len(named) + len(imported)


def test_only_services_open_transactions() -> None:
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts]
    assert paths, "there is something to look at"
    opened = {str(path.relative_to(ROOT)): count for path in paths if (count := _opened(path))}
    assert opened == LEFT

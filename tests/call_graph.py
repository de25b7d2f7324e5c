"""Which functions of the store and of the services change something, read from the source: what they call, and so on.

A function changes something if its body, or a function of these packages that it calls, has a call of the ORM that
writes. Only calls by name are followed (``name(…)``, ``module.name(…)``), which is how these packages call each other.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
WRITES = frozenset(
    {
        *("create", "bulk_create", "get_or_create", "update_or_create", "create_user", "create_superuser"),
        *("save", "bulk_update", "delete", "select_for_update"),
    }
)
"""Methods that write, wherever they are called; ``update`` writes where it has named arguments, as no ``dict`` has."""


def modules(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    """Dotted name and syntax of each module of these packages, tests and migrations aside."""
    for package in packages:
        for file in sorted((ROOT / package.replace(".", "/")).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                yield name, ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> dict[str, str]:
    """Name in this module → the dotted name of what it stands for."""
    bound: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            bound |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            bound |= {
                alias.asname or alias.name: alias.name for alias in node.names if alias.asname or "." not in alias.name
            }
    return bound


def used(tree: ast.AST, bound: Mapping[str, str]) -> set[str]:
    """Dotted names of all that the code speaks of: of what was imported, and of the attributes of imported modules."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in bound:
            names.add(bound[node.id])
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in bound:
            names.add(f"{bound[node.value.id]}.{node.attr}")
    return names


def _writes(node: ast.AST) -> bool:
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and one.attr in WRITES:
            return True
        is_update = isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr == "update"
        if is_update and isinstance(one, ast.Call) and one.keywords and not one.args:
            return True
    return False


@lru_cache(maxsize=1)
def changing() -> frozenset[str]:
    """Dotted names of the functions and classes of ``mooc.store`` and ``mooc.services`` that change something."""
    calls: dict[str, set[str]] = {}
    found: set[str] = set()
    for module, tree in modules("mooc.store", "mooc.services"):
        if module.startswith("mooc.store.models"):
            continue
        definitions = [one for one in tree.body if isinstance(one, ast.FunctionDef | ast.ClassDef)]
        bound = imports(tree) | {one.name: f"{module}.{one.name}" for one in definitions}
        for one in definitions:
            name = f"{module}.{one.name}"
            calls[name] = used(one, bound)
            if _writes(one):
                found.add(name)
    while more := {name for name, called in calls.items() if name not in found and called & found}:
        found |= more
    return frozenset(found)


@lru_cache
def functions(package: str) -> frozenset[str]:
    """Dotted names of the functions of a package."""
    return frozenset(
        f"{module}.{one.name}"
        for module, tree in modules(package)
        for one in tree.body
        if isinstance(one, ast.FunctionDef)
    )

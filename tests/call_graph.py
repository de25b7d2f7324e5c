"""Which functions of the store and of the services change something, read from the source: what they call, and so on.

A function changes something if its body, or a function of these packages that it calls, has a call of the ORM that
writes, or of a queue. Only calls by name are followed (``name(…)``, ``module.name(…)``), which is how these packages
call each other.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
WRITES = frozenset(
    {
        *("create", "bulk_create", "get_or_create", "update_or_create", "create_user", "create_superuser"),
        *("save", "bulk_update", "delete", "select_for_update"),
    }
)
"""Methods that write, wherever they are called; ``update`` writes where it has named arguments, as no ``dict`` has."""
QUEUE = "mooc.store.queue.Queue"


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
    for child in ast.walk(node):
        match child:
            case ast.Attribute(attr=attr) if attr in WRITES:
                return True
            case ast.Call(func=ast.Attribute(attr="update"), args=[], keywords=[_, *_]):
                return True
    return False


@lru_cache(maxsize=1)
def queue_writes() -> frozenset[str]:
    """Methods of a queue that write, themselves or by another of its methods."""
    (tree,) = [tree for module, tree in modules("mooc.store") if f"{module}.Queue" == QUEUE]
    (queue,) = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Queue"]
    methods = {node.name: node for node in queue.body if isinstance(node, ast.FunctionDef)}
    writing = {name for name, node in methods.items() if _writes(node)}
    while more := {name for name, node in methods.items() if name not in writing and _calls(node, {"self"}, writing)}:
        writing |= more
    return frozenset(writing)


def _calls(node: ast.AST, names: Collection[str], methods: Collection[str]) -> bool:
    """Whether one of the ``methods`` of what has one of these names (dotted or not) is spoken of."""
    return any(
        isinstance(child, ast.Attribute) and child.attr in methods and ast.unparse(child.value) in names
        for child in ast.walk(node)
    )


def _queues(tree: ast.Module, bound: Mapping[str, str]) -> set[str]:
    """Names by which the module knows queues: its own, and those of the modules that it imports."""
    own = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and QUEUE in used(node.value.func, bound)
    }
    imported = {name for name, meaning in bound.items() if meaning.endswith(".QUEUE")}
    return own | imported | {f"{name}.QUEUE" for name in bound}


class CallGraph(NamedTuple):
    """Of ``mooc.store`` and ``mooc.services``: function or class → what it speaks of; and those that write themselves.
    All by dotted names."""

    calls: Mapping[str, frozenset[str]]
    writing: frozenset[str]

    def reaching(self, targets: Collection[str]) -> frozenset[str]:
        """The targets, and all that speaks of one of them, or of what does, and so on."""
        reached = set(targets)
        while more := {name for name, called in self.calls.items() if name not in reached and called & reached}:
            reached |= more
        return frozenset(reached)


@lru_cache(maxsize=1)
def call_graph() -> CallGraph:
    """Read from the source, models aside."""
    calls: dict[str, frozenset[str]] = {}
    writing: set[str] = set()
    for module, tree in modules("mooc.store", "mooc.services"):
        if module.startswith("mooc.store.models"):
            continue
        definitions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        bound = imports(tree) | {node.name: f"{module}.{node.name}" for node in definitions}
        queues = _queues(tree, bound)
        for node in definitions:
            name = f"{module}.{node.name}"
            calls[name] = frozenset(used(node, bound))
            if name != QUEUE and (_writes(node) or _calls(node, queues, queue_writes())):
                writing.add(name)
    return CallGraph(calls, frozenset(writing))


@lru_cache(maxsize=1)
def changing() -> frozenset[str]:
    """Dotted names of the functions and classes of ``mooc.store`` and ``mooc.services`` that change something."""
    return call_graph().reaching(call_graph().writing)


@lru_cache(maxsize=1)
def recording() -> frozenset[str]:
    """Dotted names of those that may record an event of the audit log."""
    return call_graph().reaching({"mooc.store.events.record", "mooc.store.events.record_all"})


@lru_cache
def functions(package: str) -> frozenset[str]:
    """Dotted names of the functions of a package."""
    return frozenset(
        f"{module}.{one.name}"
        for module, tree in modules(package)
        for one in tree.body
        if isinstance(one, ast.FunctionDef)
    )

"""Making mutants: of each function that judges, each condition turned round or left out, one at a time.

    a < b          a >= b     a <= b            a comparison flipped, and its edge moved
    a and b        a          b                 a condition dropped
    if a: …        if True    if False          and likewise of `x if a else y`
    … if a]        …]                           what a comprehension leaves out
    not a          a
    Answer.MET     Answer.NOT_YET               and likewise of marks

Left out is what does not judge: the sentences that say beforehand what is asked for (``how`` and what it is made of),
and what pydantic calls to refuse or write parameters. Both have tests of their own.
"""

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import NamedTuple

_NEGATED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_EDGE_MOVED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}
_SWAPPED = {
    ("Answer", "MET"): "NOT_YET",
    ("Answer", "NOT_YET"): "MET",
    ("Answer", "CANT_TELL"): "NOT_YET",
    ("Mark", "COUNTS"): "DOES_NOT_COUNT",
    ("Mark", "DOES_NOT_COUNT"): "COUNTS",
    ("Mark", "UNKNOWN"): "DOES_NOT_COUNT",
}
_SAID_BEFOREHAND = frozenset({"how", "asked_first", "_asked"})
_WHILE_READING = frozenset({"nesting_depth", "leaf_checks", "attested_by"})
"""What is asked of checks while a course is read or shown, and never of a scene."""
_LEFT_OUT = _SAID_BEFOREHAND | _WHILE_READING
_PYDANTIC = frozenset({"model_validator", "field_validator", "model_serializer"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Mutant(NamedTuple):
    """One function with one thing changed. ``name``: ``Follow._flaw``; ``was`` and ``becomes``: what, in source."""

    module: str
    name: str
    line: int
    was: str
    becomes: str
    code: CodeType

    def __str__(self) -> str:
        return f"{self.module}.{self.name}:{self.line}: {self.was}  →  {self.becomes}"


def mutants_of(file: Path) -> Iterator[Mutant]:
    """All mutants of the module in that file, in the order of its lines."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    for name, function in _judging(tree, ""):
        inside = set(map(id, ast.walk(function)))
        for number in (number for number, node in enumerate(nodes) if id(node) in inside):
            for changed in _changed(nodes[number]):
                mutated = _with(tree, number, changed)
                code = _code_of(compile(mutated, str(file), "exec"), name)
                was, becomes = ast.unparse(nodes[number]), ast.unparse(changed)
                yield Mutant(file.stem, name, getattr(nodes[number], "lineno", function.lineno), was, becomes, code)


def _judging(owner: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[str, Function]]:
    for node in owner.body:
        if isinstance(node, ast.ClassDef):
            yield from _judging(node, f"{prefix}{node.name}.")
        elif isinstance(node, Function) and node.name not in _LEFT_OUT and not _is_for_pydantic(node):
            yield prefix + node.name, node


def _is_for_pydantic(function: Function) -> bool:
    named = {node.id for one in function.decorator_list for node in ast.walk(one) if isinstance(node, ast.Name)}
    return bool(named & _PYDANTIC)


def _with(tree: ast.Module, number: int, changed: ast.AST) -> ast.Module:
    """A copy of the tree in which node ``number`` is another."""
    copied = copy.deepcopy(tree)
    place = list(ast.walk(copied))[number]
    for name in place._fields:
        delattr(place, name)
    place.__class__ = changed.__class__  # the node stays where it is, and is another
    for name, value in ast.iter_fields(copy.deepcopy(changed)):
        setattr(place, name, value)
    return ast.fix_missing_locations(copied)


def _code_of(module: CodeType, name: str) -> CodeType:
    """The code of the function of that qualified name."""
    waiting = [module]
    while waiting:
        code = waiting.pop()
        if code.co_qualname == name:
            return code
        waiting += [one for one in code.co_consts if isinstance(one, CodeType)]
    raise LookupError(name)


def _changed(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        yield from _compared(node)
    elif isinstance(node, ast.BoolOp):
        for number in range(len(node.values)):
            rest = [*node.values[:number], *node.values[number + 1 :]]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.If):
        yield from (ast.If(ast.Constant(always), node.body, node.orelse) for always in (True, False))
    elif isinstance(node, ast.IfExp):
        yield from (ast.IfExp(ast.Constant(always), node.body, node.orelse) for always in (True, False))
    elif isinstance(node, ast.comprehension):
        for number in range(len(node.ifs)):
            rest = [*node.ifs[:number], *node.ifs[number + 1 :]]
            yield ast.comprehension(node.target, node.iter, rest, node.is_async)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        swapped = _SWAPPED.get((node.value.id, node.attr))
        if swapped:
            yield ast.Attribute(node.value, swapped, node.ctx)


def _compared(node: ast.Compare) -> Iterator[ast.Compare]:
    for number, op in enumerate(node.ops):
        for other in (_NEGATED.get(type(op)), _EDGE_MOVED.get(type(op))):
            if other:
                ops = [*node.ops[:number], other(), *node.ops[number + 1 :]]
                yield ast.Compare(node.left, ops, node.comparators)

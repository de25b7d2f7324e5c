"""Docstrings say what is so: their examples come out, and the exceptions that they name exist."""

import ast
import builtins
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mooc.environment import ROOT
from tests.doctests import failures, modules_with_examples

PACKAGES = ("mooc", "api", "workers")
ELSEWHERE = ("mooc/core", "mooc/lessonfiles")
"""Packages whose examples are run beside their other tests."""
MODULES = [name for package in PACKAGES for name in modules_with_examples(package, except_for=ELSEWHERE)]
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_docstrings(module: str) -> None:
    assert "".join(failures(module)) == ""


@pytest.mark.parametrize(
    ("shown", "expected"), [("2", ""), ("3", "Failed example"), (None, "no example was run")], ids=str
)
def test_an_example_that_is_wrong_or_not_run_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: str | None, expected: str
) -> None:
    name = f"module_that_shows_{shown}"
    example = "" if shown is None else f">>> 1 + 1\n{shown}\n"
    (tmp_path / f"{name}.py").write_text(f'"""About.\n\n{example}"""\n')
    monkeypatch.syspath_prepend(tmp_path)
    report = "".join(failures(name))
    assert expected in report and (report == "") == (expected == "")


def named_exceptions(docstring: str) -> Iterator[str]:
    """The classes that its sentences that begin with "Raises" name."""
    for sentence in re.findall(r"\bRaises (.+?)(?:\.(?=\s|$)|\Z)", docstring, re.DOTALL):
        yield from re.findall(r"\b(?:\w+\.)*([A-Z][a-z]\w*|[A-Z]{2,}[a-z]\w*)", sentence)


def names_of_classes(trees: list[ast.Module]) -> set[str]:
    """Classes that these modules define or take from elsewhere, and the builtin ones."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    defined = {node.name for node in nodes if isinstance(node, ast.ClassDef)}
    imports = (node for node in nodes if isinstance(node, ast.ImportFrom))
    return defined | {alias.name for node in imports for alias in node.names} | set(dir(builtins))


def docstrings(tree: ast.Module) -> Iterator[str]:
    """All docstrings of a module, and the texts that stand beneath its names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def test_exceptions_that_docstrings_name_exist() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
    known = names_of_classes(list(trees.values()))
    named = [
        (str(path.relative_to(ROOT)), name)
        for path, tree in trees.items()
        for docstring in docstrings(tree)
        for name in named_exceptions(docstring)
    ]
    assert len(named) > 100
    assert [(path, name) for path, name in named if name not in known] == []


@pytest.mark.parametrize(
    ("docstring", "names"),
    [
        ("Do it. Raises KeyError for none of ours; OSError.", ["KeyError", "OSError"]),
        ("Raises NotVisible (no such challenge\n    too), Forbidden.\n\nMore on Monday.", ["NotVisible", "Forbidden"]),
        ("Raises ``a.b.NameRefused``. Of X, nothing.", ["NameRefused"]),
        ("What it raises is X's. Says Nothing.", []),
    ],
)
def test_what_a_docstring_names(docstring: str, names: list[str]) -> None:
    assert list(named_exceptions(docstring)) == names

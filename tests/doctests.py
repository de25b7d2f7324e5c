"""Examples that stand in docstrings, found by the prompt: those of whole packages, module by module."""

import doctest
import importlib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def modules_with_examples(package: str, *, except_for: tuple[str, ...] = ()) -> list[str]:
    """Names of the modules of ``package`` (such as ``mooc/core``) that show an example, without those packages."""
    return sorted(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / package).rglob("*.py")
        if ">>> " in path.read_text(encoding="utf-8")
        and not any(path.is_relative_to(ROOT / other) for other in except_for)
    )


def failures(module: str) -> Iterator[str]:
    """What its examples say otherwise than their docstrings do; at least one of them is run."""
    report: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder(exclude_empty=True).find(importlib.import_module(module)):
        runner.run(test, out=report.append)
    if runner.tries == 0:
        yield f"{module}: no example was run"
    yield from report

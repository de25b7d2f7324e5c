"""The invariants of the design, each as functions that raise AssertionError where it is broken.

They are functions, not tests, so that ``mutants`` can run the very same ones against broken code. Their names say what
must hold; the number is the invariant's in the design.
"""

from collections.abc import Callable
from types import ModuleType

from tests.invariants import (
    coverage,
    cursor,
    determinism,
    hints,
    identity,
    passes,
    requests,
    side_by_side,
    texts,
    visibility,
)
from tests.invariants.env import Ground

Invariant = Callable[[Ground], None]


def _of(module: ModuleType) -> list[Invariant]:
    return [found for name, found in vars(module).items() if name.startswith("i") and name[1:2].isdigit()]


IN_ORDER = (hints, side_by_side, cursor, coverage, passes, determinism, identity, visibility, texts, requests)
ALL: tuple[Invariant, ...] = tuple(found for module in IN_ORDER for found in _of(module))

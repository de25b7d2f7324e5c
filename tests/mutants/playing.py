"""Playing mutants: each stands in for its function while the cases of its check are rehearsed.

A mutant is put where the function's code is, not beside it: whoever has imported the function, or inherits from its
class, meets the mutant too. The engine is not asked for anything to make this possible.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

from mooc.core import checks
from mooc.core.checks.base import Check
from mooc.core.checks.combining import CombinedCheck
from mooc.core.course.course import Course
from mooc.lessonfiles import read_course
from mooc.simulation.rehearsal.accepted import accepted, difference
from mooc.simulation.rehearsal.playing import CaseOutcome, rehearse
from mooc.simulation.rehearsal.reading import Case, read_cases
from tests.mutants.making import Mutant
from tests.simulation.rehearsal.evidence import faults

FOLDER = Path(checks.__file__).parent
MUCH = 20
"""Events in a case that is slow to play."""


class Trial(NamedTuple):
    """A case with the words that were accepted of it."""

    course: Course
    case: Case
    said: list[str]

    def played(self) -> CaseOutcome | None:
        """What comes of it; None if the answer or the words are not as they should be."""
        try:
            outcome = rehearse(self.course, self.case)
            return None if not outcome.is_as_expected or difference(outcome, self.said) else outcome
        except Exception:
            return None


def trials(folders: Iterable[Path]) -> Iterator[Trial]:
    """The cases of the courses in these folders."""
    for folder in folders:
        course = read_course(folder)
        cases, _ = read_cases(course, folder)
        words = {file: accepted(file) for file in {case.file for case in cases}}
        yield from (Trial(course, case, words[case.file].get(case.row.name, [])) for case in cases)


def modules_of(check: Check) -> frozenset[str]:
    """The modules of ``mooc.core.checks`` that have a say in this check, its parts included."""
    parts = check.of if isinstance(check, CombinedCheck) else ()
    kinds = (kind.__module__ for kind in type(check).__mro__ if kind.__module__.startswith(checks.__name__))
    own = frozenset(module.rpartition(".")[2] for module in kinds)
    return own.union(*map(modules_of, parts))


def survivors(mutants: Iterable[Mutant], played: Sequence[Trial]) -> list[Mutant]:
    """The mutants in which none of these cases finds a fault. What found the last fault is asked first, and those in
    which much happens at last."""
    order = sorted(played, key=lambda trial: len(trial.case.world.events) > MUCH)
    alive = []
    for mutant in mutants:
        with _standing_in(mutant):
            found = fault_finder(order)
        if found is None:
            alive.append(mutant)
        elif len(order[found].case.world.events) <= MUCH:
            order.insert(0, order.pop(found))
    return alive


def fault_finder(played: Sequence[Trial]) -> int | None:
    """The place of a case that finds a fault: in the answer, in the words, or else in the evidence."""
    outcomes: list[CaseOutcome] = []
    for number, trial in enumerate(played):
        outcome = trial.played()
        if outcome is None:
            return number
        outcomes.append(outcome)
    return next((number for number, outcome in enumerate(outcomes) if _is_faulty(outcome)), None)


def _is_faulty(outcome: CaseOutcome) -> bool:
    try:
        return any(faults(outcome))
    except Exception:
        return True


@contextmanager
def _standing_in(mutant: Mutant) -> Iterator[None]:
    function = _functions(mutant.module)[mutant.name]
    before: CodeType = function.__code__
    function.__code__ = mutant.code
    _forget(mutant.module)
    try:
        yield
    finally:
        function.__code__ = before
        _forget(mutant.module)


def _forget(module: str) -> None:
    """What functions of the module remember was worked out by others."""
    for member in vars(import_module(f"{checks.__name__}.{module}")).values():
        if hasattr(member, "cache_clear"):
            member.cache_clear()


def _functions(module: str) -> Mapping[str, FunctionType]:
    """Qualified name → the function, of those that the module defines."""
    loaded = import_module(f"{checks.__name__}.{module}")
    return {one.__qualname__: one for one in _found(vars(loaded), loaded.__name__)}


def _found(members: Mapping[str, Any], module: str) -> Iterator[FunctionType]:
    for member in members.values():
        inner = (getattr(member, name, None) for name in ("fget", "__func__", "__wrapped__"))
        bare = next(filter(None, inner), member)
        if isinstance(bare, FunctionType) and bare.__module__ == module:
            yield bare
        elif isinstance(bare, type) and bare.__module__ == module:
            yield from _found(vars(bare), module)

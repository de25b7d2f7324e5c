"""Whether the cases would notice: every check with one condition turned round, over and over."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from mooc.core.checks import CHECKS
from tests.mutants.making import Mutant, mutants_of
from tests.mutants.playing import FOLDER, Trial, fault_finder, modules_of, survivors, trials

ROOT = Path(__file__).parents[2]
COURSES = (ROOT / "tests" / "simulation" / "rehearsal" / "words", ROOT / "lessons" / "first-steps")
EQUIVALENT: Mapping[str, str] = {
    row["mutant"]: row["why"] for row in yaml.safe_load((Path(__file__).parent / "equivalent.yaml").read_text())
}
KILLED = 0.95
READING = {"registry", "explanations", "__init__"}
"""Modules that read and tell parameters, and judge nothing."""
FOR_ALL = {
    "base": ("follow", "post", "profile", "reply"),
    "writing": ("curate", "live_post", "mention", "post", "reply"),
}
"""What is shared by all: the checks whose cases are played for it, instead of those of each."""
MODULES = sorted({file.stem for file in FOLDER.glob("*.py")} - READING)


@pytest.fixture(scope="module")
def played() -> Mapping[str, Sequence[Trial]]:
    """Module → the cases of the checks in which it has a say."""
    found: dict[str, list[Trial]] = defaultdict(list)
    for trial in trials(COURSES):
        check = trial.case.challenge.check
        for module in modules_of(check):
            if module not in FOR_ALL or check.name in FOR_ALL[module]:
                found[module].append(trial)
    return found


@pytest.mark.parametrize("module", MODULES)
def test_the_cases_kill_its_mutants(module: str, played: Mapping[str, Sequence[Trial]]) -> None:
    mutants = [mutant for mutant in mutants_of(FOLDER / f"{module}.py") if _named(mutant) not in EQUIVALENT]
    alive = survivors(mutants, played[module])
    print(f"{module}: {len(mutants) - len(alive)} of {len(mutants)} mutants killed by {len(played[module])} cases")
    assert len(alive) <= (1 - KILLED) * len(mutants), "\n".join(map(str, alive))


def test_no_case_finds_fault_with_the_checks_as_they_are(played: Mapping[str, Sequence[Trial]]) -> None:
    everything = {id(trial): trial for found in played.values() for trial in found}
    assert fault_finder(list(everything.values())) is None


def test_what_is_called_equivalent_is_there_and_lives(played: Mapping[str, Sequence[Trial]]) -> None:
    mutants = {_named(one): one for module in MODULES for one in mutants_of(FOLDER / f"{module}.py")}
    assert set(EQUIVALENT) <= set(mutants)
    listed = [mutants[name] for name in EQUIVALENT]
    for module in sorted({mutant.module for mutant in listed}):
        own = [mutant for mutant in listed if mutant.module == module]
        assert survivors(own, played[module]) == own


def test_each_check_is_mutated() -> None:
    judging = {kind.__module__.rpartition(".")[2] for kind in CHECKS.values()}
    assert judging <= set(MODULES)


def _named(mutant: Mutant) -> str:
    """The mutant without its line: what is changed where, for the list of the equivalent."""
    was, becomes = mutant.was.partition("\n")[0], mutant.becomes.partition("\n")[0]
    return f"{mutant.module}.{mutant.name}: {was}  →  {becomes}"

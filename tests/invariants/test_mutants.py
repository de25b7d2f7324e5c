"""Every invariant's check notices when the invariant is broken: each mutant is met by the checks that it names."""

import pytest

from tests.invariants.env import Ground
from tests.invariants.invariants import ALL, Invariant
from tests.invariants.mutants import MUTANTS, Mutant

PAIRS = [
    pytest.param(mutant, invariant, id=f"{mutant.name}-{invariant.__name__}")
    for mutant in MUTANTS
    for invariant in mutant.noticed_by
]


@pytest.mark.parametrize(("mutant", "invariant"), PAIRS)
def test_a_mutant_is_noticed(
    mutant: Mutant, invariant: Invariant, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    mutant.put_in(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        invariant(ground)


def test_every_invariant_has_a_mutant() -> None:
    numbers = {invariant.__name__.partition("_")[0] for mutant in MUTANTS for invariant in mutant.noticed_by}
    assert numbers == {invariant.__name__.partition("_")[0] for invariant in ALL} == {f"i{n}" for n in range(1, 11)}

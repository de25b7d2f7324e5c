"""The invariants hold. That these checks would notice if one did not is shown in ``test_mutants``."""

import pytest

from tests.invariants.env import Ground
from tests.invariants.invariants import ALL, Invariant


@pytest.mark.parametrize("invariant", ALL, ids=lambda found: found.__name__)
def test_invariant(invariant: Invariant, ground: Ground) -> None:
    invariant(ground)

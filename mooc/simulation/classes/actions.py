"""All ways of doing each challenge: what happens, and whether that is what the challenge asks for."""

from collections.abc import Mapping

from mooc.simulation.classes.exchanges import EXCHANGES
from mooc.simulation.classes.solo import SOLO_ACTIONS, SoloAction

ACTIONS: Mapping[str, tuple[SoloAction, ...]] = {**SOLO_ACTIONS, **EXCHANGES}
"""Challenge → the ways of doing it, the honest one first."""

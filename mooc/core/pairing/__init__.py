"""Pairing: people into twinomes of two to five, three by default, chosen and not by chance alone.

Not here: where groups are stored, and when people are paired: see ``mooc.store.twinomes.twinomes``,
``mooc.services.twinomes.pairing``.

    people ── seat ──▶ tables          one language and one network each, nobody alone
    tables ── take the best at hand ──▶ first groups
    first groups ── exchange ──▶ groups, and why these people

Pure and deterministic: the same people, meetings, seed and size give the same groups.
"""

from mooc.core.pairing.pair import add_late, pair
from mooc.core.pairing.reasons import PERSONAL_REASONS
from mooc.core.pairing.rendering import SENTENCES, explain
from mooc.core.pairing.twinome import Candidate, Group, MetBefore, Pairing, Reason

__all__ = [
    "PERSONAL_REASONS",
    "SENTENCES",
    "Candidate",
    "Group",
    "MetBefore",
    "Pairing",
    "Reason",
    "add_late",
    "explain",
    "pair",
]

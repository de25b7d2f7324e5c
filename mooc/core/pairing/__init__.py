"""Pairing: people into twinomes of two to five, three by default, chosen and not by chance alone.

Not here: where groups are stored, and when people are paired: see ``mooc.store.twinomes.twinomes``,
``mooc.services.twinomes.pairing``.

    people ── seat ──▶ tables          one language and one network each, nobody alone
    tables ── take the best at hand ──▶ first groups
    first groups ── exchange ──▶ groups, and why these people

Pure and deterministic: the same people, meetings, seed and size give the same groups.
"""

from mooc.core.pairing.pair import add_late, pair
from mooc.core.pairing.reasons import OF_ONE
from mooc.core.pairing.rendering import explain, words
from mooc.core.pairing.twinome import Candidate, Group, MetBefore, Pairing, Reason

__all__ = ["OF_ONE", "Candidate", "Group", "MetBefore", "Pairing", "Reason", "add_late", "explain", "pair", "words"]

"""``all``: each of these checks."""

from typing import ClassVar

from mooc.core.checks.base import Words
from mooc.core.checks.combining import PART_WORDS, ListOfChecks


class AllOf(ListOfChecks):
    """All of these checks are asked for."""

    name: ClassVar[str] = "all"
    words: ClassVar[Words] = {
        **PART_WORDS,
        "all.how": {"en": "All of these {of} parts are asked for.", "fr": "Ces {of} parties sont toutes demandées."},
        "all.expected": {
            "en": "All of these {of} parts are asked for. Met: {have}.",
            "fr": "Ces {of} parties sont toutes demandées. Réussies : {have}.",
        },
    }

    @property
    def required(self) -> int:
        """All of them."""
        return len(self.of)

"""``any``: one of these checks."""

from typing import ClassVar

from mooc.core.checks.base import Words
from mooc.core.checks.combining import PART_WORDS, ListOfChecks


class AnyOf(ListOfChecks):
    """One of these checks is enough."""

    name: ClassVar[str] = "any"
    words: ClassVar[Words] = {
        **PART_WORDS,
        "any.how": {"en": "One of these {of} parts is enough.", "fr": "Une de ces {of} parties suffit."},
        "any.expected": {
            "en": "One of these {of} parts is enough. Met: {have}.",
            "fr": "Une de ces {of} parties suffit. Réussies : {have}.",
        },
    }

    @property
    def required(self) -> int:
        """One."""
        return 1

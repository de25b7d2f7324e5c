"""What a network has answered to a watch, and all that is needed to take it into the log."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Reading
from mooc.core.facts.reading_facts import Look


class WatchAnswer(NamedTuple):
    """A ``reading`` of a watch, asked by ``read``, at ``now`` (course time).

    ``linked``: account id → since when it is a member's (UTC), of all who use the watch, or of the one whom it is
    about.
    """

    watch: int
    question: Question
    linked: Mapping[str, datetime]
    read: Read
    reading: Reading
    now: datetime

    @property
    def look(self) -> Look:
        """The look that it came of."""
        return Look(self.question, self.read, self.reading, self.now)

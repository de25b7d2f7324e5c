"""Words of which an author chooses one."""

from enum import StrEnum


class Pace(StrEnum):
    """``weekly``: unit n is open in week n. ``self_paced``: all is open from the cohort's start to its end."""

    WEEKLY = "weekly"
    SELF_PACED = "self_paced"


class Level(StrEnum):
    """How hard a challenge is. Chosen freely; there is no failing."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Review(StrEnum):
    """Who looks at a pass before its points count: nobody, somebody of the twinome, or a mentor."""

    NONE = "none"
    PEER = "peer"
    MENTOR = "mentor"

"""Case files as values: what an author of cases may write."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import Field, StringConstraints, field_validator, model_validator

from mooc.core.evidence.verdict import Answer
from mooc.core.facts.proof import AttestationKind
from mooc.core.values.authored import Slug, Value

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=60)]
"""The name of a case: ``replied_to_myself``."""
Handle = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_]{1,15}$")]
Row = Mapping[str, Any]
"""A row of a world; ``mooc.simulation.worlds`` says what it may hold."""

TWINOME, COHORT, MENTORS, FACILITATORS = ("ada", "bob", "eve"), ("max",), ("mia",), ("fay",)
ELSEWHERE = ("kim",)
STRANGERS, HOST = ("zoe", "yan", "vic"), "host"


class Sort(StrEnum):
    """What a case shows."""

    MET = "met"
    """How the challenge is met."""
    MISTAKE = "mistake"
    """A mistake that people make, and by which it is not."""
    OUTAGE = "outage"
    """The network fails, and nothing false is said."""


EXPECTED: Mapping[Sort, Answer] = {
    Sort.MET: Answer.MET,
    Sort.MISTAKE: Answer.NOT_YET,
    Sort.OUTAGE: Answer.CANT_TELL,
}


class CohortRow(Value):
    """The cohort in which the cases happen. Everybody has one account, with the same name."""

    network: Slug = Field(default="x", description="The network on which it happens.")
    start: str = Field(default="2026-11-02", description="The day, quoted, on which the first week begins.")
    zone: str = Field(default="Europe/Paris", description="Its time zone.")
    hashtag: str = Field(default="", description="Its hashtag; by default that of the course.")
    twinome: tuple[Handle, ...] = Field(default=TWINOME, description="Who shares a twinome.")
    learners: tuple[Handle, ...] = Field(default=COHORT, description="The other learners.")
    mentors: tuple[Handle, ...] = Field(default=MENTORS, description="Its mentors.")
    facilitators: tuple[Handle, ...] = Field(default=FACILITATORS, description="Its facilitators.")
    another_cohort: tuple[Handle, ...] = Field(default=ELSEWHERE, description="Who is in another cohort.")
    lists: Mapping[Slug, tuple[Handle, ...]] = Field(
        default_factory=dict, description="Who is on the lists of the course; by default `host` is on each of them."
    )

    @field_validator("start")
    @classmethod
    def _a_day(cls, start: str) -> str:
        date.fromisoformat(start)
        return start

    @field_validator("zone")
    @classmethod
    def _a_zone(cls, zone: str) -> str:
        if zone not in available_timezones():
            raise ValueError(f"there is no time zone {zone!r}; an IANA name such as Europe/Paris is expected")
        return zone


class StatementRow(Value):
    """Somebody says in the app to have seen what the challenge asks for, or to have met the learner."""

    at: str = Field(description="When.")
    by: Handle = Field(description="Who; the learner, where one's own word is meant.")
    vouch: AttestationKind = Field(default=AttestationKind.SEEN, description="seen or met.")


class CaseRow(Value):
    """One case. Moments are written by the window of the challenge (``+1d2h``, ``end-1m``) or as dates."""

    met: Name | None = Field(default=None, description="The name of a case in which the challenge is met.")
    mistake: Name | None = Field(default=None, description="The name of a mistake.")
    outage: Name | None = Field(default=None, description="The name of a case in which the network fails.")
    learner: Handle = Field(default="ada", description="Who is judged.")
    now: str = Field(default="end+2h", description="When.")
    linked: bool = Field(default=True, description="Whether the learner has linked an account.")
    looked: str = Field(default="start", description="Since when the network is looked at, if before the window.")
    answer: Answer | None = Field(default=None, description="met, not_yet or cant_tell, where it is not the usual one.")
    happened: tuple[Row, ...] = Field(default=(), description="What happens, besides what happens in all cases.")
    outages: tuple[Row, ...] = Field(default=(), description="When the network fails, and how.")
    said: tuple[StatementRow, ...] = Field(default=(), description="What people say in the app.")

    @model_validator(mode="after")
    def _one_name(self) -> "CaseRow":
        if sum(name is not None for name in (self.met, self.mistake, self.outage)) != 1:
            raise ValueError("one of met, mistake, outage is expected, with the name of the case")
        return self

    @property
    def sort(self) -> Sort:
        """What it shows."""
        return next(sort for sort in Sort if getattr(self, sort) is not None)

    @property
    def name(self) -> str:
        """Its name."""
        return str(getattr(self, self.sort))

    @property
    def expected(self) -> Answer:
        """The answer that it asks for."""
        return self.answer or EXPECTED[self.sort]


class CaseFile(Value):
    """The cases of one challenge. ``accounts`` and ``happened`` are there in each of them."""

    challenge: Slug = Field(description="The challenge of the course.")
    cohort: CohortRow = Field(default_factory=CohortRow, description="The cohort, where it differs from the usual.")
    accounts: tuple[Row, ...] = Field(default=(), description="Accounts besides the usual cast, or telling more of it.")
    happened: tuple[Row, ...] = Field(default=(), description="What happens in each case.")
    cases: tuple[CaseRow, ...] = Field(min_length=1, description="The cases.")

"""Course: a folder of YAML and Markdown, as a frozen value."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, JsonValue, PositiveInt, StringConstraints, WithJsonSchema, model_validator

from mooc.core.checks import NamedCheck
from mooc.core.checks.any import AnyOf
from mooc.core.checks.combining import leaf_checks
from mooc.core.checks.writing import shown_tag
from mooc.core.course.badges import Badge
from mooc.core.course.events import DatedEvent, Event, Weekday, WeeklyEvent
from mooc.core.facts.hashtags import ANY_LETTERS, asked_as
from mooc.core.values.authored import Slug, Texts, Value
from mooc.core.values.choices import Level, Pace, Review
from mooc.core.values.durations import Duration

__all__ = [
    "Badge",
    "Challenge",
    "Course",
    "DatedEvent",
    "EventWindow",
    "Level",
    "Pace",
    "Review",
    "Run",
    "Unit",
    "Weekday",
    "WeeklyEvent",
]

TEXT_FIELDS = ("welcome", "charter", "conduct", "reciprocity")
"""Fields of a course that name a Markdown file each."""
MAX_TURNS = 52
FILLED: dict[str, JsonValue] = {"filled": True}
"""Marks a field that the reader of lesson files fills: authors do not write it."""


Hashtag = Annotated[
    str,
    StringConstraints(pattern=r"^\w+$", max_length=60),
    BeforeValidator(lambda tag: tag.removeprefix("#") if isinstance(tag, str) else tag),
    WithJsonSchema({"type": "string", "pattern": rf"^#?{ANY_LETTERS}$", "maxLength": 61}),
]


class EventWindow(Value):
    """The challenge counts during a named event."""

    event: Slug = Field(description="The name of an event of the course.")


class Challenge(Value):
    """One thing to do."""

    challenge: Slug = Field(description="Its name, unique in the course.")
    title: Texts = Field(description="A few words, in each language.")
    brief: str = Field(description="The Markdown file with the brief; `{lang}` stands for the language.")
    level: Level = Field(default=Level.EASY, description="easy, medium or hard.")
    points: PositiveInt = Field(default=10, description="What it adds to the learner's progress.")
    after: tuple[Slug, ...] = Field(
        default=(), description="Challenges that one had better do first. It advises, it does not forbid."
    )
    window: EventWindow | None = Field(default=None, description="When it counts; by default the unit's week.")
    grace: Duration | None = Field(
        default=None,
        description="How long after the end of its window it still counts, told as such: 30m, 12h, 2d. By default not.",
    )
    repeat: int | None = Field(
        default=None,
        ge=2,
        le=MAX_TURNS,
        description="How many weeks running it comes, this one counted: each turn has its own window and its points. "
        "`NAME-2` names the second turn.",
    )
    review: Review = Field(
        default=Review.NONE,
        description="Who looks at a pass before its points count: none, peer (of the twinome) or mentor.",
    )
    check: NamedCheck = Field(description="The rule: one check by its name.")
    alternatives: tuple[NamedCheck, ...] = Field(
        default=(),
        description="Other rules that are worth the same: one of all is enough. For who cannot do, or show, the first.",
    )
    briefs: Texts = Field(
        default_factory=dict,
        description="Filled from the `brief` files; not written by hand.",
        json_schema_extra=FILLED,
    )
    turn: PositiveInt = Field(
        default=1, description="Filled from `repeat`; not written by hand.", json_schema_extra=FILLED
    )

    @property
    def first(self) -> str:
        """The name of its first turn: for all but later turns its own."""
        return self.challenge.removesuffix(f"-{self.turn}") if self.turn > 1 else self.challenge

    @property
    def returns(self) -> bool:
        """Whether another turn follows, which begins when this one ends."""
        return self.turn < (self.repeat or 1)

    @model_validator(mode="after")
    def _one_of_all_is_enough(self) -> "Challenge":
        """The rule and its alternatives are one rule to the judge."""
        if not self.alternatives:
            return self
        check = AnyOf(of=(self.check, *self.alternatives))
        return self.model_copy(update={"check": check, "alternatives": ()})


class Unit(Value):
    """A unit: one week, in a weekly course."""

    unit: Slug = Field(description="Its name, unique in the course.")
    title: Texts = Field(description="A few words, in each language.")
    letter: str | None = Field(
        default=None, description="The Markdown file with the letter of the week; `{lang}` stands for the language."
    )
    challenges: tuple[Challenge, ...] = Field(min_length=1, description="What there is to do.")
    letters: Texts = Field(
        default_factory=dict,
        description="Filled from the `letter` files; not written by hand.",
        json_schema_extra=FILLED,
    )


class Course(Value):
    """A course. ``version`` is the content hash of all its files; a running cohort keeps the version it has.

    That names are unique and that what they point to exists is vouched for by ``mooc.lessonfiles``.
    """

    course: Slug = Field(description="Its name.")
    title: Texts = Field(description="A few words, in each language.")
    about: Texts = Field(default_factory=dict, description="A paragraph, in each language.")
    hashtag: Hashtag = Field(description="The hashtag, quoted, with or without #. A cohort may choose another.")
    pace: Pace = Field(default=Pace.WEEKLY, description="weekly or self_paced.")
    late_entry: Duration | None = Field(
        default=None,
        description="Who joins when a week has begun has at least so long for its challenges: 14d. Events do not wait.",
    )
    lists: tuple[Slug, ...] = Field(
        default=("host",), description="Names of lists of people; each cohort says who they are on each network."
    )
    events: Mapping[Slug, Event] = Field(default_factory=dict, description="Named events.")
    welcome: str | None = Field(
        default=None, description="The Markdown file with the letter that welcomes; `{lang}` stands for the language."
    )
    charter: str | None = Field(
        default=None, description="The Markdown file with the charter of the twinome, as the letters."
    )
    conduct: str | None = Field(default=None, description="The Markdown file with the code of conduct.")
    reciprocity: str | None = Field(default=None, description="The Markdown file with the charter of reciprocity.")
    badges: tuple[Badge, ...] = Field(default=(), description="Badges, and what they take.")
    units: tuple[Unit, ...] = Field(min_length=1, description="The weeks.")
    texts: Mapping[str, Texts] = Field(
        default_factory=dict,
        description="Filled from the files of `welcome`, `charter`, `conduct`, `reciprocity`; not written by hand.",
        json_schema_extra=FILLED,
    )
    version: str = Field(
        default="", description="Filled from the content; not written by hand.", json_schema_extra=FILLED
    )

    def challenges(self) -> Iterator[Challenge]:
        """All challenges, in the order of the course."""
        for unit in self.units:
            yield from unit.challenges

    def challenge(self, name: str) -> Challenge:
        """The challenge of that name. Raises KeyError."""
        for challenge in self.challenges():
            if challenge.challenge == name:
                return challenge
        raise KeyError(name)

    def tags(self, hashtag: str) -> frozenset[str]:
        """The hashtags that its challenges ask for, as networks are asked for them. ``hashtag``: the cohort's."""
        checks = (check for challenge in self.challenges() for check in leaf_checks(challenge.check))
        words = [getattr(check, "tag", None) for check in checks]
        return frozenset(asked_as(shown_tag(word, hashtag)) for word in words if word)

    @property
    def reviews(self) -> bool:
        """Whether somebody looks at passes of this course."""
        return any(challenge.review is not Review.NONE for challenge in self.challenges())

    @property
    def weeks(self) -> int:
        """How many weeks a weekly run takes."""
        return len(self.units)


class Run(Value):
    """What a cohort adds to its course when it comes to time: ``start`` in UTC, ``zone`` an IANA name."""

    start: datetime
    zone: str
    length: timedelta | None = None
    """Self-paced courses: how long the cohort is open; None means a week for each unit."""

"""Badges: what a learner has come to, as a fold of what is done. Nothing of them is stored."""

from collections.abc import Collection
from typing import NamedTuple

from pydantic import Field, PositiveInt, model_validator

from mooc.core.values.authored import Slug, Texts, Value
from mooc.core.values.choices import Level


class Needs(Value):
    """What a badge takes; all that is written is needed."""

    points: PositiveInt | None = Field(default=None, description="So many points.")
    challenges: tuple[Slug, ...] = Field(default=(), description="These challenges.")
    level: Level | None = Field(default=None, description="Challenges of this level, `at_least` so many.")
    at_least: PositiveInt | None = Field(default=None, description="How many challenges, of that level or of any.")

    @model_validator(mode="after")
    def _something(self) -> "Needs":
        if self.points is None and not self.challenges and self.level is None and self.at_least is None:
            raise ValueError("a badge needs something")
        return self


class Badge(Value):
    """A badge of the course."""

    badge: Slug = Field(description="Its name, unique in the course.")
    title: Texts = Field(description="A few words, in each language.")
    needs: Needs = Field(description="What it takes: points, challenges, a level with at_least, or several of these.")


class CompletedChallenge(NamedTuple):
    """A challenge whose points count."""

    challenge: str
    level: Level
    points: int


def is_earned(badge: Badge, done: Collection[CompletedChallenge]) -> bool:
    """Whether what is done is what the badge needs.

    >>> needs = Needs(points=30)
    >>> is_earned(Badge(badge="b", title={}, needs=needs), [CompletedChallenge("c", Level.EASY, 30)])
    True
    """
    needs = badge.needs
    return (
        sum(challenge.points for challenge in done) >= (needs.points or 0)
        and set(needs.challenges) <= {challenge.challenge for challenge in done}
        and sum(needs.level in (None, challenge.level) for challenge in done) >= required_count(needs)
    )


def required_count(needs: Needs) -> int:
    """How many challenges it takes; one, where a level is named and no number."""
    return needs.at_least or (1 if needs.level else 0)

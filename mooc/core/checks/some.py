"""``some``: n of these checks."""

from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from mooc.core.checks.base import Words
from mooc.core.checks.combining import PART_WORDS, CombinedCheck


class SomeOf(CombinedCheck):
    """At least n of these checks are asked for."""

    name: ClassVar[str] = "some"
    at_least: int = Field(gt=0, description="How many of the parts are asked for.")

    words: ClassVar[Words] = {
        **PART_WORDS,
        "some.how": {
            "en": "At least {want} of these {of} parts are asked for.",
            "fr": "Parmi ces {of} parties, {want} au moins sont demandées.",
        },
        "some.expected": {
            "en": "At least {want} of these {of} parts are asked for. Met: {have}.",
            "fr": "Parmi ces {of} parties, {want} au moins sont demandées. Réussies : {have}.",
        },
    }

    @model_validator(mode="after")
    def _can_be_met(self) -> "SomeOf":
        if self.at_least > len(self.of):
            raise PydanticCustomError("impossible", "at_least is more than there are parts")
        return self

    @property
    def required(self) -> int:
        """As many as the author asks for."""
        return self.at_least

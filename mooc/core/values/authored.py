"""The base of everything that an author writes: frozen, and strict about words it does not know."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from mooc.core.values.patterns import SafePattern

__all__ = ["LANGS", "LONGEST_NAME", "Lang", "SafePattern", "Slug", "Texts", "Value"]

Lang = Literal["fr", "en"]
LANGS: tuple[Lang, ...] = ("fr", "en")

LONGEST_NAME = 60
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_NAME)]
"""A short name for files, links and keys: lower-case letters, digits and single hyphens."""

Texts = Mapping[Lang, str]
"""The same text in several languages."""


class Value(BaseModel):
    """A frozen value; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=False)

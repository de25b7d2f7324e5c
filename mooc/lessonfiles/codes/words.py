"""The sentences of a problem."""

from collections.abc import Mapping
from typing import NamedTuple

from mooc.core.values.authored import Lang


class ProblemText(NamedTuple):
    """What is wrong, and what would be right; ``{values}`` are filled in."""

    message: Mapping[Lang, str]
    hint: Mapping[Lang, str]


def told(en: str, fr: str, hint_en: str = "", hint_fr: str = "") -> ProblemText:
    """The sentences in each language; the hint may be left out."""
    return ProblemText({"en": en, "fr": fr}, {"en": hint_en, "fr": hint_fr})

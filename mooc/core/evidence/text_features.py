"""What a text does, told in a few marks that are kept when the text is not: it asks, it thanks, it gives a figure.

Only what the author wrote is looked at: no links, no tags, no mentions. A mark is one word without spaces; a figure is
``figure=VALUE|UNIT|DATE`` (``figure=13.2|€/m²|2026-03``), VALUE with a point, DATE as ISO 8601 to the year, month or
day, empty if none is given.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from mooc.core.facts.activity import Content
from mooc.core.values.text import text_hash, word_count

QUESTION, THANKS, FIGURE = "question", "thanks", "figure="

_NOT_OWN = re.compile(r"(?:https?://|[#@])\S+")
_THANKS = re.compile(r"\b(?:thank(?:s|\s+you)?|thx|merci|remerci\w*)\b", re.IGNORECASE)
_MONTHS = (
    "january janvier", "february février fevrier", "march mars", "april avril", "may mai", "june juin",
    "july juillet", "august août aout", "september septembre", "october octobre", "november novembre",
    "december décembre decembre",
)  # fmt: skip
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMES = "|".join(_MONTH_OF)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = (
    re.compile(rf"\b{_YEAR}-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?\b"),
    re.compile(rf"\b(?:(?P<day>[12]?\d|3[01])(?:er|st|nd|rd|th)?\s+)?(?P<name>{_NAMES})\s+{_YEAR}\b", re.I),
    re.compile(rf"\b{_YEAR}\b"),
)
_THOUSANDS = r"[ \u00a0\u2009\u202f'’]"
"""What stands between thousands: spaces of four widths (no-break, thin), and apostrophes."""
_DIGITS = rf"[-+−]?\d{{1,3}}(?:{_THOUSANDS}\d{{3}})+(?:[.,]\d+)?|[-+−]?\d+(?:[.,]\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<money>[€$£]\s?)?(?P<number>{_DIGITS})\s?"
    r"(?P<unit>[^\s\d.,;:!?()\[\]\"'«»]\S{0,11})?"
)
_LONGEST = 20


class QuotedFigure(NamedTuple):
    """A value with its unit and the date that it speaks of ("" if none is given)."""

    value: Decimal
    unit: str
    date: str


def marks(text: str) -> tuple[str, ...]:
    """The marks of a text, each once.

    >>> marks("Merci ! Loyer à Lyon : 13,20 €/m² (mars 2026) https://example.org #chiffres")
    ('thanks', 'figure=13.2|€/m²|2026-03')
    """
    authored = _NOT_OWN.sub(" ", text)
    acts = [QUESTION] if "?" in authored else []
    acts += [THANKS] if _THANKS.search(authored) else []
    date, rest = "", authored
    date_match = next(filter(None, (form.search(authored) for form in _DATES)), None)
    if date_match:
        parts = date_match.groupdict()
        month = parts.get("month") or _MONTH_OF.get((parts.get("name") or "").casefold())
        numbers = [parts["year"], month, parts.get("day") if month else None]
        date = "-".join(f"{int(number):02d}" for number in numbers if number)
        rest = authored[: date_match.start()] + " " + authored[date_match.end() :]
    for match in _NUMBER.finditer(rest):  # the figure is the first number that has a unit and is no date
        unit = (match["money"] or match["unit"] or "").strip().rstrip(".,;:!?)").replace("|", "/").casefold()
        plain = re.sub(_THOUSANDS, "", match["number"]).replace("−", "-").replace(",", ".")
        try:
            value = Decimal(plain).normalize()
        except InvalidOperation:
            continue
        if unit and len(match["number"]) <= _LONGEST:
            return (*acts, f"{FIGURE}{value:f}|{unit}|{date}")
    return tuple(acts)


def content_of(
    text: str,
    tags: tuple[str, ...] = (),
    mentions: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
    media: int = 0,
) -> Content:
    """What a post of this text says. ``tags``, ``mentions``, ``links``: as the network parsed them, see ``Content``."""
    return Content(tags, mentions, links, media, word_count(text), text_hash(text), marks(text))


def figure_of(text_marks: tuple[str, ...]) -> QuotedFigure | None:
    """The figure among the marks of a text; None if there is none."""
    figure = next((mark.removeprefix(FIGURE) for mark in text_marks if mark.startswith(FIGURE)), "")
    value, _, rest = figure.partition("|")
    unit, _, date = rest.rpartition("|")
    return QuotedFigure(Decimal(value), unit, date) if figure else None

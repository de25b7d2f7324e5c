"""Numbers, figures and moments as they are written in the reader's language."""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from decimal import Decimal

from mooc.core.values.authored import Lang

_FIGURE = re.compile(
    r"(?P<number>-?\d+(?:\.\d+)?) (?P<unit>\S+)(?: \((?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?\))?"
)
"""A figure as ``mooc.core.checks.figure`` tells it: ``13.2 €/m² (2026-03)``."""

_SEPARATORS: Mapping[Lang, Mapping[int, str]] = {
    "en": {},
    "fr": str.maketrans({",": "\N{NARROW NO-BREAK SPACE}", ".": ","}),
}

# fmt: off
_MONTHS: Mapping[Lang, tuple[str, ...]] = {
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin",
           "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
}
# fmt: on


def format_number(number: int | Decimal, lang: Lang) -> str:
    """The number as it is written in that language.

    >>> format_number(Decimal("1234.5"), "en"), format_number(Decimal("3.5"), "fr")
    ('1,234.5', '3,5')
    """
    return f"{number:,}".translate(_SEPARATORS[lang])


def format_figure(value: str, lang: Lang) -> str:
    """A figure as ``mooc.core.checks.figure`` tells it, as it is written in that language; anything else as it is.

    >>> format_figure("13.2 €/m² (2026-03)", "fr"), format_figure("many", "fr")
    ('13,2 €/m² (mars 2026)', 'many')
    """
    figure = _FIGURE.fullmatch(value)
    if not figure:
        return value
    space = "" if lang == "en" and figure["unit"] == "%" else " "
    amount = f"{format_number(Decimal(figure['number']), lang)}{space}{figure['unit']}"
    parts = [_day(int(figure["day"]), lang)] if figure["day"] else []
    parts += [_MONTHS[lang][int(figure["month"]) - 1]] if figure["month"] else []
    parts += [figure["year"]] if figure["year"] else []
    return f"{amount} ({' '.join(parts)})" if parts else amount


def format_moment(moment: datetime, lang: Lang, zone: tzinfo) -> str:
    """Day and time by the wall clock of ``zone``; where that time occurs twice in a night, with its UTC offset.

    >>> from datetime import UTC
    >>> format_moment(datetime(2026, 11, 3, 14, 5, tzinfo=UTC), "en", UTC)
    '3 November 2026, 14:05'
    """
    wall = moment.astimezone(zone)
    month = _MONTHS[lang][wall.month - 1]
    clock = f"à {wall.hour} h {wall:%M}" if lang == "fr" else f"{wall:%H:%M}"
    comma = " " if lang == "fr" else ", "
    twice = wall.utcoffset() != wall.replace(fold=1 - wall.fold).utcoffset()
    day = _day(wall.day, lang)
    return f"{day} {month} {wall.year}{comma}{clock}" + (f" (UTC{wall.isoformat()[-6:]})" if twice else "")


def _day(day: int, lang: Lang) -> str:
    return "1er" if lang == "fr" and day == 1 else str(day)

"""Moments as authors of cases write them: by the window of the challenge, or as dates."""

import re
from datetime import UTC, datetime, timedelta

from mooc.core.values.span import Span

_RELATIVE = re.compile(r"(?P<from>start|end)?(?P<sign>[+-])(?P<parts>(?:\d+[dhms])+)|(?P<edge>start|end)")
_PART = re.compile(r"(\d+)([dhms])")
_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
FORM = '"+1d2h" after the start of the window, "-30m" before it, "end", "end-1m", or "2026-11-03T10:00:00Z"'


class NotAMoment(ValueError):
    """The text is no moment; the message says what would be."""


def moment(text: str, window: Span) -> datetime:
    """The moment (UTC) that ``text`` names for a challenge with this window. Raises NotAMoment.

    >>> week = Span(datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC))
    >>> moment("end-1h30m", week).isoformat()
    '2026-11-08T22:30:00+00:00'
    """
    relative = _RELATIVE.fullmatch(text.strip())
    if relative:
        origin = window.end if "end" in (relative["from"], relative["edge"]) else window.start
        away = sum(int(number) * _SECONDS[unit] for number, unit in _PART.findall(relative["parts"] or ""))
        return origin + timedelta(seconds=-away if relative["sign"] == "-" else away)
    try:
        dated = datetime.fromisoformat(text)
    except ValueError:
        raise NotAMoment(f"{text!r} is no moment: {FORM}") from None
    if dated.tzinfo is None:
        raise NotAMoment(f"{text!r} has no zone: {FORM}")
    return dated.astimezone(UTC)

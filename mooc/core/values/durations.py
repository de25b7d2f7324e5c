"""Lengths of time as authors write them: ``"30m"``, ``"12h"``, ``"14d"``."""

from datetime import timedelta
from typing import Annotated

from pydantic import StringConstraints

Duration = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,2}(m|h|d)$")]
"""A whole number of minutes, hours or days (of 24 hours)."""

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def parse_duration(written: str | None) -> timedelta:
    """How long that is; nothing, if nothing was written.

    >>> parse_duration("12h")
    datetime.timedelta(seconds=43200)
    """
    return int(written[:-1]) * _UNITS[written[-1]] if written else timedelta(0)

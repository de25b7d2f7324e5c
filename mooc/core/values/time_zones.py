"""Time zones by name: which there are, which is meant, and which to offer."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

AREAS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
"""Zones are offered by area; names without one (``UTC``, ``EST``, ``US/Eastern``) are understood, and not offered."""


def zone_of(name: str) -> ZoneInfo:
    """The zone of that name; UTC where it is empty or no longer known."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Whether there is a zone of that name."""
    return name in _names()


def place_of(name: str) -> str:
    """The place for which a zone is named.

    >>> place_of("America/Argentina/Buenos_Aires")
    'Buenos Aires'
    """
    return name.rpartition("/")[2].replace("_", " ")


def is_same_clock(left: str, right: str, at: datetime) -> bool:
    """Whether the clocks of both zones show the same time at that moment."""
    return at.astimezone(zone_of(left)).utcoffset() == at.astimezone(zone_of(right)).utcoffset()


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def zones_by_area() -> Mapping[str, tuple[str, ...]]:
    """Area → its zones, both by name."""
    zones: dict[str, list[str]] = {}
    for name in sorted(_names()):
        area = name.partition("/")[0]
        if area in AREAS:
            zones.setdefault(area, []).append(name)
    return {area: tuple(names) for area, names in zones.items()}

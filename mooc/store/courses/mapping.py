"""From a cohort's row to core values."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mooc.core.course.course import Run
from mooc.store import models


class UnreadableCohort(Exception):
    """What is stored of a cohort can no longer be read. It hurts that cohort alone."""


class NoSuchZone(UnreadableCohort):
    """The time zone of a cohort does not exist."""


class UnreadableCourse(UnreadableCohort):
    """The course, as the cohort took it, is none by today's rules."""


def run_of(row: models.Cohort) -> Run:
    """When the cohort runs. Raises NoSuchZone."""
    return run(row.start, row.zone)


def run(start: datetime, zone: str) -> Run:
    """A run from ``start`` by the clocks of that zone. Raises NoSuchZone."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise NoSuchZone from None
    return Run(start=start, zone=zone)

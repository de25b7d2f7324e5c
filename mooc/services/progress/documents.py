"""What a course gives to read beside its challenges: the letters of its weeks."""

from datetime import datetime

from mooc.core.course.course import Unit
from mooc.core.course.schedule import begins
from mooc.store.cohorts import cohorts
from mooc.store.cohorts.cohorts import Cohort


def letters(cohort: Cohort, now: datetime) -> list[Unit]:
    """The units that have a letter and have begun, in the order of the course. ``now`` is course time."""
    course = cohorts.course_of(cohort)
    begun = [unit for n, unit in enumerate(course.units) if begins(course, cohort.run, n) <= now]
    return [unit for unit in begun if unit.letters]

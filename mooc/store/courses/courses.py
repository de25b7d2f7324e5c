"""Courses as cohorts took them."""

import logging
from functools import lru_cache

from pydantic import ValidationError

from mooc.core.course.course import Course
from mooc.store import models
from mooc.store.courses.mapping import UnreadableCourse

log = logging.getLogger(__name__)


def keep(course: Course) -> int:
    """Store this version of the course, once; returns its row id."""
    row, _ = models.CourseVersion.objects.get_or_create(
        version=course.version, defaults={"course": course.course, "body": course.model_dump(mode="json")}
    )
    return row.pk


@lru_cache(maxsize=64)
def load(version: str) -> Course:
    """The course of that content hash. A version never changes, so it is kept in memory. Raises KeyError, and
    UnreadableCourse."""
    row = models.CourseVersion.objects.filter(version=version).first()
    if row is None:
        raise KeyError(version)
    try:
        return Course.model_validate(row.body)
    except ValidationError as error:
        log.warning("course %s: %d errors", row.pk, error.error_count())
        raise UnreadableCourse from None

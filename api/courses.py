"""The courses that can be taken here: everybody may read them."""

from http import HTTPStatus
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router

from api.entering import anybody
from api.problems import of_status
from api.values import Out, Slug
from mooc.core.course.course import Course, Level, Pace
from mooc.core.values.authored import Texts
from mooc.services.cohorts import catalogue

router = Router(tags=["courses"], auth=anybody)


class CourseOut(Out):
    """A course in short."""

    course: str
    title: Texts
    about: Texts
    hashtag: str
    pace: Pace
    lists: list[str]
    version: str


class LessonOut(Out):
    """A challenge of a course."""

    challenge: str
    title: Texts
    level: Level
    points: int
    briefs: Texts


class UnitOut(Out):
    """A unit: a week, in a weekly course."""

    unit: str
    title: Texts
    challenges: list[LessonOut]


class WholeCourseOut(CourseOut):
    """A course with all its units."""

    units: list[UnitOut]


@router.get("/courses", response=list[CourseOut])
def list_courses(request: HttpRequest, response: HttpResponse) -> list[Course]:
    """All courses, by name. ``Courses-Left-Out``: names of folders here whose course cannot be read."""
    found = catalogue.here()
    if found.bad:
        response.headers["Courses-Left-Out"] = ", ".join(map(quote, found.bad))
    return list(found.courses.values())


@router.get("/courses/{course}", response=WholeCourseOut)
def one_course(request: HttpRequest, course: Slug) -> Course:
    """A course with all its units."""
    return named(course)


def named(course: str) -> Course:
    """The course of that name. Raises Problem."""
    found = catalogue.courses().get(course)
    if found is None:
        raise of_status(HTTPStatus.NOT_FOUND)
    return found

"""The courses that can be taken here: everybody may read them."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from api.site.auth import anybody
from api.site.paging import Page, whole_list
from api.site.problems import problem_of_status
from api.site.values import Out, Slug, Texts
from mooc.core.course.course import Course, Level, Pace
from mooc.environment import environment
from mooc.lessonfiles.shelf import read_collection
from mooc.networks import registry

router = Router(tags=["courses"], auth=anybody)


class CourseOut(Out):
    """A course in short."""

    course: str
    titles: Texts = Field(validation_alias="title")
    about: Texts
    hashtag: str
    pace: Pace
    lists: list[str]
    version: str


class LessonOut(Out):
    """A challenge of a course."""

    challenge: str
    titles: Texts = Field(validation_alias="title")
    level: Level
    points: int
    briefs: Texts


class UnitOut(Out):
    """A unit: a week, in a weekly course."""

    unit: str
    titles: Texts = Field(validation_alias="title")
    challenges: list[LessonOut]


class WholeCourseOut(CourseOut):
    """A course with all its units."""

    units: list[UnitOut]


@router.get("/courses", response=Page[CourseOut])
def list_courses(request: HttpRequest, response: HttpResponse) -> dict[str, Any]:
    """All courses, by name. ``Courses-Left-Out``: names of folders here whose course cannot be read."""
    shelf = read_collection(environment().courses, registry.grammars())
    if shelf.problems_by_folder:
        response.headers["Courses-Left-Out"] = ", ".join(map(quote, shelf.problems_by_folder))
    return whole_list(shelf.courses.values())


@router.get("/courses/{course}", response=WholeCourseOut)
def one_course(request: HttpRequest, course: Slug) -> Course:
    """A course with all its units."""
    return course_named(course)


def course_named(course: str) -> Course:
    """The course of that name. Raises Problem."""
    courses = read_collection(environment().courses, registry.grammars()).courses
    if course not in courses:
        raise problem_of_status(HTTPStatus.NOT_FOUND)
    return courses[course]

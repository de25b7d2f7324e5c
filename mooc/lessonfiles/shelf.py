"""A folder of courses. ``grammars``: as ``mooc.lessonfiles.check_course`` takes them."""

from pathlib import Path
from typing import NamedTuple

from mooc.core.course.course import Course
from mooc.core.values.handles import Grammars
from mooc.lessonfiles.problems import Diagnostic
from mooc.lessonfiles.reading import check_course, read_course


class CourseCollection(NamedTuple):
    """Name → course, of all courses in a folder that are without an error; and folder → what is wrong, of the rest."""

    courses: dict[str, Course]
    problems_by_folder: dict[str, tuple[Diagnostic, ...]]


def read_collection(shelf: Path, grammars: Grammars | None = None) -> CourseCollection:
    """All courses in the folder ``shelf``. One that cannot be read hurts itself alone."""
    shelved = CourseCollection({}, {})
    for folder in sorted(shelf.glob("*/")):
        if (folder / "course.yaml").is_file():
            course, problems = check_course(folder, grammars)
            if course:
                shelved.courses[course.course] = course
            else:
                shelved.problems_by_folder[folder.name] = problems
    return shelved


def courses(shelf: Path, grammars: Grammars | None = None) -> dict[str, Course]:
    """Name → course, of all courses in the folder ``shelf`` that are without an error."""
    return read_collection(shelf, grammars).courses


def course(named: str, shelf: Path, grammars: Grammars | None = None) -> Course:
    """The course of that name on the ``shelf``, or the one in the folder ``named``. Raises KeyError, LessonErrors."""
    for folder in (shelf / named, Path(named)):
        if (folder / "course.yaml").is_file():
            return read_course(folder, grammars)
    return courses(shelf, grammars)[named]

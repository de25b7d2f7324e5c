"""A folder of courses."""

from pathlib import Path

from mooc.core.course import Course
from mooc.lessonfiles.problems import LessonErrors
from mooc.lessonfiles.reading import read_course


def courses(shelf: Path) -> dict[str, Course]:
    """Name → course, of all courses in the folder ``shelf`` that are without an error."""
    found: dict[str, Course] = {}
    for folder in sorted(shelf.glob("*/")):
        if (folder / "course.yaml").is_file():
            try:
                course = read_course(folder)
            except LessonErrors:
                continue
            found[course.course] = course
    return found


def course(named: str, shelf: Path) -> Course:
    """The course of that name on the ``shelf``, or the one in the folder ``named``. Raises KeyError, LessonErrors."""
    for folder in (shelf / named, Path(named)):
        if (folder / "course.yaml").is_file():
            return read_course(folder)
    return courses(shelf)[named]

"""Lesson files: YAML and Markdown in, a Course or every problem with its place out.

Not here: what a challenge means (``mooc.core``), cohorts, the database.
"""

from mooc.lessonfiles.problems import Diagnostic, LessonErrors
from mooc.lessonfiles.reading import check_course, read_course
from mooc.lessonfiles.rules.neighbours import neighbour_problems

__all__ = ["Diagnostic", "LessonErrors", "check_course", "neighbour_problems", "read_course"]

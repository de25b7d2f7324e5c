"""Read a course: bytes → text → events → tree → Course, with all that is wrong on the way."""

import logging
from collections.abc import Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mooc.core.course.course import TEXT_FIELDS, Course
from mooc.core.course.repeats import expand_repeats
from mooc.core.values.authored import Lang
from mooc.core.values.handles import GRAMMARS, Grammars
from mooc.lessonfiles.briefs import BriefReader
from mooc.lessonfiles.folder import version_of
from mooc.lessonfiles.problems import MOST_PROBLEMS, START, Diagnostic, LessonErrors, problem, sorted_problems
from mooc.lessonfiles.rules.completeness import languages, rule_problems
from mooc.lessonfiles.rules.names import challenges, name_problems, units
from mooc.lessonfiles.rules.reach import reach_problems
from mooc.lessonfiles.rules.repeats import repeat_problems
from mooc.lessonfiles.rules.shape import shape_problems
from mooc.lessonfiles.syntax.parsing import LOADER, parse
from mooc.lessonfiles.syntax.source import read_text

COURSE_FILE = "course.yaml"
log = logging.getLogger(__name__)
_FINDERS = (name_problems, rule_problems, reach_problems, repeat_problems)


def read_course(path: Path, grammars: Grammars | None = None) -> Course:
    """The course in the folder ``path``. ``grammars``: see ``check_course``. Raises LessonErrors, with all that is
    wrong."""
    course, problems = check_course(path, grammars)
    if course is None:
        raise LessonErrors(problems)
    return course


def check_course(
    path: Path, grammars: Grammars | None = None, loader: type[Any] = LOADER
) -> tuple[Course | None, tuple[Diagnostic, ...]]:
    """The course in the folder ``path`` and nothing, or None and all that is wrong with it.

    ``grammars``: of the handles that rules may name, by network; None: which networks there are is not asked for.
    Never raises: what nobody foresaw is one more problem, of this course alone.
    """
    file = path / COURSE_FILE
    try:
        version, unsafe = version_of(path)
        course, problems = (None, []) if unsafe else _read(file, version, grammars, loader)
    except OSError:
        return None, (problem("E145", str(file), START, value=path),)
    except Exception as error:
        log.exception("%s", file)
        return None, (problem("E148", str(file), START, value=type(error).__name__),)
    ordered = sorted_problems([*unsafe, *problems])
    return (None if ordered else course), ordered


def _read(
    file: Path, version: str, grammars: Grammars | None, loader: type[Any]
) -> tuple[Course | None, list[Diagnostic]]:
    path = str(file)
    text, problems = read_text(file, path)
    if problems and not text:
        return None, problems
    root, syntax_problems = parse(text, path, loader)
    problems += syntax_problems
    if root is None:
        return None, problems
    briefs = BriefReader(file.parent, path, languages(root))
    texts = [briefs.read(challenge.child("brief")) for challenge in challenges(root)]
    letters = [briefs.read(unit.child("letter")) for unit in units(root)]
    course_texts = {name: briefs.read(root.child(name)) for name in TEXT_FIELDS if root.child(name)}
    unlimited = chain(*(find(root, path) for find in _FINDERS), briefs.problems)
    problems.extend(islice(unlimited, MOST_PROBLEMS + 1))
    body = root.plain() | {"version": version}
    try:
        course = Course.model_validate(body, context={GRAMMARS: grammars})
    except ValidationError as error:
        return None, [*problems, *shape_problems(error, root, path)]
    return (None, problems) if problems else (expand_repeats(_with_texts(course, texts, letters, course_texts)), [])


def _with_texts(
    course: Course, briefs: list[dict[Lang, str]], letters: list[dict[Lang, str]], texts: Mapping[str, dict[Lang, str]]
) -> Course:
    """The course with the texts of its files; briefs and letters in the order of its challenges and units."""
    next_briefs = iter(briefs)
    units = tuple(
        unit.model_copy(
            update={
                "letters": letter,
                "challenges": tuple(
                    challenge.model_copy(update={"briefs": next(next_briefs)}) for challenge in unit.challenges
                ),
            }
        )
        for unit, letter in zip(course.units, letters, strict=True)
    )
    return course.model_copy(update={"units": units, "texts": texts})

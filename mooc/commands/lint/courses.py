"""``mooc lint``: what is wrong with lesson files, as ``file:line:column: CODE message``."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from mooc.core.values.authored import LANGS, Lang
from mooc.lessonfiles import Diagnostic, check_course, neighbour_problems
from mooc.lessonfiles.reading import COURSE_FILE
from mooc.networks import registry


def lint(paths: Iterable[Path]) -> list[Diagnostic]:
    """All that is wrong with the courses at ``paths``: course folders, course files, or folders of courses."""
    folders = dict.fromkeys(folder for path in paths for folder in courses_at(path))
    grammars = registry.grammars()
    return [
        problem for folder in folders for problem in (*check_course(folder, grammars)[1], *neighbour_problems(folder))
    ]


def lint_command(paths: list[Path], lang: str = "en") -> int:
    """Print every problem in that language; the exit code: 1 if there is one, 2 for an unknown language, else 0."""
    if lang not in LANGS:
        print(f"there is no language {lang!r}; one of {', '.join(LANGS)} is expected")
        return 2
    language: Lang = "fr" if lang == "fr" else "en"
    problems = lint(paths)
    for problem in problems:
        print(problem.told(language))
    return 1 if problems else 0


def courses_at(path: Path) -> Iterator[Path]:
    """The course folders at ``path``; ``path`` itself where none is found, so that this is told."""
    if path.name == COURSE_FILE and path.is_file():
        yield path.parent
        return
    below = [] if (path / COURSE_FILE).is_file() else sorted(path.glob(f"*/{COURSE_FILE}"))
    yield from (file.parent for file in below)
    if not below:
        yield path

"""What is wrong with a lesson file, where, and what would be right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from mooc.core.values.authored import LANGS, Lang
from mooc.lessonfiles.codes import CODES

MOST_PROBLEMS = 100
"""Of one file no more problems are told: what looks for them may stop there."""
_SHOWN = 200


class FilePosition(NamedTuple):
    """Where in a file: both count from 1."""

    line: int
    column: int


START = FilePosition(1, 1)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong. ``message`` and ``hint`` are in each language; the hint may be empty."""

    code: str
    path: str
    line: int
    column: int
    message: dict[Lang, str]
    hint: dict[Lang, str]

    def told(self, lang: Lang) -> str:
        """``file:line:column: CODE message``, with the hint on the same line."""
        hint = f" ({self.hint[lang]})" if self.hint[lang] else ""
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.message[lang]}{hint}"


class LessonErrors(Exception):
    """The course cannot be read; ``problems`` says all that is wrong with it."""

    def __init__(self, problems: Iterable[Diagnostic]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.told("en") for problem in self.problems))


def problem(case: str, path: str, place: FilePosition, **values: object) -> Diagnostic:
    """The problem of that case of ``CODES`` (``E133.too_long``: code E133), its sentences filled with ``values``."""
    words = CODES[case]
    filled = {lang: {name: printable(value, lang) for name, value in values.items()} for lang in LANGS}
    message = {lang: words.message[lang].format(**filled[lang]) for lang in LANGS}
    hint = {lang: words.hint[lang].format(**filled[lang]) for lang in LANGS}
    return Diagnostic(case.partition(".")[0], path, place.line, place.column, message, hint)


def printable(value: object, lang: Lang) -> str:
    """The value as it may stand in a message: in that language, on one line, printable, not long."""
    text = str(value[lang] if isinstance(value, Mapping) else value)
    cut = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in cut)


def sorted_problems(problems: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, each told once; of each file at most ``MOST_PROBLEMS``, then that there are more."""
    by_path: dict[str, list[Diagnostic]] = {}
    for candidate in problems:
        of_file = by_path.setdefault(candidate.path, [])
        if candidate not in of_file[-1:]:
            of_file.append(candidate)
    ordered: list[Diagnostic] = []
    for path in sorted(by_path):
        of_file = sorted(by_path[path], key=attrgetter("line", "column", "code"))
        ordered += of_file[:MOST_PROBLEMS]
        if len(of_file) > MOST_PROBLEMS:
            last = ordered[-1]
            ordered.append(problem("E199", last.path, FilePosition(last.line, last.column)))
    return tuple(ordered)

"""What a parser's complaint means in an author's words, and how reading can go on after it."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from mooc.lessonfiles.problems import START, Diagnostic, FilePosition, problem
from mooc.lessonfiles.syntax.source import REPLACEMENT, is_refused

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.)|$)|\"")
_LONG_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8}")
_CONTROL_LETTERS = dict.fromkeys("0abevfrNLP", "\x00")
_COMMENT = re.compile(r"\s*(#[^\s#][^#]*)")
_WORD = re.compile(r"[^\s,\]}]*")
_LAST_CHARACTER = 0x10FFFF
_HOPELESS = {
    "<document start>": "E114",
    "unknown escape": "E100.escape",
    "mapping values are not allowed": "E100.colon",
}
"""What a parser says → the case, where there is no going on; the first that fits."""


class BadEscape(Exception):
    """An escape in a double-quoted text spells no character. ``place``: of its backslash."""

    def __init__(self, place: FilePosition) -> None:
        super().__init__(place)
        self.place = place


PARSE_ERRORS = (yaml.YAMLError, BadEscape)


class Located(NamedTuple):
    """A piece of the file, and where it stands."""

    place: FilePosition
    text: str


class ParserStop(NamedTuple):
    """What stopped the parser, and the text to go on with: None if there is no going on."""

    problem: Diagnostic
    text: str | None


def diagnose(error: Exception, text: str, path: str) -> ParserStop:
    """What the author should know about the parser's error."""
    lines = text.split("\n")
    error = _half_a_character(error, lines) or error
    for place in _places(error):
        at = sum(map(len, lines[: place.line - 1])) + place.line - 1 + place.column - 1
        escape = _LONG_ESCAPE.match(text, at)
        if escape and isinstance(error, BadEscape):
            stop = problem("E115", path, place, value=escape.group())
            return ParserStop(stop, text[:at] + REPLACEMENT * len(escape.group()) + text[escape.end() :])
        case = _case_of_sign(text[at : at + 1], error)
        if case:
            value = _WORD.match(text, at)
            stop = problem(case, path, place, sign=text[at], value=value.group() if value else text[at])
            return ParserStop(stop, text[:at] + REPLACEMENT + text[at + 1 :])
    complaint, place = str(error), _places(error)[-1]
    preceding = lines[place.line - 1][: place.column - 1] if place.line <= len(lines) else ""
    if "unknown escape" in complaint and preceding.endswith("\\"):  # one parser names the character after it
        place = FilePosition(place.line, place.column - 1)
    case = next((case for excerpt, case in _HOPELESS.items() if excerpt in complaint), "E100")
    return ParserStop(problem(case, path, place), None)


def _places(error: Exception) -> list[FilePosition]:
    """Where it began, if the parser says so, then where it showed."""
    if isinstance(error, BadEscape):
        return [error.place]
    marks = [getattr(error, name, None) for name in ("context_mark", "problem_mark")]
    return [FilePosition(mark.line + 1, mark.column + 1) for mark in marks if mark] or [START]


def _case_of_sign(sign: str, error: Exception) -> str:
    """The case that the sign at fault stands for; empty if it is not the sign."""
    context, complaint = str(getattr(error, "context", "")), str(getattr(error, "problem", ""))
    if sign and sign in "@`%" and "cannot start any token" in complaint:
        return "E104"
    if sign and sign in "&*" and ("alias" in context or "anchor" in context):
        return "E110"
    return "E112" if sign == "!" and ("tag" in context or "tag" in complaint) else ""


def _half_a_character(error: Exception, lines: list[str]) -> BadEscape | None:
    """Of a quoted text that never ends, one parser names the end and the other the escape that it cannot read."""
    mark = getattr(error, "context_mark", None)
    if not mark or "quoted scalar" not in str(getattr(error, "context", "")):
        return None
    place = FilePosition(mark.line + 1, mark.column + 1)
    try:
        list(bad_escapes(place, lines))
    except BadEscape as bad:
        return bad
    return None


def escape_before(mark: Any) -> FilePosition:
    """The place of the backslash of ``\\\\u`` or ``\\\\U``, which a parser's mark has just passed."""
    return FilePosition(mark.line + 1, mark.column - 1)


def bad_escapes(start: FilePosition, lines: list[str]) -> Iterator[Located]:
    """Escapes of the double-quoted text at ``start`` that spell a control character.

    Raises BadEscape for one that spells half a character or none.
    """
    number, column = start.line - 1, start.column
    if lines[number][column - 1 : column] != '"':
        return
    while number < len(lines):
        for escape in _ESCAPE.finditer(lines[number], column):
            if escape.group() == '"':
                return
            place = FilePosition(number + 1, escape.start() + 1)
            short, four, eight, letter = escape.groups()
            digits = short or four or eight
            code = int(digits, 16) if digits else 0
            if code > _LAST_CHARACTER or 0xD800 <= code <= 0xDFFF:
                raise BadEscape(place)
            char = chr(code) if digits else _CONTROL_LETTERS.get(letter, letter)
            if char and is_refused(char):  # an escaped line end spells none
                yield Located(place, escape.group())
        number, column = number + 1, 0


def directive_position(text: str) -> FilePosition | None:
    """The first line that speaks to the parser (``%YAML 1.1``) before the text begins."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("%"):
            return FilePosition(number, 1)
        if line.strip() and not line.lstrip().startswith("#"):
            return None
    return None


def tab_positions(text: str) -> Iterator[FilePosition]:
    """The first tab of each line that has one: parsers differ on where a tab may stand, so none may."""
    for number, line in enumerate(text.split("\n"), 1):
        if "\t" in line:
            yield FilePosition(number, line.index("\t") + 1)


def back_over_spaces(place: FilePosition, lines: list[str]) -> FilePosition:
    """The same place, or the end of what is written before it on its line."""
    preceding = lines[place.line - 1][: place.column - 1] if place.line <= len(lines) else ""
    return FilePosition(place.line, len(preceding.rstrip(" ")) + 1)


def comment_after(lines: list[str], place: FilePosition) -> Located | None:
    """The words after ``#`` where a value was expected: ``hashtag: #mooc`` is a key with a comment."""
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    comment = _COMMENT.match(line, place.column - 1)
    return Located(FilePosition(place.line, comment.start(1) + 1), comment.group(1).strip()) if comment else None

"""From the bytes of a file to a text that any YAML parser reads alike."""

import re
from pathlib import Path

from mooc.lessonfiles.problems import MOST_PROBLEMS, START, Diagnostic, FilePosition, problem

MOST_BYTES = 256 * 1024
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands for what was refused. Nothing that contains it is reported twice."""

_REFUSED = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffc\U00010000-\U0010ffff]")
_BOMS = (b"\xff\xfe", b"\xfe\xff")


def read_text(file: Path, path: str, most: int = MOST_BYTES) -> tuple[str, list[Diagnostic]]:
    """The text of the file, and what is wrong with its characters. Raises OSError."""
    with file.open("rb") as opened:
        data = opened.read(most + 1)
    if len(data) > most:
        return "", [problem("E116", path, START, most=f"{most // 1024} KiB")]
    return decode(data, path)


def decode(data: bytes, path: str) -> tuple[str, list[Diagnostic]]:
    """The text, with ``\\n`` as line end and ``REPLACEMENT`` for each refused character; one problem a line."""
    if data.startswith(_BOMS) or b"\0" in data:
        return "", [problem("E115", path, START, value="UTF-16, UTF-32, binary")]
    text = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    problems: list[Diagnostic] = []
    for number, line in enumerate(text.split("\n"), 1):
        refused = _REFUSED.search(line)
        if refused and len(problems) <= MOST_PROBLEMS:
            char = refused.group()  # U+FFFD mostly stands for what could not be decoded
            name = "bytes that are not UTF-8" if char == REPLACEMENT else f"U+{ord(char):04X}"
            problems.append(problem("E115", path, FilePosition(number, refused.start() + 1), value=name))
    return _REFUSED.sub(REPLACEMENT, text), problems


def is_refused(char: str) -> bool:
    """Whether no text may hold that character: controls, half a character, what is invisible and ends lines."""
    return bool(char) and _REFUSED.match(char) is not None

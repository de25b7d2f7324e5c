"""Pages of Markdown as tests read them: their fenced blocks, and what people are to type."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import typer

from mooc.cli import load_command as load

_BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*?) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
_BETWEEN_BACKQUOTES = re.compile(r"`((?:make|\.venv/bin/mooc|\.ci/run)[^`]*)`")


class Block(NamedTuple):
    """A fenced block. ``mark``: what the comment right before it says, which only tests read; mostly empty."""

    language: str
    text: str
    mark: str


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of the page, in their order."""
    return blocks_of(page.read_text(encoding="utf-8"))


def blocks_of(text: str) -> list[Block]:
    """All fenced blocks of a page with this text."""
    return [Block(found["language"], found["text"], found["mark"] or "") for found in _BLOCK.finditer(text)]


def fenced(page: Path, language: str) -> list[str]:
    """The texts of the fenced blocks of that language."""
    return [block.text for block in blocks(page) if block.language == language]


def typed(page: Path) -> list[str]:
    """The lines that people are to type: those of ``sh`` blocks, and commands between backquotes."""
    return [*lines(fenced(page, "sh")), *_BETWEEN_BACKQUOTES.findall(page.read_text())]


def lines(texts: list[str]) -> Iterator[str]:
    """The lines of blocks that are no comment."""
    yield from (line for text in texts for line in text.splitlines() if line and not line.startswith("#"))


def unknown_words(words: list[str]) -> list[str]:
    """What the command line ``mooc COMMAND …`` (without ``mooc``) has no use for: a subcommand, options."""
    app = typer.main.get_command(load(words[0]))
    rest = words[1:]
    runs_alone = getattr(app, "invoke_without_command", False) and (not rest or rest[0].startswith("--"))
    if hasattr(app, "commands") and rest[:1] != ["--help"] and not runs_alone:
        if not rest or rest[0] not in app.commands:
            return rest[:1] or ["(no subcommand)"]
        app = app.commands[rest[0]]
    known = {name for param in app.params for name in param.opts} | {"--help"}
    return [word for word in rest if word.startswith("--") and word not in known]

"""Somebody who follows a page: types its commands, makes its changes, and compares what is printed."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mooc.cli import load_command
from tests.commands.readme import PASSWORD
from tests.docs.pages import Block, lines

MOOC = ".venv/bin/mooc"


class Reader:
    """Follows the blocks of a page in a folder. ``typed``: the command lines so far.

    Commands of ``mooc`` run in this process, on the database of the test: a new process takes a second each.
    """

    def __init__(self, folder: Path) -> None:
        self.typed: list[str] = []
        self._folder, self._printed = folder, ""
        (folder / ".venv").symlink_to(sys.prefix)

    def follow(self, block: Block) -> None:
        """Do what the block says. Its mark tells what: ``in: FILE``, ``file: FILE``, ``exit: CODE``, ``network``."""
        word, _, rest = block.mark.partition(": ")
        match block.language, word:
            case "diff", "in":
                self._change(self._folder / rest, block.text)
            case "yaml", "file":
                (self._folder / rest).write_text(block.text, encoding="utf-8")
            case "sh", "network":
                pass  # what it would ask is not on this machine; that the command exists is tested apart
            case "sh", _:
                self._printed = self._type(block.text, int(rest or 0))
            case "text", _:
                self._compare(block.text)
            case _:
                pytest.fail(f"nobody knows what to do with this block: {block}")

    def _change(self, file: Path, change: str) -> None:
        """Replace the lines with - by those with +, once; the others say where."""
        old = "".join(line[1:] for line in change.splitlines(keepends=True) if line[0] != "+")
        new = "".join(line[1:] for line in change.splitlines(keepends=True) if line[0] != "-")
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file}: {text.count(old)} places for\n{old}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def _type(self, text: str, code: int) -> str:
        typed = list(lines([text]))
        self.typed += typed
        return "".join(self._mooc(line, code) if line.startswith(MOOC) else self._shell(line) for line in typed)

    def _mooc(self, line: str, code: int) -> str:
        _, name, *words = shlex.split(line)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self._folder)
            asked = f"{PASSWORD}\n{PASSWORD}\n" if name == "user" else None
            result = CliRunner().invoke(load_command(name), words, input=asked, env={"COLUMNS": "80"})
        assert result.exit_code == code, f"{line}\n{result.output}"
        return result.output

    def _shell(self, line: str) -> str:
        shell = ["/bin/sh", "-ec", line]
        return subprocess.run(shell, cwd=self._folder, check=True, capture_output=True, text=True, timeout=60).stdout

    def _compare(self, expected: str) -> None:
        """Each line that the page shows was printed, in that order."""
        rest = self._printed
        for line in expected.splitlines():
            assert line.strip() in rest, f"{line!r} is not in\n{self._printed}"
            rest = rest.partition(line.strip())[2]

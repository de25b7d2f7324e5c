"""What CONTRIBUTING.md tells people to run is there, and does what it says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mooc.environment import ROOT
from tests.docs.pages import typed, unknown_words

PAGE = ROOT / "CONTRIBUTING.md"
MODULES = re.findall(r"`python -m ([\w.]+)\s*([^`]*)`", PAGE.read_text().replace("\n   ", ""))
COMMANDS = sorted({line for line in typed(PAGE) if line.startswith(".venv/bin/mooc ")})
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_there_is_something_to_run() -> None:
    assert len(MODULES) >= 1 and COMMANDS


@pytest.mark.parametrize(("module", "words"), MODULES, ids=[module for module, _words in MODULES])
def test_every_module_that_is_named_runs(tmp_path: Path, module: str, words: str) -> None:
    """Files are written elsewhere, and must be those that stand in the repository; large numbers are played small."""
    given, written = [], {}
    for word in words.split():
        place = tmp_path / Path(word).name
        if (ROOT / word).is_file():
            written[ROOT / word] = place
        given.append(str(place) if (ROOT / word).is_file() else "1" if word.isdecimal() else word)
    done = subprocess.run([sys.executable, "-m", module, *given], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert written or done.stdout
    assert [str(real) for real, copy in written.items() if real.read_bytes() != copy.read_bytes()] == []


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_that_is_named_is_one(line: str) -> None:
    assert unknown_words(line.split()[1:]) == []


def test_every_target_that_is_named_is_one() -> None:
    named = {line.split()[1] for line in typed(PAGE) if line.startswith("make ")}
    assert named and named <= TARGETS


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"`((?:mooc|tests|docs|lessons|fixtures)/[\w./-]+\.\w+)`", PAGE.read_text()))
    assert len(named) > 8
    assert sorted(name for name in named if not (ROOT / name).exists()) == []

"""Help is there before anything is set up: without a secret, without a database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mooc.cli import COMMANDS
from mooc.environment import ROOT
from tests.commands.test_settings import OURS

NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


def asked(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """``python -m mooc.cli WORDS``, in a folder without settings, with a database that is not there."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith((*OURS, "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "mooc.cli", *words],
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(ROOT), "DATABASE_URL": NOWHERE, **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_how_it_is_used(tmp_path: Path, name: str) -> None:
    done = asked(tmp_path, name, "--help")
    assert done.returncode == 0, done.stderr
    assert f"Usage: mooc {name}" in done.stdout


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",)])
def test_the_module_itself_is_the_command(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = asked(tmp_path, *words)
    assert done.returncode == 0
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("words", [("cohort", "create", "--help"), ("user", "create", "--help")])
def test_a_part_of_a_command_says_it_too(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert f"Usage: mooc {words[0]} create" in asked(tmp_path, *words).stdout


def test_what_is_done_in_earnest_takes_a_secret_all_the_same(tmp_path: Path) -> None:
    done = asked(tmp_path, "cohort", "list")
    assert done.returncode == 2 and "SECRET_KEY" in done.stderr
    assert asked(tmp_path, "cohort", "list", SECRET_KEY="x" * 50).returncode == 2, "nor is there a database"

"""The tutorial, followed from its first line to its last; in French the same steps."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mooc.cli import COMMANDS, load_command
from mooc.commands.lint.courses import lint
from mooc.environment import ROOT
from tests.docs.pages import blocks, typed, unknown_words
from tests.docs.reader import MOOC, Reader

AUTHORS = ROOT / "docs" / "authors"
TUTORIAL, TUTORIEL = AUTHORS / "tutorial.md", AUTHORS / "tutoriel.md"
PAGES = (TUTORIAL, TUTORIEL)

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


@pytest.mark.django_db
def test_who_follows_it_has_a_course_and_a_cohort(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    for block in blocks(TUTORIAL):
        reader.follow(block)
    named = [shlex.split(line)[1] for line in reader.typed if line.startswith(MOOC)]
    assert {"new", "lint", "show", "test", "plan", "migrate", "user", "cohort"} == set(named)
    assert lint([tmp_path / "var" / "bird-watch"]) == []
    assert (tmp_path / ".env").read_text().startswith("SECRET_KEY=")
    assert "bird-watch" in CliRunner().invoke(load_command("cohort"), ["list"]).output


def test_the_steps_are_the_same_in_french() -> None:
    assert blocks(TUTORIEL) == blocks(TUTORIAL)


@each_page
def test_each_command_and_option_exists(page: Path) -> None:
    commands = [shlex.split(line)[1:] for line in typed(page) if line.startswith(MOOC)]
    assert {words[0] for words in commands} <= set(COMMANDS)
    assert [words for words in commands if unknown_words(words)] == []
    assert any(words[0] == "try" for words in commands)

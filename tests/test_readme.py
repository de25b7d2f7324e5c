"""What README.md and CONTRIBUTING.md tell people to type and to open exists."""

import re
import shlex
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from mooc.cli import COMMANDS
from mooc.core.facts.needs import NeedKind
from mooc.environment import Environment, variable_name
from mooc.networks.bluesky.capabilities import LAG, PAGE, read_table
from tests.docs.pages import fenced, typed, unknown_words

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "CONTRIBUTING.md")


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("page", PAGES)
def test_each_make_target_and_each_mooc_command_exists(page: str) -> None:
    lines = [shlex.split(line) for line in typed(ROOT / page)]
    targets = {words[1] for words in lines if words[0] == "make"}
    commands = {words[1] for words in lines if words[0] == ".venv/bin/mooc"}
    assert targets, f"{page} names no make target"
    assert targets <= make_targets()
    assert commands <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_each_link_leads_to_a_file(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_two_commands_come_first() -> None:
    assert fenced(ROOT / "README.md", "sh")[0] == "make demo\nmake test\n"


def test_the_challenge_that_is_shown_is_the_one_of_the_course() -> None:
    (shown,) = fenced(ROOT / "README.md", "yaml")
    assert shown in (ROOT / "lessons" / "first-steps" / "course.yaml").read_text()
    assert list(yaml.safe_load(shown)[0]["check"]) == ["live_post"]


def test_make_help_lists_every_target() -> None:
    described = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert described == make_targets()


@pytest.mark.parametrize("page", PAGES)
def test_each_subcommand_and_option_exists(page: str) -> None:
    lines = [line for line in typed(ROOT / page) if line.startswith(".venv/bin/mooc ")]
    assert {line: unknown for line in lines if (unknown := unknown_words(shlex.split(line)[1:]))} == {}


def test_each_command_between_backquotes_exists() -> None:
    named = re.findall(r"`mooc ([a-z]+)[^`]*`", (ROOT / "README.md").read_text())
    assert named
    assert set(named) <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_each_setting_that_is_named_exists(page: str) -> None:
    named = set(re.findall(r"\b(MOOC_[A-Z_]+|DATABASE_URL|SECRET_KEY)\b", (ROOT / page).read_text()))
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    of_the_tests = {name for name in named if f'"{name}"' in tests and name.startswith(("MOOC_TEST_", "MOOC_REQUIRE_"))}
    assert named - of_the_tests <= set(map(variable_name, Environment.model_fields))


def test_a_follow_shows_as_soon_as_it_says() -> None:
    assert "\nevery hour;" in (ROOT / "README.md").read_text()
    (follows,) = [read for read in read_table(LAG, PAGE, None) if NeedKind.FOLLOWS in read.needs]
    assert follows.every == timedelta(hours=1)

"""A check that asks for a new fact, played in a copy as CONTRIBUTING tells it: each file that is left out is missed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mooc.environment import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = PAGE.split("### A check that asks for a new fact")[1].split("\n## ")[0]
ROWS = re.findall(r"^\| `([^`]+)` \|", SECTION, re.MULTILINE)
SPECS = "tests/networks/test_specs.py"
FOLDERS = ("mooc/core", "mooc/networks", "mooc/linking", "mooc/http", "mooc/simulation", "tests/networks/toy")
ALONE = ("mooc/__init__.py", "mooc/runtime/deadline.py", SPECS)
"""What the specs of the networks are made of; the rest of the house need not be there."""

FACT = (
    "mooc/core/facts/needs.py",
    '    POST = "post"\n',
    '    PINS = "pins"\n    """Posts that ``actor`` has pinned."""\n',
)
CASES = (
    "mooc/simulation/played_network.py",
    "TABLE = (\n",
    '    _read("pins", (NeedKind.PINS,), "actor", Scope.STREAM),\n',
)
READ = (
    "mooc/networks/bluesky/capabilities.py",
    "    return (\n",
    '        row("pins", NeedKind.PINS, "actor", Scope.STREAM, page, HOUR),\n',
)
PRICE = (
    "mooc/networks/bluesky/capabilities.py",
    "NAIVE_RATES = {\n",
    '    NeedKind.PINS: NaiveRate(1, 1, FREE, "the learner\'s pins"),\n',
)
ANSWER = ("mooc/networks/bluesky/adapter.py", "Reading]] = {\n", '    "pins": author_posts.read_posts,\n')
ELSEWHERE = (
    SPECS,
    "UNANSWERED: dict[str, dict[NeedKind, str]] = {",
    '\n    "x": {NeedKind.PINS: "not asked yet"},\n    "mastodon": {NeedKind.PINS: "not asked yet"},\n',
)
STEPS = (FACT, CASES, READ, PRICE, ANSWER, ELSEWHERE)


def test_no_more_than_ten_files_are_named_and_those_that_stand_are_there() -> None:
    assert 5 < len(ROWS) <= 10
    assert [name for name in ROWS if "<" not in name and not (ROOT / name).is_file()] == []
    assert {file.replace("bluesky", "<name>") for file, _, _ in STEPS} - {SPECS} <= set(ROWS)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms that a network is made of, in a folder of their own."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ALONE:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    return tmp_path


def done(folder: Path, *steps: tuple[str, str, str]) -> None:
    for name, after, more in steps:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert text.count(after) >= 1, (name, after)
        file.write_text(text.replace(after, after + more, 1), encoding="utf-8")


def missed(folder: Path) -> list[str]:
    """The tests that fail, by their first line; each must say what is missing."""
    words = [sys.executable, "-m", "pytest", SPECS, "-q", "--noconftest", "-p", "no:django", "--import-mode=importlib"]
    asked = [*words, "-k", "fact or question", "--tb=line"]
    told = subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=200)
    assert told.returncode in (0, 1), told.stdout + told.stderr
    assert told.returncode == 0 or "PINS" in told.stdout or "pins" in told.stdout
    return sorted(re.findall(r"^FAILED \S+::(\S+)", told.stdout, re.MULTILINE))


def test_what_is_forgotten_is_missed_by_name(copy: Path) -> None:
    done(copy, FACT, READ)
    assert missed(copy) == [
        "test_each_fact_can_be_played_in_cases",
        "test_each_fact_has_the_price_that_a_naive_loop_would_pay[bluesky]",
        "test_each_fact_is_answered_for[mastodon]",
        "test_each_fact_is_answered_for[x]",
        "test_each_question_that_it_offers_has_an_answer[bluesky]",
    ]


def test_with_all_of_them_nothing_is_missed(copy: Path) -> None:
    done(copy, *STEPS)
    assert missed(copy) == []

"""CONTRIBUTING followed to the letter: in a copy of the repository, a check is added file by file, as the page says.

The new check is ``shout``: what there is of ``mention``, under another name. Each step is done in the file that the
page names for it; then what the page says is run. A file that the page no longer names, or a new one, breaks the walk.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from mooc.environment import ROOT
from tests.docs.copying import copied, environment

PAGE = ROOT / "CONTRIBUTING.md"
MODEL, NEW = "mention", "shout"


def steps() -> list[str]:
    """The numbered steps of the page for a new check; not what follows them, for one that asks for new facts."""
    section = PAGE.read_text(encoding="utf-8").split("## A new check")[1].split("\n## ")[0].split("\n### ")[0]
    return [" ".join(step.split()) for step in re.split(r"^\d+\. ", section, flags=re.MULTILINE)[1:]]


def files(step: str) -> list[str]:
    """The files that a step names, where they have a folder, by the name of the new check."""
    named = re.findall(r"`((?:\w+/)+(?:[\w-]|<name>)+\.\w+)`", step)
    return [name.replace("<name>", NEW) for name in named]


def renamed(text: str) -> str:
    """The same of the new check; what networks call mentions keeps its name."""
    for old, new in ((MODEL, NEW), (MODEL.title(), NEW.title())):
        text = re.sub(rf"\b{old}\b", new, text)
    return text


def once_more(text: str, block: str) -> str:
    """The text with that block a second time, for the new check."""
    (found,) = re.findall(block, text, re.MULTILINE)
    return text.replace(found, found + renamed(found))


def as_a_copy(path: Path) -> None:
    """A file of its own, after that of the model."""
    model = path.with_name(path.name.replace(NEW, MODEL))
    path.write_text(renamed(model.read_text(encoding="utf-8")), encoding="utf-8")


def with_blocks(*blocks: str) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        for block in blocks:
            text = once_more(text, block)
        path.write_text(text, encoding="utf-8")

    return edit


EDITS: Mapping[str, Callable[[Path], None]] = {
    f"mooc/core/checks/{NEW}.py": as_a_copy,
    "mooc/core/checks/__init__.py": with_blocks(rf"^from .*\.{MODEL} import \w+\n", rf"^    {MODEL.title()},\n"),
    "mooc/lessonfiles/examples.py": with_blocks(rf'^    "{MODEL}": """(?:.*\n)+?""",\n'),
    "tests/lessonfiles/example_cases.yaml": with_blocks(rf"^{MODEL}:\n(?: .*\n)+"),
    "tests/simulation/rehearsal/words/course.yaml": with_blocks(rf"^      - challenge: {MODEL}\n(?:        .*\n)+"),
    f"tests/simulation/rehearsal/words/cases/{NEW}.yaml": as_a_copy,
    "tests/core/checks/test_every_check.py": with_blocks(rf'^    "{MODEL}": .*\n'),
}
"""File of the page → what is done there."""

GENERATED = {"docs/lesson-words.md", "lessons/course.schema.json"}
ONLY_NAMED = {"tests/simulation/classes/test_generated_faults.py", f"tests/core/checks/test_{NEW}.py"}
"""What the page asks for besides, which says what is particular to a check: there is nothing of it in a copy."""


def test_the_walk_goes_by_the_page() -> None:
    named = {name for step in steps() for name in files(step)}
    assert named - GENERATED - ONLY_NAMED == EDITS.keys()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, in another place, with each step done."""
    root = copied(tmp_path_factory.mktemp("copy"))
    for step in steps():
        for name in files(step):
            if name in EDITS:
                EDITS[name](root / name)
        for command in re.findall(r"`((?:python -m|\.venv/bin/mooc|make) [^`]+)`", step):
            if "--worlds" not in command:  # which plays whole classes, for minutes
                done = run(root, command)
                assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return root


def run(root: Path, command: str) -> subprocess.CompletedProcess[str]:
    """A command of the page, in the copy."""
    module = (
        command.removeprefix("python -m ")
        .replace(".venv/bin/mooc ", "mooc.cli ")
        .replace("make generate", "tests.generated")
    )
    words = [sys.executable, "-m", *module.split()]
    return subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=240, env=environment(root))


def tried(root: Path, tests: str, which: str) -> subprocess.CompletedProcess[str]:
    """These tests, in the copy: ``which`` as pytest's ``-k``."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests.split(), "-k", which]
    return subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=240, env=environment(root))


def test_the_copy_has_the_new_check(copy: Path) -> None:
    assert f"`{NEW}`" in (copy / "docs" / "lesson-words.md").read_text(encoding="utf-8")
    assert f'"{NEW}"' in (copy / "lessons" / "course.schema.json").read_text(encoding="utf-8")
    assert (copy / "tests" / "simulation" / "rehearsal" / "words" / "cases" / f"{NEW}.said.txt").is_file(), (
        "the words were accepted"
    )


def test_the_named_tests_are_content(copy: Path) -> None:
    """Those that ask for each check, and those that compare what is generated: all others know nothing of this one."""
    tests = "tests/core/checks/test_every_check.py tests/lessonfiles/test_examples.py"
    pages = "tests/simulation/rehearsal/test_cases.py tests/test_generated.py tests/lessonfiles/test_schema.py"
    done = tried(copy, f"{tests} {pages}", f"{NEW} or every_check or is_as_it_is_made or gives_it")
    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout


@pytest.mark.parametrize("left_out", ["tests/core/checks/test_every_check.py", "mooc/lessonfiles/examples.py"])
def test_a_step_that_is_left_out_is_named(copy: Path, left_out: str) -> None:
    done_well = (copy / left_out).read_text(encoding="utf-8")
    try:
        shutil.copy(ROOT / left_out, copy / left_out)
        tests = "tests/core/checks/test_every_check.py tests/lessonfiles/test_examples.py"
        done = tried(copy, tests, f"{NEW} or every_check")
        assert done.returncode == 1
        assert NEW in done.stdout
    finally:
        (copy / left_out).write_text(done_well, encoding="utf-8")

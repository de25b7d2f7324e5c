"""CONTRIBUTING followed for a network: in a copy the carrier pigeons move in, as one of the house's own, under another
name. What is left out is missed by a test that names it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mooc.environment import ROOT
from tests.docs.copying import environment
from tests.networks.test_specs import FILES, READS, READS_OF_FACTS

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## A new network")[1].split("\n## ")[0]
SPECS = "tests/networks/test_specs.py"
REGISTRY = "mooc/networks/registry.py"
FOLDERS = ("mooc/core", "mooc/networks", "mooc/linking", "mooc/http", "mooc/simulation", "tests/networks/toy")
ALONE = ("mooc/__init__.py", "mooc/runtime/deadline.py", "pyproject.toml", SPECS)
"""What the specs of the networks are made of; the rest of the house need not be there."""
PIGEONS_ALONE = ("test_toy.py", "conftest.py")
NAME = "dove"
REASONS = (
    f'{{"{NAME}": dict.fromkeys(set(NeedKind) - {{NeedKind.POSTS, NeedKind.REPLIES, NeedKind.STANDING}}, "letters")}}'
)


def test_each_file_that_a_network_has_is_named_on_the_page() -> None:
    named = set(re.findall(r"`([a-z_]+)(?:\.py)?`", SECTION))
    assert (FILES | READS | set(READS_OF_FACTS.values()) | {"stream", "sign_in", "handle_check"}) - named == set()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms that networks are made of, in a folder of their own, with the new one's folder among them."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ALONE:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    moved_in = shutil.copytree(tmp_path / "tests/networks/toy", tmp_path / "mooc/networks" / NAME)
    for name in PIGEONS_ALONE:
        (moved_in / name).unlink()
    for source in moved_in.rglob("*.py"):
        text = source.read_text(encoding="utf-8").replace("tests.networks.toy", f"mooc.networks.{NAME}")
        source.write_text(text.replace("pigeon", NAME), encoding="utf-8")
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, (file, old)
    file.write_text(text.replace(old, new), encoding="utf-8")


def enter(folder: Path) -> None:
    edit(folder / REGISTRY, '    "bluesky",\n', f'    "bluesky",\n    "{NAME}",\n')


def separate(folder: Path) -> None:
    last = '"mooc.networks.x"]'
    edit(folder / "pyproject.toml", last, last.replace("]", f', "mooc.networks.{NAME}"]'))


def explain(folder: Path) -> None:
    edit(folder / SPECS, "NeedKind, str]] = {}", f"NeedKind, str]] = {REASONS}")


def missed(folder: Path) -> list[str]:
    """The tests that fail."""
    words = [sys.executable, "-m", "pytest", SPECS, "-q", "--noconftest", "-p", "no:django", "--import-mode=importlib"]
    asked = [*words, "--tb=short", "-k", "not nobody_else"]
    told = subprocess.run(asked, cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=200)
    assert told.returncode in (0, 1), told.stdout + told.stderr
    assert told.returncode == 0 or NAME in told.stdout
    return sorted(re.findall(r"^FAILED \S+::(\S+)", told.stdout, re.MULTILINE))


def test_without_its_line_it_is_missed(copy: Path) -> None:
    assert missed(copy) == ["test_the_line_in_the_registry_is_the_name_of_the_folder_and_of_the_spec"]


def test_with_its_line_alone_the_contracts_and_what_cannot_be_asked_are_missed(copy: Path) -> None:
    enter(copy)
    assert missed(copy) == [f"test_each_fact_is_answered_for[{NAME}]", "test_the_import_contracts_name_them_all"]


@pytest.mark.parametrize("file", ["handles.py", "urls.py", "reads/post_status.py"])
def test_a_file_of_another_name_is_missed(copy: Path, file: str) -> None:
    enter(copy)
    separate(copy)
    explain(copy)
    folder, stem = copy / "mooc/networks" / NAME, Path(file).stem
    (folder / file).rename(folder / file.replace(".py", "_2.py"))
    imported = re.compile(rf"^(from mooc\.networks\.{NAME}\S* import .*)\b{stem}\b", re.MULTILINE)
    for source in folder.rglob("*.py"):
        text = source.read_text(encoding="utf-8").replace(f"{NAME}.{stem} ", f"{NAME}.{stem}_2 ")
        source.write_text(imported.sub(rf"\1{stem}_2 as {stem}", text), encoding="utf-8")
    assert missed(copy) == [f"test_its_files_have_the_names_that_they_have_everywhere[{NAME}]"]


def test_with_all_of_it_nothing_is_missed(copy: Path) -> None:
    enter(copy)
    separate(copy)
    explain(copy)
    assert missed(copy) == []

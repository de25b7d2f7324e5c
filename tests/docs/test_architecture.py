"""docs/architecture.md names the packages that there are, and no others; each package says what it is for."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from mooc.environment import ROOT

PAGE = ROOT / "docs" / "architecture.md"


def packages(root: Path) -> set[str]:
    """The packages of the product: those at the top, and those that lie right in ``mooc`` and in its core."""
    found = {path.parent for path in [*root.glob("*/__init__.py"), *root.glob("mooc/*/__init__.py")]}
    return {str(path.relative_to(root)) for path in found} - {"mooc", "tests"}


def floors(root: Path) -> set[str]:
    """What lies right in the core: packages and modules."""
    core = root / "mooc" / "core"
    modules = {path.stem for path in core.glob("*.py")} - {"__init__"}
    return modules | {path.parent.name for path in core.glob("*/__init__.py")}


def named_packages(page: str) -> set[str]:
    """Every folder that the page names, such as ``mooc/store/``; of ``mooc/store/events.py`` its folder."""
    paths = re.findall(r"(?<![\w/.*])((?:[a-z]+/)+)", re.sub(r"\]\([^)]*\)|https?://\S+", "", page))
    return {path.rstrip("/") for path in paths}


def named_floors(page: str) -> list[str]:
    """The floors of the core, in their order."""
    (line,) = re.findall(r"^ +(\w+(?: → \w+)+)$", page, re.MULTILINE)
    return [name.strip() for name in line.split("→")]


def gaps(root: Path, page: str) -> list[str]:
    """What the page leaves out or makes up."""
    there, named = packages(root), named_packages(page)
    left_out = [f"{name}/ is not named" for name in sorted(there - named)]
    made_up = [f"{name}/ does not exist" for name in sorted(named) if not (root / name).is_dir()]
    floorless = [f"mooc/core has no {name}" for name in named_floors(page) if name not in floors(root)]
    files = re.findall(r"`([\w/]+/[\w]+\.py)`", page)
    return [
        *left_out,
        *made_up,
        *floorless,
        *(f"{name} does not exist" for name in files if not (root / name).is_file()),
    ]


def test_the_page_names_what_there_is() -> None:
    assert gaps(ROOT, PAGE.read_text(encoding="utf-8")) == []


def as_the_page_says(root: Path) -> str:
    """A tree that has just what the page names."""
    page = PAGE.read_text(encoding="utf-8")
    for name in named_packages(page):
        (root / name).mkdir(parents=True, exist_ok=True)
        (root / name / "__init__.py").touch()
    for floor in named_floors(page):
        (root / "mooc" / "core" / f"{floor}.py").touch()
    for name in re.findall(r"`([\w/]+/[\w]+\.py)`", page):
        (root / name).touch()
    (root / "lessons" / "__init__.py").unlink()
    return page


def test_a_tree_as_the_page_says_has_no_gaps(tmp_path: Path) -> None:
    assert gaps(tmp_path, as_the_page_says(tmp_path)) == []


def test_a_new_package_must_be_named(tmp_path: Path) -> None:
    page = as_the_page_says(tmp_path)
    (tmp_path / "mooc" / "drawer").mkdir()
    (tmp_path / "mooc" / "drawer" / "__init__.py").touch()
    assert gaps(tmp_path, page) == ["mooc/drawer/ is not named"]


def test_what_is_gone_must_not_be_named(tmp_path: Path) -> None:
    page = as_the_page_says(tmp_path)
    (tmp_path / "mooc" / "core" / "push.py").unlink()
    (tmp_path / "mooc" / "runtime" / "__init__.py").unlink()
    (tmp_path / "mooc" / "runtime").rmdir()
    assert gaps(tmp_path, page) == ["mooc/runtime/ does not exist", "mooc/core has no push"]


INITS = sorted(
    path
    for path in ROOT.glob("*/**/__init__.py")
    if not {"tests", "node_modules", ".venv"} & set(path.relative_to(ROOT).parts)
)


@pytest.mark.parametrize("init", INITS, ids=lambda init: str(init.parent.relative_to(ROOT)))
def test_a_package_says_what_lives_there_and_what_does_not(init: Path) -> None:
    paragraphs = (ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or "").split("\n\n")
    assert len(paragraphs) > 1 and paragraphs[1].startswith("Not here: "), "its second paragraph says what is elsewhere"


def test_each_mechanism_has_its_place() -> None:
    """The table of mechanisms names a module or a folder in each of its lines; ``gaps`` asks whether it exists."""
    rows = re.findall(r"^\| (?!what \|)(.+?) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) > 10
    assert [what for what, where in rows if not re.search(r"`(?:mooc|api)/[\w/.]+`", where)] == []


def test_the_floors_are_those_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (contract,) = (contract for contract in contracts if contract.get("containers") == ["mooc.core"])
    level = {
        name: number
        for number, layer in enumerate(reversed(contract["layers"]))
        for name in layer.replace("(", "").replace(")", "").split(" | ")
    }
    levels = [level[name] for name in named_floors(PAGE.read_text(encoding="utf-8")) if name in level]
    assert len(levels) > 10 and levels == sorted(levels)


def named_elsewhere(paragraph: str) -> set[str]:
    """The modules that a package says are not in it: in code, or as the rows of a table."""
    return {*re.findall(r"``(\w+)``", paragraph), *re.findall(r"^(?:Not here: )?(\w+) {2,}", paragraph, re.MULTILINE)}


@pytest.mark.parametrize("init", INITS, ids=lambda init: str(init.parent.relative_to(ROOT)))
def test_what_is_not_in_a_package_is_none_of_its_modules(init: Path) -> None:
    _, elsewhere, *_ = (ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))) or "").split("\n\n")
    assert named_elsewhere(elsewhere).isdisjoint(path.stem for path in init.parent.iterdir())


def test_a_module_that_is_there_shows_among_those_that_are_said_to_be_elsewhere() -> None:
    table = "Not here: worlds            events\nplayed_network    one\nand no prose: ``engine``, ``mooc.core``"
    assert named_elsewhere(table) == {"worlds", "played_network", "engine"}


def test_it_is_one_page() -> None:
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) <= 90

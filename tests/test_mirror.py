"""Tests lie where what they test lies: ``tests/ROOM/…/test_MODULE.py``, or ``test_MODULE_WHAT.py`` for a part of it.

What goes through several modules stands in ``NOT_MIRRORED`` with its reason. The list only shrinks: a name on it that
has a source, or that is gone, must be taken off it.
"""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from mooc.environment import ROOT

TOPS = ("api", "bench", "demo", "fixtures", "lessons", "workers")
"""Folders of tests whose source lies beside ``mooc``; that of all others lies in it."""

NAMED_FOR_WHAT_THEY_SHOW = {
    "docs": "pages, followed to the letter",
    "faults": "every fault on every network, through the whole engine",
    "invariants": "what holds whatever happens, through the whole engine",
    "journeys": "from what people do to what they are told, through all rooms",
    "migrations": "databases of states that have landed",
    "mutants": "checks that are broken on purpose",
    "networks/toy": "a network that is there in its tests alone",
    "rights": "who may do what, by the API and on the pages",
    "serving": "the site as a process of its own",
    "survival": "processes that are killed, and brokers that are away",
}

NOT_MIRRORED = {
    "api/test_names.py": "what people may call themselves, a cohort, a key: one rule for all routes",
    "api/test_reading.py": "every address that answers GET, of the API and of the pages",
    "api/test_schemathesis.py": "every operation",
    "api/test_shapes.py": "every operation, by the OpenAPI document",
    "commands/test_authoring.py": "new, show and schema, one after the other",
    "commands/test_help.py": "every command",
    "core/test_doctests.py": "every docstring of the core",
    "core/checks/test_edited.py": "every check that counts posts",
    "core/checks/test_every_check.py": "every check",
    "core/checks/test_never_asked.py": "every check, every kind of people, every network",
    "core/checks/test_strangers.py": "every check that asks for strangers",
    "lessonfiles/test_doctests.py": "every docstring of the lesson files",
    "lessons/test_small_courses.py": "two courses together",
    "networks/test_specs.py": "every network",
    "simulation/classes/test_generated.py": "generated classes, from the story to the verdicts",
    "simulation/classes/test_generated_faults.py": "the same, while a check is broken on purpose",
    "simulation/classes/test_over_http.py": "the same, over the sandbox",
    "simulation/classes/test_through_the_store.py": "the same, through the store",
    "simulation/rehearsal/test_cases.py": "the cases of all courses",
    "simulation/rehearsal/test_hosts.py": "the cases of all courses, with strangers on lists",
    "simulation/rehearsal/test_named.py": "people named in place, from the case to the verdict",
    "simulation/rehearsal/test_said.py": "what is said in the app, from the case to the verdict",
    "simulation/rehearsal/test_trying_cases.py": "the cases, tried as `mooc try` does",
    "test_aliases.py": "every import",
    "test_mirror.py": "the tree of tests",
    "test_readme.py": "README.md",
    "test_services_and_queries.py": "what pages and API import",
    "test_transactions.py": "all of mooc",
    "web/test_browser.py": "every page, in a browser",
    "web/test_locale.py": "the catalogues of messages",
    "web/test_pages.py": "every page",
    "web/test_unreadable.py": "every page",
}
"""Path below ``tests/`` → what is tested, where that is no one module."""


def room_of(path: PurePosixPath) -> PurePosixPath:
    """The folder of the source for a test's path below ``tests/``; of tools of the tests, ``tests/`` itself."""
    if len(path.parts) == 1:
        return PurePosixPath("tests")
    return path.parent if path.parts[0] in TOPS else "mooc" / path.parent


def names_in(paths: Iterable[Path]) -> set[str]:
    """What modules and folders of the source are called, as names of tests have it."""
    return {path.stem.strip("_").replace("-", "_") for path in paths if not path.name.startswith(("test_", "."))}


def unmirrored(root: Path, tests: Iterable[PurePosixPath]) -> set[str]:
    """Those paths below ``tests/`` that are called after no module or folder of the same room."""
    result = set()
    for test in tests:
        room, about = root / room_of(test), test.stem.removeprefix("test_")
        is_of_module = any(f"{about}_".startswith(f"{name}_") for name in names_in(room.glob("*.py")))
        if not is_of_module and about not in names_in(room.glob("*/")):
            result.add(str(test))
    return result


def all_tests() -> list[PurePosixPath]:
    """All modules of tests, without the folders that are named for what they show."""
    paths = [PurePosixPath(path.relative_to(ROOT / "tests").as_posix()) for path in (ROOT / "tests").rglob("test_*.py")]
    return [path for path in paths if not any(path.is_relative_to(folder) for folder in NAMED_FOR_WHAT_THEY_SHOW)]


def test_every_module_of_tests_has_its_source_or_a_reason() -> None:
    assert unmirrored(ROOT, all_tests()) == NOT_MIRRORED.keys()


def test_a_folder_that_is_named_for_what_it_shows_is_there_and_has_no_source() -> None:
    for folder in NAMED_FOR_WHAT_THEY_SHOW:
        assert list((ROOT / "tests" / folder).rglob("test_*.py"))
        assert not (ROOT / room_of(PurePosixPath(folder, "test_x.py"))).is_dir()


def test_what_has_no_source_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "mooc" / "store" / "log").mkdir(parents=True)
    (tmp_path / "mooc" / "store" / "log" / "texts.py").touch()
    right = ["store/test_log.py", "store/log/test_texts.py", "store/log/test_texts_erased.py"]
    wrong = ["store/test_texts.py", "store/test_log_of_today.py", "store/log/test_text.py"]
    assert unmirrored(tmp_path, map(PurePosixPath, right + wrong)) == set(wrong)

"""Every field of a course, given every kind of value that it cannot have: a problem at its place, no exception."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mooc.commands.lint.courses import lint
from mooc.core.checks import CHECKS
from mooc.lessonfiles import Diagnostic, check_course, neighbour_problems, reading, shelf
from mooc.lessonfiles.examples import CHECK_EXAMPLES, COURSE_EXAMPLE
from tests.lessonfiles.pages import SMALL, written

MARK = "XXXX"
DEEP = 30
WRONG = {
    "mapping": "{en: hard}",
    "mapping of mappings": "{fr: {en: [x]}, en: [y]}",
    "list": "[hard, 1]",
    "list of mappings": "[{a: 1}, [b], null]",
    "empty list": "[]",
    "number": "7",
    "decimal": "7.5",
    "huge number": "9" * 400,
    "null": "null",
    "nothing": "",
    "date": "2026-11-23",
    "truth": "true",
    "deep list": "[" * DEEP + "1" + "]" * DEEP,
    "deep mapping": "{a: " * DEEP + "1" + "}" * DEEP,
    "alias of itself": "&a [*a]",
    "tagged": "!!python/object/apply:os.getcwd []",
    "empty text": '""',
    "NUL": r'"a\0b"',
}
NEVER = ("deep list", "deep mapping", "alias of itself", "tagged", "null", "nothing", "NUL")
"""What no field may be."""
Way = tuple[int | str, ...]


def ways(value: Any, way: Way = ()) -> Iterator[Way]:
    """The way to each thing within ``value``."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*way, key)
        yield from ways(part, (*way, key))


def fields(course: Any) -> Iterator[Way]:
    """The way to each field, once for all that have the same names on their way."""
    known: dict[tuple[str, ...], Way] = {}
    for way in ways(course):
        known.setdefault(tuple("-" if isinstance(part, int) else part for part in way), way)
    yield from known.values()


class Quoted(yaml.SafeDumper):
    """Writes a course as its author would: every text in quotes."""


Quoted.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def spoilt(value: Any, way: Way) -> Any:
    """``value`` with ``MARK`` at the end of the way."""
    if not way:
        return MARK
    first, *rest = way
    if isinstance(value, list):
        return [spoilt(part, tuple(rest)) if at == first else part for at, part in enumerate(value)]
    return {key: spoilt(part, tuple(rest)) if key == first else part for key, part in value.items()}


def of_check(name: str) -> Any:
    """The small course with that check's example."""
    course = yaml.safe_load(SMALL)
    course["lists"] = ["host", "voices"]
    course["units"][0]["challenges"][0]["check"] = yaml.safe_load(CHECK_EXAMPLES[name])
    return course


def texts_of(folder: Path, course: Any) -> None:
    """The texts that the example names; ``fr`` and ``en``."""
    for one in ways(course):
        value = course
        for part in one:
            value = value[part]
        for lang in ("fr", "en") if isinstance(value, str) and value.endswith(".md") else ():
            file = folder / value.format(lang=lang)
            file.parent.mkdir(exist_ok=True, parents=True)
            file.write_text("Do it.\n", encoding="utf-8")


ELSEWHERE = {"E132", "E134", "E140", "E142"}
"""What two places say of each other is told at one of them."""


def marked(course: Any) -> dict[Way, str]:
    """Way to a field → the course with ``MARK`` there."""
    return {
        way: yaml.dump(spoilt(course, way), Dumper=Quoted, allow_unicode=True, sort_keys=False, width=10_000)
        for way in fields(course)
    }


def told_of(folder: Path, text: str, value: str) -> tuple[Diagnostic, ...]:
    """What is said of the course with that value; what cannot be must be told at its place, in both languages."""
    line = text[: text.index(MARK)].count("\n") + 1
    (folder / "course.yaml").write_text(text.replace(f'"{MARK}"', value), encoding="utf-8")
    found, problems = check_course(folder)
    assert (found is None) == bool(problems), (line, value)
    said = [one.told("en") for one in problems]
    assert not problems or any(one.line == line or one.code in ELSEWHERE for one in problems), (line, value, said)
    assert not any(one.code == "E148" or "Input should" in one.told("en") for one in problems), (line, value, said)
    assert all(one.message["fr"] and one.message["en"] for one in problems)
    return problems


@pytest.mark.slow
def test_every_field_of_a_course(tmp_path: Path) -> None:
    course = yaml.safe_load(COURSE_EXAMPLE)
    texts_of(tmp_path, course)
    texts = marked(course)
    assert len(texts) > 80
    for kind, value in WRONG.items():
        told = {way: told_of(tmp_path, text, value) for way, text in texts.items()}
        assert kind not in NEVER or all(told.values()), (kind, [way for way in told if not told[way]])
        assert any(told.values()), kind


@pytest.mark.slow
@pytest.mark.parametrize("name", CHECKS)
def test_every_field_of_a_check(name: str, tmp_path: Path) -> None:
    course = of_check(name)
    written(tmp_path, "")
    for way, text in marked(course).items():
        for kind, value in WRONG.items() if "check" in way else ():
            assert told_of(tmp_path, text, value) or kind not in NEVER, (way, kind)


@pytest.mark.slow
def test_a_course_beside_one_that_is_all_wrong(tmp_path: Path) -> None:
    for name in ("bad", "good"):
        (tmp_path / name).mkdir()
    written(tmp_path / "good", SMALL)
    for text in marked(yaml.safe_load(SMALL)).values():
        for value in WRONG.values():
            written(tmp_path / "bad", text.replace(f'"{MARK}"', value).replace("small", "bad"))
            assert neighbour_problems(tmp_path / "good") == []


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A shelf with a course that is right, and one that is not."""
    bad = SMALL.replace("brief: one.md", "brief: one.md\n        level: {en: hard}")
    for name, text in {"bad": bad, "good": SMALL}.items():
        (tmp_path / name).mkdir()
        written(tmp_path / name, text.replace("small", name))
    return tmp_path


def test_one_bad_course_hurts_itself_alone(two: Path) -> None:
    told = lint([two])
    assert [one.told("en").removeprefix(str(two)) for one in told] == [
        "/bad/course.yaml:11:16: E136 {en: hard} is not one of easy, medium, hard"
    ]
    found = shelf.read_collection(two)
    assert list(found.courses) == ["good"]
    assert {name: [one.code for one in problems] for name, problems in found.problems_by_folder.items()} == {
        "bad": ["E136"]
    }


def test_what_nobody_foresaw_is_told_of_that_course_alone(two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the reader itself: the others are read, and this one is named."""
    find, stumbled = reading.reach_problems, list[str]()

    def stumbles(root: Any, path: str) -> Any:
        if "good" in path:
            stumbled.append(path)
            raise RecursionError
        return find(root, path)

    monkeypatch.setattr(reading, "_FINDERS", (stumbles,))
    told = lint([two])
    assert [(one.code, Path(one.path).parent.name) for one in told] == [("E136", "bad"), ("E148", "good")]
    assert stumbled
    assert "RecursionError" in told[1].told("fr")

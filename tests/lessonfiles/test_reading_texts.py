"""Letters, charters, codes of conduct: read from their files, in every language."""

from pathlib import Path

import pytest

from mooc.lessonfiles import check_course
from tests.lessonfiles.pages import SMALL, checked, written

BOTH = SMALL.replace("{en: Small}", "{fr: Petit, en: Small}").replace("{en: Only}", "{fr: Seule, en: Only}")
BOTH = BOTH.replace("{en: One}", "{fr: Un, en: One}").replace("one.md", "one.{lang}.md")


def with_files(folder: Path, *names: str) -> Path:
    for name in ("one.fr.md", "one.en.md", *names):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"# {name}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("field", ["welcome", "charter", "conduct", "reciprocity"])
def test_the_texts_of_the_course_are_read_in_each_language(tmp_path: Path, field: str) -> None:
    written(with_files(tmp_path, f"{field}.fr.md", f"{field}.en.md"), f"{BOTH}{field}: {field}.{{lang}}.md\n")
    course, problems = check_course(tmp_path)
    assert course, problems
    assert course.texts == {field: {"fr": f"# {field}.fr.md\n", "en": f"# {field}.en.md\n"}}


def test_a_unit_has_its_letter(tmp_path: Path) -> None:
    text = BOTH.replace("    challenges:", "    letter: letters/week-1.{lang}.md\n    challenges:")
    written(with_files(tmp_path, "letters/week-1.fr.md", "letters/week-1.en.md"), text)
    course, problems = check_course(tmp_path)
    assert course, problems
    assert course.units[0].letters["fr"] == "# letters/week-1.fr.md\n"
    assert course.units[0].challenges[0].briefs["en"] == "# one.en.md\n"


def test_a_translation_that_is_missing_is_told_at_the_field(tmp_path: Path) -> None:
    with_files(tmp_path, "charter.en.md")
    course, told, problems = checked(tmp_path, f"{BOTH}charter: charter.{{lang}}.md\n")
    assert (course, told) == (None, ["12:10 E143"])
    assert problems[0].message["en"] == "text not found: charter.fr.md"


def test_one_text_for_two_languages_is_told(tmp_path: Path) -> None:
    with_files(tmp_path, "charter.md")
    assert checked(tmp_path, f"{BOTH}charter: charter.md\n")[1] == ["12:10 E143"]


@pytest.mark.parametrize("written_by_hand", ["texts: {}", "version: a"])
def test_what_is_filled_is_not_written_by_hand(tmp_path: Path, written_by_hand: str) -> None:
    assert checked(tmp_path, f"{SMALL}{written_by_hand}\n")[1] == ["12:1 E131"]


def test_nor_the_letters_of_a_unit(tmp_path: Path) -> None:
    text = SMALL.replace("    challenges:", "    letters: {}\n    challenges:")
    assert checked(tmp_path, text)[1] == ["7:5 E131"]

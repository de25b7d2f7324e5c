"""The recipes of the cookbook: each is linted, and its cases come out as they should."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from mooc.environment import ROOT
from mooc.lessonfiles import check_course
from mooc.simulation.rehearsal.playing import rehearse
from mooc.simulation.rehearsal.reading import read_cases
from mooc.simulation.rehearsal.values import Sort
from tests.docs.pages import blocks_of
from tests.docs.small_course import course_of

COOKBOOK = ROOT / "docs" / "authors" / "cookbook.md"
HEAD, *SECTIONS = COOKBOOK.read_text(encoding="utf-8").split("\n## ")
RECIPES = {section.partition("\n")[0]: [block.text for block in blocks_of(section)] for section in SECTIONS}
(BEGINNING,) = (block.text for block in blocks_of(HEAD) if block.mark == "course")

each_recipe = pytest.mark.parametrize("parts", RECIPES.values(), ids=list(RECIPES))


def test_there_are_fifteen_in_their_order() -> None:
    assert [title.partition(". ")[0] for title in RECIPES] == [str(number) for number in range(1, 16)]


@each_recipe
def test_each_is_linted_and_its_cases_come_out(parts: Sequence[str], tmp_path: Path) -> None:
    challenge, cases = parts
    name = yaml.safe_load(challenge)[0]["challenge"]
    course_of(tmp_path, BEGINNING, [challenge], {name: cases})
    course, problems = check_course(tmp_path)
    assert [problem.told("en") for problem in problems] == []
    assert course
    found, problems = read_cases(course, tmp_path)
    assert [problem.told("en") for problem in problems] == []
    assert {Sort.MET, Sort.MISTAKE} <= {case.row.sort for case in found}
    assert {case.row.name: rehearse(course, case).answer for case in found} == {
        case.row.name: case.row.expected for case in found
    }


def test_all_of_them_make_one_course(tmp_path: Path) -> None:
    course_of(tmp_path, BEGINNING, [challenge for challenge, _ in RECIPES.values()], {})
    assert [problem.told("en") for problem in check_course(tmp_path)[1]] == []

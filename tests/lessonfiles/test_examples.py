"""The examples of the words of lesson files: each gives every parameter, is linted, and is judged."""

import re
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest
import yaml

from mooc.core.checks import CHECKS
from mooc.core.evidence.verdict import Answer
from mooc.core.values.authored import LANGS
from mooc.lessonfiles import check_course
from mooc.lessonfiles.examples import CHECK_EXAMPLES, COURSE_EXAMPLE
from mooc.lessonfiles.reference import PLACES
from mooc.lessonfiles.words import written_fields
from mooc.simulation.rehearsal.playing import rehearse
from mooc.simulation.rehearsal.reading import read_cases
from tests.docs.small_course import course_of

CASES: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "example_cases.yaml").read_text("utf-8"))
BEGINNING = 'course: small\ntitle: {fr: Petit, en: Small}\nhashtag: "small"\nlists: [host, voices]\n'
CHALLENGE = """\
- challenge: example
  title: {fr: Exemple, en: Example}
  brief: briefs/example.{lang}.md
  check:
"""
COHORT = {"lists": {"voices": ["vic", "yan"]}}
MADE_OF_OTHERS = {"all", "any"}

each_check = pytest.mark.parametrize("name", CHECKS)


@each_check
def test_the_example_gives_every_parameter(name: str) -> None:
    (written,) = yaml.safe_load(CHECK_EXAMPLES[name]).items()
    assert written[0] == name
    assert name in MADE_OF_OTHERS or set(written[1]) == set(written_fields(CHECKS[name]))


@each_check
def test_the_example_is_linted_and_judged(name: str, tmp_path: Path) -> None:
    cases = {"challenge": "example", "cohort": COHORT, **CASES[name]}
    text = yaml.safe_dump(cases, allow_unicode=True, sort_keys=False)
    course_of(tmp_path, BEGINNING, [CHALLENGE + indent(CHECK_EXAMPLES[name], "    ")], {"example": text})
    course, problems = check_course(tmp_path)
    assert [problem.told("en") for problem in problems] == []
    assert course
    found, problems = read_cases(course, tmp_path)
    assert [problem.told("en") for problem in problems] == []
    assert [rehearse(course, case).answer for case in found] == [case.row.expected for case in found]
    assert {case.row.expected for case in found} == {Answer.MET, Answer.NOT_YET}


def test_there_is_no_example_of_nothing() -> None:
    assert set(CHECK_EXAMPLES) == set(CASES) == set(CHECKS)


def test_the_course_is_linted(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE_EXAMPLE, encoding="utf-8")
    for text in re.findall(r"\S+\.\{lang\}\.md", COURSE_EXAMPLE):
        for lang in LANGS:
            file = tmp_path / text.format(lang=lang)
            file.parent.mkdir(exist_ok=True)
            file.write_text("# Words\n", encoding="utf-8")
    assert [problem.told("en") for problem in check_course(tmp_path)[1]] == []


@pytest.mark.parametrize("title", PLACES)
def test_the_course_gives_every_field(title: str) -> None:
    course = yaml.safe_load(COURSE_EXAMPLE)
    (badge,) = course["badges"]
    units, events = course["units"], list(course["events"].values())
    challenges = [one for unit in units for one in unit["challenges"]]
    windows = [one["window"] for one in challenges if "window" in one]
    given = {name for part in (course, badge, badge["needs"], *units, *events, *challenges, *windows) for name in part}
    assert set(written_fields(PLACES[title])) <= given

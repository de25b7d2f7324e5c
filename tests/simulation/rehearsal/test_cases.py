"""``mooc test``: cases are read with every problem at its place, rehearsed, and compared with accepted words."""

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from mooc.commands.test import app
from mooc.core.checks import CHECKS
from mooc.core.values.span import Span
from mooc.lessonfiles import read_course
from mooc.simulation.rehearsal.accepted import file_of
from mooc.simulation.rehearsal.moments import NotAMoment, moment
from mooc.simulation.rehearsal.testing import Report, rehearse_courses
from tests.simulation.rehearsal.evidence import faults

LESSONS = Path(__file__).parents[3] / "lessons"
WORDS = Path(__file__).parent / "words"
WEEK = Span(datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC))
HEAD = "challenge: follow\ncases:\n"
FOLLOWED = "  - met: followed\n    happened: [{at: +1d, follow: host, by: ada}]\n"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the first course, outside of the project."""
    return Path(shutil.copytree(LESSONS / "first-steps", tmp_path / "first-steps"))


def cases_of(course: Path, text: str) -> Path:
    file = course / "cases" / "follow.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def codes(report: Report) -> list[tuple[str, int, int]]:
    return [(one.code, one.line, one.column) for one in report.problems]


def test_the_lessons_of_the_project_are_as_they_should_be() -> None:
    report = rehearse_courses(sorted(path.parent for path in LESSONS.glob("*/course.yaml")))
    assert [failure.outcome.case.row.name for failure in report.failures] == []
    assert [problem.told("en") for problem in report.problems] == []
    assert len(report.outcomes) >= 5 * report.challenges


@pytest.mark.slow
class TestEveryWord:
    """A course whose challenges are one check each: its cases hold each parameter to its meaning."""

    def test_each_case_is_as_it_should_be(self) -> None:
        report = rehearse_courses([WORDS])
        assert [failure.outcome.case.row.name for failure in report.failures] == []
        assert [problem.told("en") for problem in report.problems] == []

    def test_the_evidence_of_each_case_is_whole_and_no_more(self) -> None:
        found = {outcome.case.row.name: list(faults(outcome)) for outcome in rehearse_courses([WORDS]).outcomes}
        assert {name: said for name, said in found.items() if said} == {}

    def test_each_parameter_of_each_check_has_a_challenge_that_gives_it(self) -> None:
        """A check without a challenge here, or one of whose parameters nobody gives one, fails the suite."""
        given: dict[str, set[str]] = {name: set() for name in CHECKS}
        for name, fields in _written(WORDS / "course.yaml"):
            given[name] |= set(fields)
        assert given == {name: set(CHECKS[name].model_fields) for name in given}


def _written(course: Path) -> Iterator[tuple[str, list[str]]]:
    for unit in yaml.safe_load(course.read_text())["units"]:
        for challenge in unit["challenges"]:
            for name, fields in challenge["check"].items():
                yield name, ["of"] if isinstance(fields, list) else list(fields)


class TestMoments:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("start", "2026-11-02T00:00:00+00:00"),
            ("end", "2026-11-09T00:00:00+00:00"),
            ("+1d2h", "2026-11-03T02:00:00+00:00"),
            ("-30m", "2026-11-01T23:30:00+00:00"),
            ("end-1s", "2026-11-08T23:59:59+00:00"),
            ("2026-11-03T10:00:00+01:00", "2026-11-03T09:00:00+00:00"),
        ],
    )
    def test_by_the_window_or_as_dates(self, text: str, expected: str) -> None:
        assert moment(text, WEEK).isoformat() == expected

    @pytest.mark.parametrize("text", ["", "soon", "+1", "1d", "+1w", "2026-11-03T10:00:00", "end+"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(NotAMoment, match=r"is no moment|has no zone"):
            moment(text, WEEK)


class TestWhatIsWrong:
    def test_all_at_once_each_at_its_place(self, course: Path) -> None:
        cases_of(
            course,
            HEAD + "  - met: one\n    happened: [{at: soon, follow: host, by: ada}]\n"
            "  - met: two\n    happened: [{at: +1d, follow: nobody, by: ada}]\n",
        )
        assert codes(rehearse_courses([course]))[:2] == [("C303", 4, 21), ("C304", 6, 16)]

    def test_an_unknown_field(self, course: Path) -> None:
        cases_of(course, HEAD + FOLLOWED + "    lerner: bob\n")
        report = rehearse_courses([course])
        assert codes(report)[0] == ("C301", 5, 5)
        assert 'did you mean "learner"?' in report.problems[0].told("en")

    def test_an_unknown_challenge(self, course: Path) -> None:
        cases_of(course, "challenge: folow\ncases:\n" + FOLLOWED)
        assert codes(rehearse_courses([course]))[0] == ("C302", 1, 12)

    def test_a_name_used_twice(self, course: Path) -> None:
        cases_of(course, HEAD + FOLLOWED + FOLLOWED)
        assert "C305" in [code for code, _, _ in codes(rehearse_courses([course]))]

    def test_too_few_cases(self, course: Path) -> None:
        cases_of(course, HEAD + FOLLOWED)
        report = rehearse_courses([course])
        assert [problem.told("en") for problem in report.problems] == [
            f"{course / 'cases' / 'follow.yaml'}:1:1: C306 the challenge 'follow' lacks cases (mistake: 3, outage: 1)"
        ]

    def test_yaml_that_cannot_be_read(self, course: Path) -> None:
        cases_of(course, HEAD + "  - met: @one\n")
        assert codes(rehearse_courses([course]))[0][:2] == ("E104", 3)

    @pytest.mark.parametrize(("field", "value"), [("start", "2026-13-01"), ("start", "soon"), ("zone", "Paris")])
    def test_a_cohort_that_cannot_be(self, course: Path, field: str, value: str) -> None:
        cases_of(course, f'challenge: follow\ncohort: {{{field}: "{value}"}}\ncases:\n' + FOLLOWED)
        assert codes(rehearse_courses([course]))[0][:2] == ("C301", 2)


class TestTurns:
    """The first course, in which its first challenge comes back in the second week."""

    @pytest.fixture
    def turns(self, course: Path) -> Path:
        file = course / "course.yaml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("        check:", "        repeat: 2\n        check:", 1), encoding="utf-8")
        return course

    def test_the_cases_of_the_first_stand_for_all(self, turns: Path) -> None:
        report = rehearse_courses([turns])
        names = [one.challenge for one in read_course(turns).challenges()]
        assert names[:3] == ["follow", "reply", "follow-2"]
        assert report.problems == []
        assert report.challenges == len(names) - 1

    def test_a_later_turn_may_have_cases_and_has_its_own_window(self, turns: Path) -> None:
        file = turns / "cases" / "follow-2.yaml"
        before = "  - mistake: undone_in_time\n    happened: [{at: -1d, follow: host, by: ada}, "
        before += "{at: -1h, unfollow: host, by: ada}]\n"
        file.write_text("challenge: follow-2\ncases:\n" + before + FOLLOWED, encoding="utf-8")
        found = [one for one in rehearse_courses([turns]).outcomes if one.case.file == file]
        assert [one.is_as_expected for one in found] == [True, True]
        first = next(one for one in rehearse_courses([turns]).outcomes if one.case.challenge.challenge == "follow")
        assert {one.case.window.start for one in found} == {first.case.window.end}


class TestComparing:
    def test_a_wrong_answer_fails_and_cannot_be_accepted(self, course: Path) -> None:
        file = cases_of(course, HEAD + FOLLOWED.replace("met:", "mistake:"))
        before = file_of(file).read_text(encoding="utf-8")
        report = rehearse_courses([course], accepting=True)
        assert [failure.outcome.case.row.name for failure in report.failures] == ["followed"]
        assert file_of(file).read_text(encoding="utf-8") == before

    def test_other_words_fail_with_their_difference_until_they_are_accepted(self, course: Path) -> None:
        file = file_of(course / "cases" / "follow.yaml")
        file.write_text(file.read_text(encoding="utf-8").replace("You follow @host.", "You know @host."))
        failures = rehearse_courses([course]).failures
        assert failures
        assert "- en ✓ You know @host." in failures[0].difference
        assert "+ en ✓ You follow @host." in failures[0].difference
        assert rehearse_courses([course], accepting=True).accepted == len(failures)
        assert rehearse_courses([course]).is_good

    def test_a_new_case_makes_no_new_version_of_the_course(self, course: Path) -> None:
        before = read_course(course).version
        cases_of(course, HEAD + FOLLOWED)
        assert read_course(course).version == before


class TestTheCommand:
    def test_json(self, course: Path) -> None:
        result = CliRunner().invoke(app, [str(course), "--json"])
        told = json.loads(result.output)
        assert result.exit_code == 0
        assert (told["courses"], told["challenges"], told["failed"], told["failures"]) == (1, 4, 0, [])
        assert told["cases"] > 30

    def test_a_failure_is_shown_and_gives_exit_code_1(self, course: Path) -> None:
        cases_of(course, HEAD + FOLLOWED.replace("met:", "mistake:"))
        result = CliRunner().invoke(app, [str(course.parent)])
        assert result.exit_code == 1
        assert "follow.yaml:3: followed" in result.output
        assert "expected not_yet, got met" in result.output

    def test_what_is_no_course_is_told(self, tmp_path: Path) -> None:
        result = CliRunner().invoke(app, [str(tmp_path)])
        assert result.exit_code == 1
        assert "E145" in result.output

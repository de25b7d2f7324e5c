"""``mooc lint``: what it looks at, what it prints, how it ends."""

from pathlib import Path

import pytest

from mooc.commands.lint.courses import lint, lint_command
from tests.lessonfiles.pages import SMALL, written

ROOT = Path(__file__).parents[3]


def course(folder: Path, name: str, text: str) -> Path:
    (folder / name).mkdir()
    return written(folder / name, text)


def test_the_courses_of_this_project_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_command([ROOT / "lessons"]) == 0
    assert capsys.readouterr().out == ""


def test_each_problem_is_a_line_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course(tmp_path, "a", SMALL.replace("hashtag", "hastag"))

    assert lint_command([tmp_path / "a"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f'{tmp_path}/a/course.yaml:1:1: E134 needed field "hashtag" is missing '
        "(The hashtag, quoted, with or without #. A cohort may choose another.)",
        f'{tmp_path}/a/course.yaml:3:1: E131 unknown field "hastag", did you mean "hashtag"? '
        "(known here: course, title, about, hashtag, pace, late_entry, lists, events, "
        "welcome, charter, conduct, reciprocity, badges, units)",
    ]


def test_it_speaks_french_if_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course(tmp_path, "a", SMALL.replace('"small"', "20:30"))

    assert lint_command([tmp_path / "a"], lang="fr") == 1
    assert "3:10: E101 une heure s'écrit entre guillemets : 20:30" in capsys.readouterr().out


def test_it_knows_no_other_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_command([ROOT / "lessons"], lang="de") == 2
    assert "fr, en" in capsys.readouterr().out


def test_a_course_is_found_by_its_folder_its_file_or_the_folder_above(tmp_path: Path) -> None:
    course(tmp_path, "fine", SMALL)
    bad = course(tmp_path, "bad", "")

    for path in (tmp_path, bad, bad / "course.yaml"):
        assert [(one.path, one.code) for one in lint([path])] == [(str(bad / "course.yaml"), "E114")]


def test_a_course_named_twice_is_told_once(tmp_path: Path) -> None:
    bad = course(tmp_path, "bad", "")

    assert len(lint([bad, bad / "course.yaml", tmp_path])) == 1


def test_a_path_without_a_course_is_a_problem(tmp_path: Path) -> None:
    assert [one.code for one in lint([tmp_path, tmp_path / "nowhere"])] == ["E145", "E145"]

"""What authors type: new, show, schema; what is begun is right at once."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mooc.cli import load_command
from mooc.commands.lint.courses import lint
from mooc.lessonfiles import read_course
from mooc.lessonfiles.templates import CHECKS_TO_BEGIN_WITH
from mooc.simulation.rehearsal.testing import rehearse_courses


def mooc(*words: str) -> Result:
    return CliRunner().invoke(load_command(words[0]), words[1:], env={"COLUMNS": "100"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "my-course"
    assert mooc("new", "course", str(folder)).exit_code == 0
    return folder


class TestNew:
    @pytest.mark.parametrize("check", CHECKS_TO_BEGIN_WITH)
    def test_what_is_begun_passes_lint_and_test(self, folder: Path, check: str) -> None:
        assert mooc("new", "challenge", str(folder), "another", "--check", check).exit_code == 0
        assert lint([folder]) == []
        assert rehearse_courses([folder], accepting=True).is_good
        assert [one.challenge for one in read_course(folder).challenges()] == ["hello", "another"]

    def test_the_schema_stands_beside_it(self, folder: Path) -> None:
        assert (folder.parent / "course.schema.json").is_file()

    @pytest.mark.parametrize("name", ["My Course", "a--b", "ça"])
    def test_a_name_that_cannot_be_is_told(self, tmp_path: Path, name: str) -> None:
        result = mooc("new", "course", str(tmp_path / name))
        assert result.exit_code == 2
        assert "lower-case letters" in result.output
        assert list(tmp_path.iterdir()) == []

    def test_nothing_is_written_over(self, folder: Path) -> None:
        before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
        assert mooc("new", "course", str(folder)).exit_code == 2
        assert mooc("new", "challenge", str(folder), "hello").exit_code == 2
        (folder / "briefs" / "more.en.md").write_text("mine")
        assert mooc("new", "challenge", str(folder), "more").exit_code == 2
        (folder / "briefs" / "more.en.md").unlink()
        assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before

    def test_an_unknown_check_is_told(self, folder: Path) -> None:
        assert (
            "one of follow, reply, post, relay" in mooc("new", "challenge", str(folder), "x", "--check", "wave").output
        )


class TestShow:
    @pytest.mark.parametrize(
        ("lang", "expected"),
        [("en", ["Week 1: Choose whom", "How it is judged"]), ("fr", ["Semaine 1 :", "Comment c'est jugé"])],
    )
    def test_in_each_language(self, lang: str, expected: list[str]) -> None:
        result = mooc("show", "first-steps", "--lang", lang)
        assert result.exit_code == 0
        assert all(words in result.output for words in expected)
        assert "{" not in result.output

    def test_of_a_challenge_that_comes_back_the_brief_is_read_out_once(self) -> None:
        whole = mooc("show", "twittmooc").output
        assert [whole.count(f"Three of you, then two ({turn} of 4)") for turn in range(1, 5)] == [1, 1, 1, 1]
        assert whole.count("one conversation with somebody of your twinome") == 1
        assert whole.count("Again, as in twinome-talk.") == 3
        assert "one conversation with" in mooc("show", "twittmooc", "--challenge", "twinome-talk-3").output

    def test_one_challenge_alone(self) -> None:
        result = mooc("show", "first-steps", "--challenge", "relay")
        assert "Find a loudspeaker" in result.output
        assert "Week 1" not in result.output

    @pytest.mark.parametrize(
        ("words", "told", "code"),
        [
            (["nothing-here"], "E145", 1),
            (["first-steps", "--lang", "de"], "fr, en", 2),
            (["first-steps", "--challenge", "x"], "there are: follow", 2),
        ],
    )
    def test_what_is_wrong_is_told(self, words: list[str], told: str, code: int) -> None:
        result = mooc("show", *words)
        assert result.exit_code == code
        assert told in result.output

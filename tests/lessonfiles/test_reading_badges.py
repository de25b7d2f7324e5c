"""Badges in lesson files: what they take must be there."""

from pathlib import Path

import pytest

from tests.lessonfiles.pages import checked, with_challenges


def with_badge(needs: str) -> str:
    """Two challenges, one of them hard, worth 40 points together; the badge is on line 21 and the two after it."""
    course = with_challenges("level: hard\npoints: 30", "")
    return f"{course}badges:\n  - badge: star\n    title: {{en: Star}}\n    needs: {needs}\n"


@pytest.mark.parametrize(
    "needs",
    [
        "{points: 40}",
        "{challenges: [a, b]}",
        "{level: hard}",
        "{at_least: 2}",
        "{level: hard, at_least: 1, points: 10, challenges: [b]}",
    ],
)
def test_what_can_be_had_is_right(tmp_path: Path, needs: str) -> None:
    course, told, _ = checked(tmp_path, with_badge(needs))
    assert told == []
    assert course
    assert course.badges[0].badge == "star"


@pytest.mark.parametrize(
    ("needs", "code", "english"),
    [
        ("{points: 41}", "E132", "impossible: the badge takes 41, the course has 40"),
        ("{level: hard, at_least: 2}", "E132", "impossible: the badge takes 2, the course has 1"),
        ("{at_least: 3}", "E132", "impossible: the badge takes 3, the course has 2"),
        ("{}", "E132", "impossible: a badge needs something"),
        ("{challenges: [z]}", "E140", 'there is no challenge "z"'),
        ("{point: 3}", "E131", 'unknown field "point", did you mean "points"?'),
        ("{level: heroic}", "E136", "heroic is not one of easy, medium, hard"),
    ],
)
def test_what_cannot_is_told(tmp_path: Path, needs: str, code: str, english: str) -> None:
    course, _, problems = checked(tmp_path, with_badge(needs))
    assert course is None
    assert [(one.code, one.message["en"]) for one in problems] == [(code, english)]
    assert problems[0].message["fr"] != english


def test_two_badges_of_one_name_are_told(tmp_path: Path) -> None:
    twice = with_badge("{points: 1}") + "  - badge: star\n    title: {en: Again}\n    needs: {points: 1}\n"
    assert [told.split()[1] for told in checked(tmp_path, twice)[1]] == ["E141"]


def test_a_title_without_a_translation_is_told(tmp_path: Path) -> None:
    text = with_badge("{points: 1}").replace("title: {en: Star}", "title: {fr: Étoile}")
    assert [told.split()[1] for told in checked(tmp_path, text)[1]] == ["E142"]

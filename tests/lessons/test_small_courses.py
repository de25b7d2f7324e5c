"""The two smaller courses: four weeks each, in two languages, on their own subjects."""

from collections import Counter
from pathlib import Path

import pytest

from mooc.core.course.course import Course
from mooc.core.values.text import word_count
from mooc.lessonfiles import read_course

LESSONS = Path(__file__).parents[2] / "lessons"
COURSES = ("chiffres-ensemble", "open-source-first-steps")
PROTECTED = {"fr": "ompte protégé", "en": "protected account"}


@pytest.fixture(params=COURSES)
def course(request: pytest.FixtureRequest) -> Course:
    return read_course(LESSONS / request.param)


def test_four_weeks_of_two_or_three_challenges(course: Course) -> None:
    assert course.weeks == 4
    assert all(2 <= len(unit.challenges) <= 3 for unit in course.units)
    assert set(course.title) == set(course.about) == {"fr", "en"}


def test_each_brief_is_short_and_complete_in_both_languages(course: Course) -> None:
    for challenge in course.challenges():
        assert set(challenge.briefs) == {"fr", "en"}
        for lang, text in challenge.briefs.items():
            told = (challenge.challenge, lang)
            assert 100 < word_count(text) < 200, told
            assert text.count("\n## ") == 3, told
            assert all(f"**{network}**" in text for network in ("X", "Mastodon", "Bluesky")), told
            assert PROTECTED[lang] in " ".join(text.split()), told


def test_the_title_of_a_brief_is_that_of_its_challenge(course: Course) -> None:
    for challenge in course.challenges():
        for lang, text in challenge.briefs.items():
            assert text.splitlines()[0].replace("’", "'") == f"# {challenge.title[lang]}"


def test_no_two_courses_share_a_hashtag() -> None:
    tags = Counter(read_course(file.parent).hashtag.casefold() for file in LESSONS.glob("*/course.yaml"))
    assert set(tags.values()) == {1}


def test_together_they_show_most_of_the_language() -> None:
    used = {challenge.check.name for name in COURSES for challenge in read_course(LESSONS / name).challenges()}
    assert len(used) >= 14

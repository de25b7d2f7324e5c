"""The course that ships: four weeks, one challenge each, in two languages."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mooc.core.course.course import Course, Run
from mooc.core.course.schedule import windows
from mooc.core.values.text import word_count
from mooc.lessonfiles import read_course


@pytest.fixture(scope="module")
def course() -> Course:
    return read_course(Path(__file__).parents[2] / "lessons" / "first-steps")


def test_each_week_has_one_challenge(course: Course) -> None:
    assert [[one.check.name for one in unit.challenges] for unit in course.units] == [
        ["follow"],
        ["reply"],
        ["live_post"],
        ["relay"],
    ]


def test_each_brief_is_worth_reading_in_both_languages(course: Course) -> None:
    for challenge in course.challenges():
        for lang, text in challenge.briefs.items():
            assert 200 < word_count(text) < 700, (challenge.challenge, lang)
            assert text.count("\n## ") == 4
            assert all(f"**{network}**" in text for network in ("X", "Mastodon", "Bluesky"))


def test_the_live_evening_is_on_thursday_of_the_third_week(course: Course) -> None:
    start = datetime(2026, 11, 2, 8, tzinfo=UTC)
    live = windows(course, Run(start=start, zone="Europe/Paris"))["live-post"]

    paris = [moment.astimezone(ZoneInfo("Europe/Paris")).strftime("%a %d %H:%M") for moment in live]
    assert paris == ["Thu 19 18:30", "Thu 19 20:00"]


def test_it_survives_being_kept_as_json(course: Course) -> None:
    assert Course.model_validate(course.model_dump(mode="json")) == course

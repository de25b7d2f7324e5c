"""What is different between two versions of a course."""

from typing import Any

import pytest

from mooc.core.course.course import Course
from mooc.core.course.differences import CourseChange, version_changes
from mooc.core.course.repeats import expand_repeats


def _challenge(name: str, **more: Any) -> dict[str, Any]:
    return {"challenge": name, "title": {"en": "C"}, "brief": "c.md", "check": {"post": {}}} | more


def _course(*challenges: dict[str, Any], **more: Any) -> Course:
    units = [
        {"unit": f"u{n}", "title": {"en": "U"}, "challenges": [one]}
        for n, one in enumerate(challenges or (_challenge("a"), _challenge("b")))
    ]
    event = {"title": {"en": "E"}, "week": 1, "day": "friday", "starts": "20:00", "ends": more.pop("ends", "21:00")}
    body = {"course": "c", "title": {"en": "C"}, "hashtag": "c", "units": units, "events": {"night": event}}
    return Course.model_validate(body | more)


def test_a_course_does_not_differ_from_itself() -> None:
    assert version_changes(_course(), _course(version="2")) == ()


@pytest.mark.parametrize(
    ("new", "change"),
    [
        (_course(_challenge("a")), CourseChange("b", "challenge", "week 2", "")),
        (_course(_challenge("a"), _challenge("b"), _challenge("c")), CourseChange("c", "challenge", "", "week 3")),
        (
            _course(_challenge("a", check={"post": {"at_least": 2}}), _challenge("b")),
            CourseChange("a", "check", '{"post":{}}', '{"post":{"at_least":2}}'),
        ),
        (_course(_challenge("a", points=20), _challenge("b")), CourseChange("a", "points", "10", "20")),
        (_course(_challenge("a", level="hard"), _challenge("b")), CourseChange("a", "level", "easy", "hard")),
        (_course(_challenge("a", review="peer"), _challenge("b")), CourseChange("a", "review", "none", "peer")),
        (_course(_challenge("a"), _challenge("b", after=["a"])), CourseChange("b", "after", "", "a")),
        (
            _course(_challenge("a", grace="2d"), _challenge("b")),
            CourseChange("a", "window", "week 1", "week 1, grace 2d"),
        ),
        (
            _course(_challenge("a"), _challenge("b", window={"event": "night"})),
            CourseChange("b", "window", "week 2", "event night: week 1 friday 20:00 to 21:00"),
        ),
        (_course(_challenge("a"), _challenge("b", briefs={"en": "Do"})), CourseChange("b", "text", "", "")),
        (_course(_challenge("a", title={"en": "D"}), _challenge("b")), CourseChange("a", "text", "", "")),
        (_course(hashtag="d"), CourseChange("", "hashtag", "c", "d")),
        (_course(late_entry="5d"), CourseChange("", "late_entry", "", "5d")),
        (_course(lists=["host", "voices"]), CourseChange("", "lists", "host", "host, voices")),
        (_course(texts={"charter": {"en": "We"}}), CourseChange("", "charter (text)", "", "")),
        (_course(about={"en": "We"}), CourseChange("", "about (text)", "", "")),
        (
            _course(badges=[{"badge": "b", "title": {"en": "B"}, "needs": {"points": 5}}]),
            CourseChange("", "badge b", "", '{"at_least":null,"challenges":[],"level":null,"points":5}'),
        ),
    ],
)
def test_each_change_is_told_once(new: Course, change: CourseChange) -> None:
    found = [one for one in version_changes(_course(), new) if one.field != "units"]
    assert found == [change]


def test_a_challenge_that_comes_back_once_more() -> None:
    others = (_challenge("b"), _challenge("c"))
    two, three = (expand_repeats(_course(_challenge("a", repeat=turns), *others)) for turns in (2, 3))
    assert version_changes(two, three) == (
        CourseChange("a", "repeat", "2", "3"),
        CourseChange("a", "text", "", ""),
        CourseChange("a-2", "text", "", ""),
        CourseChange("a-3", "challenge", "", "week 3"),
    )


def test_an_event_that_moves_moves_the_challenges_in_it() -> None:
    there = (_challenge("a"), _challenge("b", window={"event": "night"}))
    (found,) = version_changes(_course(*there), _course(*there, ends="22:00"))
    assert (found.challenge, found.field) == ("b", "window")


def test_a_challenge_that_changes_its_week_has_moved() -> None:
    swapped = version_changes(_course(), _course(_challenge("b"), _challenge("a")))
    assert [(one.challenge, one.old_value, one.new_value) for one in swapped if one.field == "window"] == [
        ("b", "week 2", "week 1"),
        ("a", "week 1", "week 2"),
    ]

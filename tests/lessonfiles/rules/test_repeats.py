"""Challenges that come back: what is read, and what lint says where they cannot."""

from pathlib import Path

import pytest

from mooc.commands.lint.networks import unjudgeable_challenges
from mooc.core.course.course import Course
from mooc.core.facts.needs import NeedKind
from mooc.core.spending.costs import PriceList
from mooc.lessonfiles import read_course
from mooc.networks.registry import capabilities
from tests.lessonfiles.pages import HEAD, checked, written

X = capabilities("x")
WITHOUT_SHARES = PriceList("x", X.read_on, tuple(read for read in X.reads if NeedKind.SHARES not in read.needs), {})
EVENT = 'events: {night: {title: {en: Night}, week: 1, day: friday, starts: "20:00", ends: "22:00"}}\n'
LONG = "-".join(["abcdefghi"] * 6)
"""A name of 59 letters: with the number of a turn it is too long."""


def weeks(*fields: str, names: tuple[str, ...] = ("talk", "two", "three"), head: str = "pace: weekly\n") -> str:
    """Three weeks with a challenge each; its fields come last, on lines 13, 21 and 29, its name on 9, 17 and 25."""
    text = f"{HEAD}{head}units:\n"
    for number, name in enumerate(names):
        text += f"  - unit: u{number}\n    title: {{en: U}}\n    challenges:\n      - challenge: {name}\n"
        text += "        title: {en: A talk}\n        brief: one.md\n        check: {post: {}}\n"
        text += f"        {fields[number] if number < len(fields) and fields[number] else 'points: 10'}\n"
    return text


def read(folder: Path, text: str) -> Course:
    return read_course(written(folder, text))


def test_each_turn_is_a_challenge_of_its_week_after_those_of_that_week(tmp_path: Path) -> None:
    course = read(tmp_path, weeks("repeat: 3", "repeat: 2"))

    assert [[one.challenge for one in unit.challenges] for unit in course.units] == [
        ["talk"],
        ["two", "talk-2"],
        ["three", "talk-3", "two-2"],
    ]
    assert [one.title["en"] for one in course.challenges()] == [
        "A talk (1 of 3)",
        "A talk (1 of 2)",
        "A talk (2 of 3)",
        "A talk",
        "A talk (3 of 3)",
        "A talk (2 of 2)",
    ]
    assert {one.first for one in course.challenges()} == {"talk", "two", "three"}


def test_a_turn_has_the_brief_the_rule_and_the_points_of_the_first(tmp_path: Path) -> None:
    course = read(tmp_path, weeks("repeat: 2"))
    first, second = course.challenge("talk"), course.challenge("talk-2")

    assert (second.briefs, second.check, second.points) == (first.briefs, first.check, first.points)
    assert second.briefs["en"] == "Do it.\n"


def test_the_title_says_the_turn_in_each_language(tmp_path: Path) -> None:
    text = weeks("repeat: 2").replace("{en: ", "{fr: Causer, en: ").replace("one.md", '"{lang}.md"')
    for lang in ("fr", "en"):
        (tmp_path / f"{lang}.md").write_text("Do it.\n")

    assert read(tmp_path, text).challenge("talk-2").title == {"fr": "Causer (2 sur 2)", "en": "A talk (2 of 2)"}


def test_a_course_with_turns_survives_being_kept_as_json(tmp_path: Path) -> None:
    course = read(tmp_path, weeks("repeat: 3"))

    assert Course.model_validate(course.model_dump(mode="json")) == course


@pytest.mark.parametrize(
    "text",
    [
        weeks("repeat: 2", "", "after: [talk, talk-2]"),
        weeks("repeat: 3", head="badges: [{badge: b, title: {en: B}, needs: {challenges: [talk-3], points: 50}}]\n"),
        weeks("repeat: 3", head="badges: [{badge: b, title: {en: B}, needs: {level: easy, at_least: 5}}]\n"),
        weeks("{repeat: 2}".strip("{}"), names=("talk", "talk-1", "talk-3")),
    ],
)
def test_a_turn_can_be_named_and_counts(tmp_path: Path, text: str) -> None:
    assert checked(tmp_path, text)[1] == []


WRONG = {
    "beyond the last week": (
        weeks("", "repeat: 3"),
        "21:17 E132",
        "impossible: 3 turns from week 2 on, and the course has 3 weeks",
        "repeat: 2 at most here",
    ),
    "in the last week": (
        weeks("", "", "repeat: 2"),
        "29:17 E132",
        "impossible: week 3 is the last one, nothing comes back after it",
        "leave repeat out, or begin in an earlier week",
    ),
    "a turn has the name of another challenge": (
        weeks("repeat: 3", names=("talk", "two", "talk-3")),
        "13:17 E141",
        'turn 3 would be called "talk-3", as the challenge on line 25 is',
        "give that challenge another name",
    ),
    "a turn has too long a name": (
        weeks("repeat: 2", names=(LONG, "two", "three")),
        "13:17 E132",
        f'impossible: turn 2 would be called "{LONG}-2", longer than 60 characters',
        "give the challenge a shorter name",
    ),
    "at an event": (
        weeks("repeat: 2\n        window: {event: night}", head=EVENT),
        "13:17 E132",
        "impossible: an event takes place once, its challenge does not come back",
        "leave repeat out, and write a challenge for each event",
    ),
    "in a self-paced course": (
        weeks("repeat: 2", head="pace: self_paced\n"),
        "13:17 E132",
        "impossible: in a self-paced course all is open at once, nothing comes back",
        "leave repeat out, and ask for more with at_least",
    ),
    "with grace": (
        weeks("repeat: 2\n        grace: 12h"),
        "13:17 E132",
        "impossible: a turn ends when the next one begins, there is no grace between them",
        "leave grace out",
    ),
    "once": (weeks("repeat: 1"), "13:17 E132", "impossible: 1 is given, ≥ 2 is needed", ""),
    "not at all": (weeks("repeat: 0"), "13:17 E132", "impossible: 0 is given, ≥ 2 is needed", ""),
    "more often than there are weeks in a year": (
        weeks("repeat: 53", "", ""),
        "13:17 E132",
        "impossible: 53 is given, ≤ 52 is needed",
        "",
    ),
    "in words": (weeks("repeat: weekly"), "13:17 E135", "a whole number is expected here", ""),
    "after a turn that comes later": (
        weeks("repeat: 3", "after: [talk-3]"),
        "21:17 E132",
        'impossible order: "talk-3" comes in week 3, this challenge in week 2',
        "",
    ),
    "after a turn that there is not": (
        weeks("repeat: 2", "", "after: [talk-3]"),
        "29:17 E140",
        'there is no challenge "talk-3", did you mean "talk-2"?',
        "known: talk, talk-2, two, three",
    ),
    "the number of a turn, by hand": (
        weeks("turn: 2"),
        "13:9 E131",
        'unknown field "turn"',
        "known here: challenge, title, brief",
    ),
}


@pytest.mark.parametrize(("text", "place", "english", "hint"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_is_told_once_at_its_place(
    tmp_path: Path, text: str, place: str, english: str, hint: str
) -> None:
    course, places, problems = checked(tmp_path, text)

    assert (course, places) == (None, [place])
    assert problems[0].message["en"] == english
    assert problems[0].message["fr"] != english
    assert hint in problems[0].hint["en"]


def test_a_challenge_that_needs_its_own_next_turn_is_told(tmp_path: Path) -> None:
    assert "13:17 E130" in checked(tmp_path, weeks("after: [talk-2]\n        repeat: 3"))[1]


def test_a_number_beyond_all_sense_is_told_at_once(tmp_path: Path) -> None:
    _, places, _ = checked(tmp_path, weeks("repeat: 999999999999999"))

    assert set(places) == {"13:17 E132"}


def test_what_a_network_does_not_show_is_told_of_the_first_turn(tmp_path: Path) -> None:
    text = weeks("repeat: 3").replace("{post: {}}", "{repost: {}}", 1)
    told = list(unjudgeable_challenges([written(tmp_path, text)], [WITHOUT_SHARES]))

    assert [(one.line, one.code) for one in told] == [(9, "E147")]

"""What lint says of challenges that nobody can come to, and of courses that share a hashtag."""

from pathlib import Path

import pytest

from mooc.commands.lint.courses import lint
from mooc.core.facts.audience import AUDIENCE_WORDS, HOST
from tests.lessonfiles.pages import HEAD, SMALL, checked, with_check, written

EVENT = 'events:\n  night: {{title: {{en: Night}}, week: {week}, day: friday, starts: "20:00", ends: "22:00"}}\n'


def weeks(first: str = "", second: str = "", pace: str = "weekly", week: int = 1) -> str:
    """Two weeks, with a challenge each, and an event; the fields of the challenges come last, on lines 15 and 23."""
    text = HEAD + f"pace: {pace}\n" + EVENT.format(week=week) + "units:\n"
    for number, more in enumerate((first, second), 1):
        text += f"  - unit: u{number}\n    title: {{en: U}}\n    challenges:\n      - challenge: c{number}\n"
        text += "        title: {en: C}\n        brief: one.md\n        check: {post: {}}\n"
        text += f"        {more or 'points: 1'}\n"
    return text


@pytest.mark.parametrize(
    "text",
    [
        weeks(),
        weeks(second="after: [c1]"),
        weeks(first="after: [c2]", pace="self_paced"),
        weeks(first="window: {event: night}"),
        weeks(first="window: {event: night}", week=2),
        weeks(second="window: {event: night}", pace="self_paced"),
        with_check("{follow: {of: host}}"),
        with_check("{reply: {to: twinome, at_least: 4}}"),
        with_check("{live_post: {at_least: 8, moments: 8, apart: 1200}}"),
    ],
)
def test_what_can_be_come_to_is_right(tmp_path: Path, text: str) -> None:
    assert checked(tmp_path, text)[1] == []


@pytest.mark.parametrize(
    ("text", "place", "english"),
    [
        (
            weeks(first="after: [c2]"),
            "15:17 E132",
            'impossible order: "c2" comes in week 2, this challenge in week 1',
        ),
        (
            weeks(second="window: {event: night}"),
            "23:25 E132",
            'impossible: the event "night" is in week 1, the challenge in week 2',
        ),
        (
            with_check("{any: [{post: {}}, {follow: {of: twinome, at_least: 2}}]}"),
            "11:49 E132",
            "impossible: follow of twinome, for a network is asked whom one follows only of people who are named",
        ),
        *(
            (
                with_check(f"{{{name}: {{of: {word}}}}}"),
                f"11:{24 + len(name)} E132",
                f"impossible: {name} of {word}, for a network is asked whom one follows only of people who are named",
            )
            for name in ("follow", "unfollow")
            for word in AUDIENCE_WORDS
            if word != HOST
        ),
        (
            with_check('{help: {to: ["x:vic", "x:yan"], at_least: 3}}'),
            "11:58 E132",
            "impossible: 3 people, and 2 are named",
        ),
        (
            with_check("{live_post: {at_least: 9, moments: 9, apart: 1260}}"),
            "11:16 E132",
            "impossible: these moments need 10080 minutes, a week has 10080",
        ),
    ],
)
def test_what_cannot_is_told_at_its_place(tmp_path: Path, text: str, place: str, english: str) -> None:
    course, told, problems = checked(tmp_path, text)
    assert (course, told) == (None, [place])
    assert problems[0].message["en"] == english
    assert problems[0].message["fr"] != english


def beside(folder: Path, name: str, hashtag: str, check: str = "{post: {}}") -> Path:
    (folder / name).mkdir()
    text = with_check(check).replace("course: small", f"course: {name}").replace('"small"', f'"{hashtag}"')
    return written(folder / name, text)


def test_two_courses_in_a_folder_do_not_share_a_hashtag(tmp_path: Path) -> None:
    beside(tmp_path, "a", "Spring")
    beside(tmp_path, "b", "#spring")
    beside(tmp_path, "c", "autumn", '{post: {tag: "SPRING"}}')
    found = [(Path(one.path).parent.name, one.line, one.code, one.message["en"]) for one in lint([tmp_path])]
    assert found == [
        ("a", 3, "E146", 'the course "b" here uses #Spring, too'),
        ("b", 3, "E146", 'the course "a" here uses #spring, too'),
        ("c", 11, "E146", 'the course "a" here uses #SPRING, too'),
    ]


def test_a_hashtag_with_an_accent_is_the_same_to_the_networks(tmp_path: Path) -> None:
    beside(tmp_path, "a", "Écoute")
    beside(tmp_path, "b", "ecoute")
    assert [(Path(one.path).parent.name, one.code) for one in lint([tmp_path])] == [("a", "E146"), ("b", "E146")]


def test_versions_of_one_course_are_the_same_course(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        written(tmp_path / name, SMALL)
    assert lint([tmp_path]) == []


def test_what_lies_beside_and_cannot_be_read_is_told_on_its_own(tmp_path: Path) -> None:
    fine = beside(tmp_path, "a", "spring")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "course.yaml").write_bytes(b"\xff\xfe")
    assert lint([fine]) == []

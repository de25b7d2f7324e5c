"""People named in place in a rule: what is read, and what lint says of handles that can be none."""

from pathlib import Path

import pytest

from mooc.core.course.course import Course
from mooc.core.course.named_people import named_handles
from tests.lessonfiles.pages import checked, with_challenges, with_check

ALL = '["bluesky:Ada.Example.org", "mastodon:@ada@social.example", "x:@Ada", "x:ada"]'


def named(course: Course | None) -> dict[str, list[tuple[str, ...]]]:
    assert course
    return {network: list(named_handles(course, network).values()) for network in ("bluesky", "mastodon", "x")}


@pytest.mark.parametrize(
    "check",
    [
        f"{{reply: {{to: {ALL}}}}}",
        f"{{follow: {{of: {ALL}}}}}",
        f"{{relay: {{by: {ALL}}}}}",
        f"{{post: {{mentions: {ALL}}}}}",
        f"{{any: [{{post: {{}}}}, {{all: [{{quote: {{of: {ALL}}}}}, {{post: {{}}}}]}}]}}",
    ],
)
def test_they_are_known_by_network_without_capitals_and_each_once(tmp_path: Path, check: str) -> None:
    course, problems, _ = checked(tmp_path, with_check(check))
    assert problems == []
    assert named(course) == {"bluesky": [("ada.example.org",)], "mastodon": [("ada@social.example",)], "x": [("ada",)]}


def test_those_of_alternatives_too(tmp_path: Path) -> None:
    course, _, _ = checked(tmp_path, with_challenges('alternatives: [{reply: {to: ["x:ada"]}}]'))
    assert named(course)["x"] == [("ada",)]


def test_the_same_people_are_the_same_list_in_any_order(tmp_path: Path) -> None:
    lists: list[str] = []
    for handles in ('["x:ada", "x:bob"]', '["x:@BOB", "x:ada"]', '["x:ada"]'):
        course, _, _ = checked(tmp_path, with_check(f"{{reply: {{to: {handles}}}}}"))
        assert course
        lists += named_handles(course, "x")
    assert lists[0] == lists[1] != lists[2]


def test_they_survive_being_kept_as_json(tmp_path: Path) -> None:
    course, _, _ = checked(tmp_path, with_check(f"{{reply: {{to: {ALL}}}}}"))
    assert course
    assert Course.model_validate(course.model_dump(mode="json")) == course


WRONG = {
    "a network with a slip": (
        '{reply: {to: ["bleusky:ada.example.org"]}}',
        "11:30 E136",
        'bleusky:ada.example.org: there is no network "bleusky", did you mean "bluesky"?',
        "known: bluesky, mastodon, x",
    ),
    "a network that is none": (
        '{reply: {to: ["x:ada", "irc:ada"]}}',
        "11:39 E136",
        'irc:ada: there is no network "irc"',
        "known: bluesky, mastodon, x",
    ),
    "no network": (
        '{reply: {to: ["@ada"]}}',
        "11:30 E136",
        "@ada is nobody on a network",
        'people are named as in "bluesky:name.bsky.social"; a list of the course is written {list: NAME}',
    ),
    "a list where a person is expected": (
        "{reply: {to: [voices]}}",
        "11:30 E136",
        "voices is nobody on a network",
        'people are named as in "bluesky:name.bsky.social"; a list of the course is written {list: NAME}',
    ),
    "a person where a list is expected": (
        '{reply: {to: "x:ada"}}',
        "11:29 E136",
        "x:ada is not one of anyone, host, twinome, cohort, mentors, another_cohort, outside_cohort, {list: NAME}, "
        "[NETWORK:HANDLE]",
        "",
    ),
    "somebody of Mastodon without a server": (
        '{reply: {to: ["mastodon:ada"]}}',
        "11:30 E136",
        "mastodon:ada: nobody can be called that on mastodon",
        'write it as in "mastodon:name@mastodon.social"',
    ),
    "somebody of Bluesky without a domain": (
        '{reply: {to: ["bluesky:@ada"]}}',
        "11:30 E136",
        "bluesky:@ada: nobody can be called that on bluesky",
        'write it as in "bluesky:name.bsky.social"',
    ),
    "a letter that looks like another": (
        '{reply: {to: ["x:\u0430lice"]}}',
        "11:30 E136",
        "x:\u0430lice: nobody can be called that on x",
        'write it as in "x:name"',
    ),
    "a number": ("{reply: {to: [7]}}", "11:30 E135", "a text (quoted, if it looks like a number) is expected here", ""),
    "nobody": ("{reply: {to: []}}", "11:29 E136", "at least 1 is expected here", ""),
    "more people than are named": (
        '{any: [{post: {}}, {follow: {of: ["x:ada", "x:bob"], at_least: 3}}]}',
        "11:79 E132",
        "impossible: 3 people, and 2 are named",
        "name more people, or ask for fewer",
    ),
}


@pytest.mark.parametrize(("check", "place", "english", "hint"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_told_once_at_its_place(
    tmp_path: Path, check: str, place: str, english: str, hint: str
) -> None:
    course, places, problems = checked(tmp_path, with_check(check))
    assert (course, places) == (None, [place])
    assert (problems[0].message["en"], problems[0].hint["en"]) == (english, hint)
    assert problems[0].message["fr"] != english


def test_all_of_them_are_told_at_once(tmp_path: Path) -> None:
    assert checked(tmp_path, with_check('{reply: {to: ["ada", "x:ada", "irc:ada", "x:a-a"]}}'))[1] == [
        "11:30 E136",
        "11:46 E136",
        "11:57 E136",
    ]

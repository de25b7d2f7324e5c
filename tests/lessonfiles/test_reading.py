"""What a course must be beyond its syntax: forms, names, translations, briefs, and nothing outside its folder."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mooc.core.course.course import Course
from mooc.lessonfiles import LessonErrors, check_course, read_course
from mooc.lessonfiles.problems import MOST_PROBLEMS
from tests.lessonfiles.pages import HEAD, SMALL, UNITS, checked, with_challenges, with_check, written


def test_a_small_course_is_read_with_its_brief(tmp_path: Path) -> None:
    course = read_course(written(tmp_path, SMALL))

    assert course.challenge("one").briefs == {"en": "Do it.\n"}
    assert course.hashtag == "small"


def test_a_course_survives_being_kept_as_json(tmp_path: Path) -> None:
    events = f"events:\n  night: {EVENT}\n  day: {ZONE.replace('Pari', 'Paris')}\n"
    text = with_challenges("after: [b]", "window: {event: night}").replace("units:", f"{events}units:")
    course = read_course(written(tmp_path, text))

    assert Course.model_validate(course.model_dump(mode="json")) == course


def test_a_hashtag_may_be_written_with_its_sign(tmp_path: Path) -> None:
    course, _, _ = checked(tmp_path, SMALL.replace('"small"', '"#Small"'))

    assert course and course.hashtag == "Small"


TWO_LANGUAGES = SMALL.replace("{en: Small}", "{en: Small, fr: Petit}")
ZONE = '{title: {en: A}, zone: Europe/Pari, starts: "2027-05-02 18:00", ends: "2027-05-02 19:00"}'
EVENT = '{title: {en: A}, week: 1, day: friday, starts: "18:00", ends: "20:00"}'
LIVE = "{live_post: {at_least: 9, moments: 9, apart: 30}}"
BOTH = """\
course: small
title: {{en: Small, fr: Petit}}
hashtag: "small"
units:
  - unit: only
    title: {{en: Only, fr: Seule}}
    challenges:
      - challenge: one
        title: {{en: One, fr: Un}}
        brief: one.{{lang}}.md
        check: {check}
        {more}
"""
WRONG = {
    "no field at all": ("a: 1\n", ["1:1 E131", *["1:1 E134"] * 4]),
    "a name with capitals": (SMALL.replace("course: small", "course: Small"), ["1:9 E136"]),
    "a hashtag of two words": (SMALL.replace('"small"', '"two words"'), ["3:10 E136"]),
    "a title that is no mapping": (SMALL.replace("{en: Only}", "Only"), ["6:12 E135"]),
    "a title that is a number": (SMALL.replace("{en: Only}", "{en: 7}"), ["6:17 E135"]),
    "an unknown language": (SMALL.replace("{en: Only}", "{en: Only, de: Nur}"), ["6:23 E136"]),
    "a translation that is missing": (
        TWO_LANGUAGES.replace("one.md", '"{lang}.md"'),
        ["6:12 E142", "9:16 E142", "10:16 E143", "10:16 E143"],
    ),
    "a brief for two languages": (
        SMALL.replace("{en: Small}", "{en: A, fr: A}").replace("{en: O", "{fr: A, en: O"),
        ["10:16 E143"],
    ),
    "a brief in quotes that is not there": (SMALL.replace("one.md", '"two.md"'), ["10:16 E143"]),
    "no challenges": (HEAD + "units:\n  - {unit: only, title: {en: A}, challenges: []}\n", ["5:46 E136"]),
    "the same challenge twice": (with_challenges("", "").replace("challenge: b", "challenge: a"), ["12:20 E141"]),
    "a level that is none": (with_challenges("level: eazy"), ["12:16 E136"]),
    "points below one": (with_challenges("points: 0"), ["12:17 E132"]),
    "a window that is no mapping": (with_challenges("window: 3"), ["12:17 E135"]),
    "an event that is not there": (with_challenges("window: {event: gala}"), ["12:25 E140"]),
    "a challenge that is not there": (with_challenges("after: [z]"), ["12:17 E140"]),
    "a field for the reader": (with_challenges("briefs: {en: A}") + "version: abc\n", ["12:9 E131", "13:1 E131"]),
    "a list that is not there": (with_check("{follow: {of: {list: voices}}}"), ["11:37 E140"]),
    "a list that is not there, deep": (
        with_check("{all: [{post: {}}, {any: [{post: {}}, {reply: {to: {list: hots}}}]}]}"),
        ["11:74 E140"],
    ),
    "a list that is not there, among the alternatives": (
        with_challenges(
            "alternatives:\n  - {follow: {of: {list: voices}}}\n  - {any: [{post: {}}, {reply: {to: {list: hots}}}]}"
        ),
        ["13:34 E140", "14:52 E140"],
    ),
    "follows for which nobody is asked, among the alternatives": (
        with_challenges("alternatives: [{follow: {of: twinome, at_least: 2}}]"),
        ["12:38 E132"],
    ),
    "an alternative for which a week is too short": (
        with_challenges("alternatives: [{live_post: {at_least: 9, moments: 9, apart: 1260}}]"),
        ["12:24 E132"],
    ),
    "a prompt that lacks a language": (
        BOTH.format(check="{attest: {prompt: {fr: A lu}}}", more="level: easy"),
        ["11:34 E142"],
    ),
    "a prompt that lacks a language, deep": (
        BOTH.format(
            check="{any: [{post: {}}, {all: [{attest: {prompt: {en: Read}}}, {post: {}}]}]}", more="level: easy"
        ),
        ["11:60 E142"],
    ),
    "a prompt that lacks a language, among the alternatives": (
        BOTH.format(check="{post: {}}", more="alternatives: [{attest: {prompt: {fr: A lu}}}]"),
        ["12:42 E142"],
    ),
    "the host without the host's list": (
        with_check("{follow: {of: host}}").replace("units:", "lists: [voices]\nunits:"),
        ["12:30 E140"],
    ),
    "people that do not exist": (with_check("{relay: {by: outsiders}}"), ["11:29 E136"]),
    "two checks where one is expected": (with_check("{post: {}, reply: {}}"), ["11:16 E135"]),
    "a check without its braces": (with_check("post"), ["11:16 E135"]),
    "an unknown check among others": (with_check("{any: [{post: {}}, {posst: {}}]}"), ["11:36 E131"]),
    "an unknown field of a check": (with_check("{post: {atleast: 2}}"), ["11:24 E131"]),
    "only one part": (with_check("{all: [{post: {}}]}"), ["11:22 E132"]),
    "more moments than posts": (with_check("{live_post: {at_least: 2, moments: 3}}"), ["11:28 E132"]),
    "a pattern where none is taken": (with_check('{post: {regex: "a+"}}'), ["11:31 E133"]),
    "an event in a week that never comes": (
        f"{HEAD}events: {{e: {EVENT.replace('week: 1', 'week: 2')}}}\n{UNITS}",
        ["4:36 E132"],
    ),
    "an event on no day": (f"{HEAD}events: {{e: {EVENT.replace('friday', 'fryday')}}}\n{UNITS}", ["4:44 E136"]),
    "an event without length": (f"{HEAD}events: {{e: {EVENT.replace('20:00', '18:00')}}}\n{UNITS}", ["4:75 E120"]),
    "an event too short for its moments": (
        f"{HEAD}events: {{e: {EVENT}}}\n" + with_check(LIVE).removeprefix(HEAD) + "        window: {event: e}\n",
        ["12:16 E132"],
    ),
    "an unknown zone": (
        f"{HEAD}events:\n  e: {ZONE}\n{UNITS}",
        ["5:29 E123"],
    ),
}


@pytest.mark.parametrize(("text", "problems"), WRONG.values(), ids=WRONG.keys())
def test_a_fault_is_told_once_at_its_place(tmp_path: Path, text: str, problems: list[str]) -> None:
    for lang in ("fr", "en"):
        (tmp_path / f"one.{lang}.md").write_text("Do it.\n")
    course, places, _ = checked(tmp_path, text)

    assert course is None
    assert places == problems


def test_a_field_is_guessed_among_those_of_its_place(tmp_path: Path) -> None:
    told = checked(tmp_path, with_check("{post: {hashtag: x}}"))[2]

    assert told[0].message["en"] == 'unknown field "hashtag", did you mean "tag"?'


DEEP = "{all: [{post: {}}, {any: [{post: {}}, {all: [{post: {}}, {any: [{post: {}}, {reply: {}}]}]}]}]}"
IMPOSSIBLE = [
    "{all: [{post: {}}]}",
    "{some: {at_least: 3, of: [{post: {}}, {reply: {}}]}}",
    "{live_post: {at_least: 2, moments: 3}}",
    "{relay: {kinds: []}}",
    DEEP,
]


@pytest.mark.parametrize("check", IMPOSSIBLE)
def test_what_a_check_refuses_is_said_in_french_too(tmp_path: Path, check: str) -> None:
    (told,) = checked(tmp_path, with_check(check))[2]

    assert told.code == "E132"
    assert told.message["fr"].removeprefix("impossible : ") != told.message["en"].removeprefix("impossible: ")


@pytest.mark.parametrize("way", ["/etc/passwd", "../one.md", "a/../../one.md", "a\\one.md", "C:/one.md"])
def test_a_brief_that_leads_out_is_refused(tmp_path: Path, way: str) -> None:
    assert checked(tmp_path, SMALL.replace("one.md", f"'{way}'"))[1] == ["10:16 E144"]


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (folder / "out.md").symlink_to(tmp_path / "secret.md")

    course, _, problems = checked(folder, SMALL.replace("one.md", "out.md"))

    assert course is None
    assert [(one.code, Path(one.path).name) for one in problems] == [("E144", "out.md")]


BRIEFS = {
    "nothing but spaces": (b" \n", "1:1 E103"),
    "not UTF-8": (b"caf\xe9\n", "1:4 E115"),
    "too long": (b"x" * 20_001, "1:1 E116"),
    "a control character": (b"ok\nb\x07\n", "2:2 E115"),
}


@pytest.mark.parametrize(("data", "problem"), BRIEFS.values(), ids=BRIEFS.keys())
def test_a_brief_has_problems_of_its_own(tmp_path: Path, data: bytes, problem: str) -> None:
    (tmp_path / "two.md").write_bytes(data)

    _, places, problems = checked(tmp_path, SMALL.replace("one.md", "two.md"))

    assert places == [problem]
    assert problems[0].path == str(tmp_path / "two.md")


def test_the_version_changes_with_any_file_and_with_nothing_else(tmp_path: Path) -> None:
    before = read_course(written(tmp_path, SMALL)).version
    (tmp_path / ".hidden").write_text("not of the course")
    again = read_course(tmp_path).version
    (tmp_path / "one.md").rename(tmp_path / "two.md")
    (tmp_path / "course.yaml").write_text(SMALL.replace("one.md", "two.md"))
    renamed = read_course(tmp_path).version
    (tmp_path / "two.md").write_text("Do that.\n")

    assert before == again
    assert len({before, renamed, read_course(tmp_path).version}) == 3


def test_there_is_no_course_where_there_is_none(tmp_path: Path) -> None:
    _, problems = check_course(tmp_path / "nowhere")

    assert [one.code for one in problems] == ["E145"]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    assert checked(tmp_path, SMALL + "# " + "x" * 256 * 1024)[1] == ["1:1 E116"]


def test_so_many_problems_are_told_and_no_more(tmp_path: Path) -> None:
    places = checked(tmp_path, SMALL + "".join(f"x{n}: 1\n" for n in range(1_000)))[1]

    assert len(places) == MOST_PROBLEMS + 1
    assert places[-1].endswith("E199")


LINES = st.sampled_from(
    [
        *SMALL.splitlines(),
        "  night: {title: {en: A}, week: 1}",
        "events:",
        "after: [one]",
        "a: @b",
        "a: &b [*b]",
        "lists: 7",
        "units: []",
        "units: {a: b}",
        "title: [en]",
        "check: {all: {of: [{all: [1, {}]}]}}",
        "\ud800",
        "x: {x: {x: {x: 1}}}",
    ]
)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.lists(LINES, max_size=14).map("\n".join)))
def test_whatever_is_in_the_file_nothing_but_lesson_errors_is_raised(tmp_path: Path, text: str | bytes) -> None:
    try:
        read_course(written(tmp_path, text))
    except LessonErrors as errors:
        assert errors.problems

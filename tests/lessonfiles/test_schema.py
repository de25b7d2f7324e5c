"""The JSON Schema for editors agrees with what lint says, as far as a schema can."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from mooc.core.checks import CHECKS
from mooc.lessonfiles.schema import SCHEMA_FILE, course_schema
from mooc.networks import registry

ROOT = Path(__file__).parents[2]
WORDS = ROOT / "tests" / "simulation" / "rehearsal" / "words" / "course.yaml"
COURSES = [*(ROOT / "lessons").glob("*/course.yaml"), WORDS]
IS_VALID = jsonschema_rs.validator_for(course_schema(registry.names())).is_valid


def body(check: Any, **more: Any) -> dict[str, Any]:
    challenge = {"challenge": "c", "title": {"en": "C"}, "brief": "c.md", "check": check, **more}
    unit = {"unit": "u", "title": {"en": "U"}, "challenges": [challenge]}
    return {"course": "a-course", "title": {"en": "A course"}, "hashtag": "#mooc", "units": [unit]}


@pytest.mark.parametrize("course", COURSES, ids=lambda path: path.parent.name)
def test_the_courses_are_valid_and_name_it(course: Path) -> None:
    text = course.read_text(encoding="utf-8")
    assert IS_VALID(yaml.safe_load(text))
    if course.parent.parent.name == "lessons":
        assert text.startswith(f"# yaml-language-server: $schema=../{SCHEMA_FILE}\n")


@pytest.mark.parametrize(
    "check",
    [
        {"follow": {"of": "host"}},
        {"post": {"tag": "Écoute"}},
        {"post": {"tag": "ภาษาไทย"}},
        {"reply": {"to": {"list": "voices"}, "at_least": 2}},
        {"reply": {"to": ["x:@Ada", "bluesky:ada.example.org"]}},
        {"all": [{"follow": {"of": "host"}}, {"some": {"at_least": 1, "of": [{"post": {}}, {"thread": {}}]}}]},
    ],
)
def test_what_is_right_is_valid(check: Any) -> None:
    assert IS_VALID(body(check, window={"event": "evening"}))


@pytest.mark.parametrize(
    "check",
    [
        {},
        {"wave": {}},
        {"follow": {"of": "hosts"}},
        {"follow": {"of": {"lists": "voices"}}},
        {"follow": {"of": []}},
        {"follow": {"of": ["ada"]}},
        {"follow": {"of": ["irc:ada"]}},
        {"follow": {"of": "host", "at_least": 0}},
        {"follow": {"of": "host"}, "reply": {}},
        {"follow": {}},
        {"post": {"tag": None}},
        {"all": [{"follow": {"of": "host"}}, {"wave": {}}]},
    ],
)
def test_what_is_wrong_is_underlined(check: Any) -> None:
    assert not IS_VALID(body(check))


@pytest.mark.parametrize("more", [{"points": 0}, {"level": "harder"}, {"briefs": {"en": "text"}}, {"windw": {}}])
def test_wrong_fields_of_a_challenge_are_underlined(more: dict[str, Any]) -> None:
    assert not IS_VALID(body({"follow": {"of": "host"}}, **more))


def test_every_word_and_every_parameter_has_its_description() -> None:
    definitions = course_schema(registry.names())["$defs"]
    for check in CHECKS.values():
        assert definitions[check.__name__]["description"]
        for name, field in definitions[check.__name__]["properties"].items():
            assert field.get("description"), f"{check.name}.{name}"

"""JSON Schema of course files: with it, editors complete words and underline what is wrong while one writes.

``mooc schema`` prints it. What only ``mooc lint`` can say (names that point nowhere, times that do not exist) it does
not say. https://json-schema.org/draft/2020-12
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from mooc.core.checks import CHECKS
from mooc.core.checks.combining import ListOfChecks
from mooc.core.course.course import Course
from mooc.core.facts.audience import WORDS
from mooc.lessonfiles.words import is_filled

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60}
_CHECK = {"$ref": "#/$defs/Check"}
SCHEMA_FILE = "course.schema.json"
"""Beside the folders of courses: their first line names it."""


def course_schema(networks: Iterable[str]) -> Schema:
    """The schema of ``course.yaml``, where handles may be of those networks."""
    schema = _plain(Course)
    schema["$defs"] |= {name: body for check in CHECKS.values() for name, body in _definitions(check)}
    schema["$defs"]["Check"] = {
        "description": "One check by its name.",
        "oneOf": [_named(name) for name in CHECKS],
    }
    schema["$defs"]["Audience"] = _who(networks)
    return {"$schema": DRAFT, "title": "A course", **schema}


def schema_text(networks: Iterable[str]) -> str:
    """The same, as it stands in a file."""
    return json.dumps(course_schema(networks), indent=2, ensure_ascii=False) + "\n"


def _plain(model: type[BaseModel]) -> Schema:
    """The model's own schema without what authors do not write: filled fields, nulls, titles made of field names."""
    schema: Schema = _tidy(model.model_json_schema())
    return schema


def _tidy(part: Any) -> Any:
    if isinstance(part, list):
        return [_tidy(one) for one in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _tidy(value) for key, value in part.items() if key != "title" or not isinstance(value, str)}
    if "properties" in part:
        kept["properties"] = {name: _tidy(field) for name, field in part["properties"].items() if not is_filled(field)}
    return _without_null(kept)


def _without_null(part: Schema) -> Schema:
    """An empty value is a mistake in a lesson file (E103), never a way to say "none"."""
    some = [one for one in part.get("anyOf", ()) if one != {"type": "null"}]
    if "anyOf" not in part or len(some) == len(part["anyOf"]):
        return part
    rest = {key: value for key, value in part.items() if key not in ("anyOf", "default")}
    return rest | (some[0] if len(some) == 1 else {"anyOf": some})


def _definitions(check: type[BaseModel]) -> Iterator[tuple[str, Schema]]:
    """The check's parameters under its name, and what they are made of."""
    schema = _plain(check)
    yield from schema.pop("$defs", {}).items()
    yield check.__name__, schema


def _named(name: str) -> Schema:
    """``{name: parameters}``; for a check that is nothing but a list of checks, ``{name: [check, …]}``."""
    check = CHECKS[name]
    lists = issubclass(check, ListOfChecks)
    body = (
        check.model_json_schema()["properties"]["of"] | {"items": _CHECK}
        if lists
        else {"$ref": f"#/$defs/{check.__name__}"}
    )
    return {"type": "object", "properties": {name: body}, "required": [name], "additionalProperties": False}


def _who(networks: Iterable[str]) -> Schema:
    handle = f"^({'|'.join(networks)}):\\s*@?\\S+$"
    named = {"type": "object", "properties": {"list": SLUG}, "required": ["list"], "additionalProperties": False}
    handles = {"type": "array", "items": {"type": "string", "pattern": handle}, "minItems": 1}
    told = "People: a word, a list of the course, or handles on their networks."
    return {"description": told, "oneOf": [{"enum": list(WORDS)}, named, handles]}

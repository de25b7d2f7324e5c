"""JSON Schema of course files: with it, editors complete words and underline what is wrong while one writes.

``mooc schema`` prints it. What only ``mooc lint`` can say (names that point nowhere, times that do not exist) it does
not say. https://json-schema.org/draft/2020-12
"""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from mooc.core.checks import CHECKS
from mooc.core.checks.combining import ListOfChecks
from mooc.core.course.course import Course
from mooc.core.facts.audience import AUDIENCE_WORDS
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
    named_checks: list[Schema] = []
    for name, check in CHECKS.items():
        parameters = _plain(check)
        schema["$defs"] |= parameters.pop("$defs", {}) | {check.__name__: parameters}
        body = {"$ref": f"#/$defs/{check.__name__}"}
        if issubclass(check, ListOfChecks):
            body = check.model_json_schema()["properties"]["of"] | {"items": _CHECK}
        named_checks.append(_mapping_with(name, body))
    schema["$defs"]["Check"] = {"description": "One check by its name.", "oneOf": named_checks}
    handle = f"^({'|'.join(networks)}):\\s*@?\\S+$"
    handles = {"type": "array", "items": {"type": "string", "pattern": handle}, "minItems": 1}
    schema["$defs"]["Audience"] = {
        "description": "People: a word, a list of the course, or handles on their networks.",
        "oneOf": [{"enum": list(AUDIENCE_WORDS)}, _mapping_with("list", SLUG), handles],
    }
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
        return [_tidy(item) for item in part]
    if not isinstance(part, dict):
        return part
    tidy = {key: _tidy(value) for key, value in part.items() if key != "title" or not isinstance(value, str)}
    if "properties" in part:
        tidy["properties"] = {name: _tidy(field) for name, field in part["properties"].items() if not is_filled(field)}
    # An empty value is a mistake in a lesson file (E103), never a way to say "none".
    options = [option for option in tidy.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) == len(tidy.get("anyOf", ())):
        return tidy
    without_options = {key: value for key, value in tidy.items() if key not in ("anyOf", "default")}
    return without_options | (options[0] if len(options) == 1 else {"anyOf": options})


def _mapping_with(name: str, value: Schema) -> Schema:
    """``{name: value}`` and nothing else."""
    return {"type": "object", "properties": {name: value}, "required": [name], "additionalProperties": False}

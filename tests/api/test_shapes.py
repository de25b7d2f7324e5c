"""The shapes of the API, over its own OpenAPI document: what one has learnt of one operation holds for all of them."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

import pytest

from api.app import api
from api.site.field_meanings import MEANINGS, fields
from mooc.core.audit import EventKind, ObjectKind
from mooc.core.course.course import Level, Pace
from mooc.core.evidence.verdict import Answer, Mark
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.judging.attention import AttentionReason
from mooc.environment import ROOT

SCHEMA = api.get_openapi_schema(path_prefix="")
COMPONENTS: Mapping[str, Any] = SCHEMA["components"]["schemas"]
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in SCHEMA["paths"].items()
    for method, operation in operations.items()
}
PROBLEM = {"$ref": "#/components/responses/Problem"}
CLOSED = {
    **dict.fromkeys(
        ("answer", "mark", "why", "level", "pace", "evidence_level", "standing", "event", "object"),
        "an enum of the core",
    ),
    **dict.fromkeys(
        ("kind", "role", "network", "decision", "outcome", "trouble", "proof", "language", "code"), "a closed set"
    ),
}
"""Fields whose values are a closed set."""
CORE: Mapping[str, type[StrEnum]] = {
    "answer": Answer,
    "event": EventKind,
    "level": Level,
    "mark": Mark,
    "object": ObjectKind,
    "pace": Pace,
    "standing": AccountStatus,
    "evidence_level": EvidenceLevel,
    "why": AttentionReason,
}
WIDER_WHEN_SENT = {"usd": "number|string"}
"""Fields that may also be sent in another way than they are told: dollars as a number."""


def _type(schema: Mapping[str, Any]) -> str:
    """The type of a field in a word, whether it may be null or not."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for key in ("anyOf", "allOf"):
        if key in schema:
            return "|".join(sorted({_type(one) for one in schema[key]} - {"null"}))
    if schema.get("type") == "array":
        return f"[{_type(schema['items'])}]"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"{{{_type(values) if isinstance(values, dict) else ''}}}"
    return str(schema.get("title") if "enum" in schema else schema.get("type"))


def _fields() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Where, name and schema of every field of every component, and of every parameter."""
    for component, schema in COMPONENTS.items():
        for name, field in schema.get("properties", {}).items():
            yield component, name, field
    for operation, described in OPERATIONS.items():
        for parameter in described.get("parameters", ()):
            yield operation, parameter["name"], parameter["schema"]


def _answers(operation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The schemas of what is answered where all is well."""
    return [
        response["content"]["application/json"]["schema"]
        for status, response in operation["responses"].items()
        if str(status).startswith("2") and "content" in response
    ]


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_goes_wrong_is_the_one_problem(name: str) -> None:
    others = {status: one for status, one in OPERATIONS[name]["responses"].items() if not str(status).startswith("2")}
    assert others == {"4XX": PROBLEM, "5XX": PROBLEM}


def test_the_problem_is_a_component_of_its_own_type() -> None:
    (content,) = SCHEMA["components"]["responses"]["Problem"]["content"].items()
    assert content == ("application/problem+json", {"schema": {"$ref": "#/components/schemas/Problem"}})
    assert set(COMPONENTS["Problem"]["required"]) == {"type", "title", "status", "code"}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_list_is_items_and_next(name: str) -> None:
    for schema in _answers(OPERATIONS[name]):
        assert _type(schema)[0] not in "[{", "neither a bare array nor a bare mapping"
        component = COMPONENTS.get(_type(schema), {})
        properties = component.get("properties", {})
        if "items" in properties or "next" in properties:
            assert (set(properties), set(component["required"])) == ({"items", "next"}, {"items", "next"})
            assert (properties["items"]["type"], _type(properties["next"])) == ("array", "string")


def test_what_reads_a_collection_answers_a_list() -> None:
    """An address that ends in a plural, and the few that hold one thing all the same."""
    single = {f"GET /cohorts/{{cohort}}/{name}" for name in ("settings", "texts", "meetings")}
    plural = {name for name in OPERATIONS if name.startswith("GET ") and name.endswith("s")}
    lists = {name for name in plural if all("Page_" in _type(schema) for schema in _answers(OPERATIONS[name]))}
    assert plural - lists == single
    assert len(lists) > 15


def test_no_word_has_two_types() -> None:
    types: dict[str, set[str]] = defaultdict(set)
    for where, name, schema in _fields():
        if where.startswith("Page_") and name == "items":
            continue
        found = _type(schema)
        types[name].add("string" if found == WIDER_WHEN_SENT.get(name) and where.endswith("In") else found)
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def _values(schema: Mapping[str, Any]) -> list[str] | None:
    """The values of a closed set; None for a field that has none."""
    if "$ref" in schema:
        return _values(COMPONENTS[_type(schema)])
    for one in (*schema.get("anyOf", ()), *schema.get("allOf", ())):
        if (values := _values(one)) is not None:
            return values
    return schema.get("enum")


@pytest.mark.parametrize("name", CLOSED)
def test_a_closed_set_is_an_enum_wherever_it_stands(name: str) -> None:
    found = [(where, _values(schema)) for where, field, schema in _fields() if field == name]
    assert found, "no field is called so"
    for where, values in found:
        assert values, where
        assert "" not in values, "what is not known is null"
        assert values == found[0][1] and (name not in CORE or set(values) == set(CORE[name])), where


def test_enums_are_told_once() -> None:
    """Each closed set is a component, for fields and for parameters."""
    assert [(where, name) for where, name, schema in _fields() if "enum" in str(schema)] == []


def test_every_field_that_looks_like_a_closed_set_is_known_as_one() -> None:
    """Whoever adds an enum adds its field above."""
    enums = {name for _where, name, schema in _fields() if _values(schema) and schema.get("type") != "array"}
    assert enums == CLOSED.keys()


def test_every_word_means_one_thing_wherever_it_stands() -> None:
    described = {(name, field.get("description")) for name, field in fields(SCHEMA)}
    assert described == set(MEANINGS.items()), "each field is described, and nothing that is no field"
    assert len(set(MEANINGS.values())) == len(MEANINGS), "two words with one meaning"


def test_what_one_thing_is_called_nothing_is_called_besides() -> None:
    synonyms = {"good_until", "made_at", "address", "step", "word"}
    assert synonyms.isdisjoint(MEANINGS)


def _codes_raised() -> Iterator[str]:
    """The codes that stand in the source where a problem is made: of a request, of a field, of a value."""
    places = {"Problem": 1, "field_problem": 1, "PydanticCustomError": 0, "WrongField": 1}
    for path in [*(ROOT / "api").rglob("*.py"), *(ROOT / "mooc" / "services").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places:
                code = node.args[places[node.func.id]]
                if isinstance(code, ast.Constant):
                    yield str(code.value)


def test_every_code_that_is_raised_is_told() -> None:
    raised = set(_codes_raised())
    assert len(raised) > 30
    assert raised - set(COMPONENTS["ProblemCode"]["enum"]) == {"another_course"}, "that one comes from a command alone"

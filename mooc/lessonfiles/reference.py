"""The words of lesson files, as a Markdown page made from the models, the checks and the codes.

``make generate`` writes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from inspect import cleandoc
from typing import Any

from pydantic import BaseModel

from mooc.core.checks import CHECKS, check_from_words
from mooc.core.checks.combining import CombinedCheck
from mooc.core.course.badges import Badge, Needs
from mooc.core.course.course import Challenge, Course, DatedEvent, EventWindow, Unit, WeeklyEvent
from mooc.core.facts.audience import AUDIENCE_WORDS
from mooc.core.facts.proof import EvidenceLevel
from mooc.core.forecast.evidence_level import forecast_evidence
from mooc.core.spending.costs import PriceList
from mooc.lessonfiles.codes import CODES
from mooc.lessonfiles.examples import CHECK_EXAMPLES, COURSE_EXAMPLE
from mooc.lessonfiles.words import form_of, written_fields

_HEAD = """\
# The words of lesson files

Made from the code by `make generate`; do not edit by hand.

A course is a folder with `course.yaml` and the Markdown files of its briefs. `mooc lint PATH…` says what is wrong
with it. YAML is taken strictly: no anchors, aliases, tags or tabs; times, and words such as `on` or `no`, are quoted.
The examples give every field, also where its default would do; tests lint and judge them.
"""
PLACES: Mapping[str, type[BaseModel]] = {
    "Course": Course,
    "Unit: an item of `units`": Unit,
    "Challenge: an item of `challenges`": Challenge,
    "Window: `window`": EventWindow,
    "Badge: an item of `badges`": Badge,
    "What a badge takes: `needs`": Needs,
    "Event in a course week: a value of `events`": WeeklyEvent,
    "Event on a date: a value of `events`": DatedEvent,
}
_NAMED = {
    "Audience": "people",
    "Check": "check",
    "Unit": "unit",
    "Challenge": "challenge",
    "EventWindow": "window",
    "Badge": "badge",
    "Needs": "needs",
}
_REPEATS = """\
### Challenges that come back

In a weekly course, `repeat: 3` lets a challenge come in its own week and the two that follow:

```yaml
challenge: talk
title: {fr: Parler, en: Talk}
repeat: 3
```

That makes `talk`, `talk-2` and `talk-3`: "Talk (1 of 3)", "Talk (2 of 3)", "Talk (3 of 3)". Each turn has its own
window, verdict and points; brief, rule and cases are written once, and cases of `talk-2` may be added. In `after` and
in what a badge needs, `talk` means the first turn, `talk-3` the third. A turn ends when the next one begins: there is
no `grace`, and `late_entry` lengthens only the last one.
"""
_JUDGED = """\
*read*: the network shows it. *link*: the learner points at a post, and that one is read. *word*: somebody else says
so. *own word*: the learner does; for `attest` that is as the author chooses. `mooc lint --network NAME` tells which
challenges cannot be judged there: give those `alternatives`, which are worth the same.
"""
_STRENGTHS: Mapping[EvidenceLevel | None, str] = {
    EvidenceLevel.NETWORK: "read",
    EvidenceLevel.LINK: "link",
    EvidenceLevel.PEER: "word",
    EvidenceLevel.SELF: "own word",
    None: "not at all",
}
_LEAST: Mapping[str, Any] = {
    "follow": {"of": "host"},
    "unfollow": {"of": "host"},
    "reply": {"to": "host"},
    "mention": {"of": "host"},
    "quote": {"of": "host"},
    "profile": {"min_words": 1},
    "attest": {"prompt": {"en": "…"}},
}
"""What each check needs to be one."""
_PEOPLE = """\
Where *people* are meant: one of {words},
or `{{list: NAME}}` for a list of the course. `host` is the list of that name: the course's own account
on each network. Nobody is ever meant by his or her own challenge.
Outside the cohort is who is none of its members, mentors and facilitators, nor its host, nor on any of its
lists. `follow` and `unfollow` ask of people by name: of `host`, a list, or people named in place.

People whom all cohorts have in common can be named in place, each by network and handle:

```yaml
reply:
  to: [{examples}]
```

That is a list without a name. Its people are looked up when a cohort begins, or moves to a version that names more, and
are known by their stable ids from then on; who is on none of the cohort's networks is left out. In cases they are
called by what comes before the server: `name`.
"""
_LISTED_CHECKS = "This check takes nothing but the list of its parts: `{name}: [CHECK, CHECK, …]`."


def reference_page(tariffs: Sequence[PriceList] = (), handles: Sequence[str] = ()) -> str:
    """The whole page. ``tariffs``: the networks of which it says how each rule is judged there. ``handles``: one of
    each network, as an example."""
    parts = [_HEAD, "## The course\n"]
    parts += [f"### {title}\n\n{_summary(model)}\n\n{_table(model)}\n" for title, model in PLACES.items()]
    parts += [_REPEATS, f"### An example\n\nA whole `course.yaml`:\n\n{_yaml(COURSE_EXAMPLE)}\n"]
    words = ", ".join(f"`{word}`" for word in AUDIENCE_WORDS)
    examples = ", ".join(f'"{handle}"' for handle in handles)
    parts += ["## People\n", _PEOPLE.format(words=words, examples=examples), "## Checks\n"]
    for name, check in CHECKS.items():
        is_list = written_fields(check) == ("of",)
        fields = _LISTED_CHECKS.format(name=name) if is_list else _table(check)
        parts.append(f"### `{name}`\n\n{_summary(check)}\n\n{fields}\n\n{_yaml(CHECK_EXAMPLES[name])}\n")
    if tariffs:
        parts += ["## How each is judged\n", *_judged(tariffs)]
    parts += ["## What `mooc lint` says\n", "| code | says | and |\n|---|---|---|"]
    for case, sentences in sorted(CODES.items()):
        message, hint = (
            _cell(text.replace("{{", "{").replace("}}", "}"))
            for text in (sentences.message["en"], sentences.hint["en"])
        )
        parts.append(f"| {case.partition('.')[0]} | {message} | {hint} |")
    return "\n".join(parts) + "\n"


def _yaml(text: str) -> str:
    return f"```yaml\n{text}```"


def _judged(tariffs: Sequence[PriceList]) -> Iterator[str]:
    """How each check can be judged on each network, and what the networks lack."""
    yield _JUDGED
    yield "| check | " + " | ".join(tariff.network for tariff in tariffs) + " |"
    yield "|---|" + "---|" * len(tariffs)
    for name, check in CHECKS.items():
        if not issubclass(check, CombinedCheck):
            rule = check_from_words({name: _LEAST.get(name, {})})
            proofs = [forecast_evidence(rule, tariff).proof for tariff in tariffs]
            yield f"| `{name}` | " + " | ".join(_STRENGTHS[proof] for proof in proofs) + " |"
    yield ""
    for tariff in tariffs:
        for why in dict.fromkeys(lack.why["en"] for lack in tariff.limitations):
            lacks = [lack for lack in tariff.limitations if lack.why["en"] == why]
            checks = (f"`{lack.check}`" + (f" with `{lack.parameter}`" * bool(lack.parameter)) for lack in lacks)
            yield f"- {tariff.network}, {', '.join(checks)}: {why}."
    yield ""


def _summary(model: type[BaseModel]) -> str:
    return cleandoc(model.__doc__ or "").partition("\n\n")[0]


def _table(model: type[BaseModel]) -> str:
    schema = model.model_json_schema()
    lines = ["| field | takes | default | meaning |", "|---|---|---|---|"]
    for name in written_fields(model):
        field = model.model_fields[name]
        value = field.get_default(call_default_factory=True)
        value = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
        if field.is_required():
            default = "needed"
        elif value is None or value in ((), {}, ""):
            default = "none"
        elif isinstance(value, bool):
            default = f"`{str(value).lower()}`"
        else:
            default = f"`[{', '.join(map(str, value))}]`" if isinstance(value, tuple) else f"`{value}`"
        takes = _takes(schema["properties"][name], schema.get("$defs", {}))
        lines.append(f"| `{name}` | {takes} | {default} | {_cell(field.description or '')} |")
    return "\n".join(lines)


def _takes(schema: Mapping[str, Any], models: Mapping[str, Any]) -> str:
    """The kind of value that a field of this JSON Schema takes, in words. ``models``: those that it refers to."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _NAMED.get(name) or _takes(models[name], models)
    if "anyOf" in schema or "oneOf" in schema:
        options = schema.get("anyOf") or schema["oneOf"]
        return " or ".join(dict.fromkeys(_takes(option, models) for option in options if option.get("type") != "null"))
    if "enum" in schema:
        return " \\| ".join(f"`{value}`" for value in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return f"list of {_takes(schema['items'], models)}"
    if kind == "object" and "properties" in schema:
        return "event"
    if kind == "object":
        return "text by language" if "additionalProperties" in schema else "events by name"
    if "pattern" in schema:
        return form_of(schema["pattern"])["en"]
    if kind == "integer":
        low = schema["exclusiveMinimum"] + 1 if "exclusiveMinimum" in schema else schema.get("minimum", 0)
        high = schema.get("maximum")
        return f"whole number, {low} to {high}" if high is not None else f"whole number from {low}"
    return {"boolean": "`true` or `false`", "string": "text"}.get(str(kind), "check")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

"""Reading a world from YAML."""

import re
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from mooc.simulation.worlds.validation import EVENTS_AT_MOST, WorldError, WorldProblem, problems
from mooc.simulation.worlds.values import Event, EventName, FailureKind, Outage, WorldAccount
from mooc.simulation.worlds.world import World

_DATED = re.compile(r"\bat\s*:\s*[\"']?\d{4}-")
_WORDS = {name.value: name for name in EventName}


Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC))]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class _Account(_Row):
    handle: str = Field(pattern=r"^[A-Za-z0-9_]{1,15}$")
    id: str = Field(pattern=r"^\d{1,19}$")
    name: str = ""
    bio: str = ""
    followers: int = Field(default=0, ge=0)
    picture: bool = False
    link: str = ""
    since: Moment | None = None


class _Event(_Row):
    at: Moment
    by: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    reply_to: str = ""
    quote_of: str = ""
    to: str = ""
    media: int = Field(default=0, ge=0, le=20)


class _Outage(_Row):
    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    what: str = Field(default="all", pattern=r"^(search|users|timeline|all)$")
    how: Annotated[FailureKind, BeforeValidator(str)] = FailureKind.ERROR_500


def load_world(path: Path) -> World:
    """The world in that file. Raises WorldError and OSError."""
    return read_world(path.read_text(encoding="utf-8"))


def read_world(text: str) -> World:
    """The world that the YAML tells of. Raises WorldError with all problems."""
    if len(_DATED.findall(text)) > EVENTS_AT_MOST:  # before the slow part: YAML of this size takes seconds
        raise WorldError([WorldProblem("W212", None, f"more than {EVENTS_AT_MOST} events")])
    try:
        body = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 a safe loader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise WorldError([WorldProblem("W200", None, f"no YAML: {type(error).__name__}")]) from error
    if not isinstance(body, dict) or not isinstance(body.get("network"), str):
        raise WorldError([WorldProblem("W200", None, "a mapping with `network`, `accounts`, `happened` is expected")])
    if unknown := body.keys() - {"network", "accounts", "happened", "outages"}:
        raise WorldError([WorldProblem("W200", None, f"unknown: {', '.join(sorted(map(str, unknown)))}")])
    return world_of(body)


def world_of(body: Mapping[str, Any]) -> World:
    """The world of these rows: ``network``, ``accounts``, ``happened``, ``outages``, as in YAML. Raises WorldError."""
    world_problems: list[WorldProblem] = []
    accounts = [WorldAccount(**row) for row in _validated(_Account, body.get("accounts"), "accounts", world_problems)]
    outages = [Outage(**row) for row in _validated(_Outage, body.get("outages"), "outages", world_problems)]
    events = []
    for index, row in enumerate(body.get("happened") or ()):
        try:
            words = [word for word in row if word in _WORDS]
            if len(words) != 1:
                raise ValueError(f"one of {', '.join(_WORDS)} is expected")
            fields = {key: value for key, value in row.items() if key != words[0]}
            if "as" in fields:
                fields["to"] = fields.pop("as")
            details = dict(_Event.model_validate(fields))
            events.append(Event(what=_WORDS[words[0]], object=str(row[words[0]]), **details))
        except ValidationError as error:
            world_problems.append(WorldProblem("W200", index, _in_words(error)))
        except (ValueError, TypeError, AttributeError) as error:
            world_problems.append(WorldProblem("W200", index, str(error)))
    world_problems += problems(accounts, events) if not world_problems else ()
    if world_problems:
        raise WorldError(world_problems)
    return World(accounts=tuple(accounts), events=tuple(events), outages=tuple(outages), network=body["network"])


def _validated(model: type[_Row], listed: Any, place: str, world_problems: list[WorldProblem]) -> list[dict[str, Any]]:
    validated = []
    for number, row in enumerate(listed or ()):
        try:
            validated.append(dict(model.model_validate(row)))
        except ValidationError as error:
            world_problems.append(WorldProblem("W200", None, f"{place}[{number}]: {_in_words(error)}"))
    return validated


def _in_words(error: ValidationError) -> str:
    return "; ".join(f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors())

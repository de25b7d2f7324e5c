"""Writing a world as YAML that ``read_world`` reads again."""

from collections.abc import Iterable
from typing import Any

import yaml

from mooc.simulation.worlds.values import Event, EventName, Outage, WorldAccount
from mooc.simulation.worlds.world import World


def written_world(world: World) -> str:
    """The world as YAML: one row for each account, event and outage."""
    body = {
        "network": world.network,
        "accounts": [_row(account._asdict(), WorldAccount._field_defaults) for account in world.accounts],
        "happened": [_event(event) for event in world.events],
        "outages": [_outage(outage) for outage in world.outages],
    }
    return yaml.dump(
        body, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True, sort_keys=False, width=1000
    )


def _event(event: Event) -> dict[str, Any]:
    row = _row(event._asdict(), Event._field_defaults)
    row[event.what.value] = row.pop("object")
    del row["what"]
    if event.what is EventName.EDIT:
        row["as"] = row.pop("to")
    return row


def _outage(outage: Outage) -> dict[str, Any]:
    return {
        "from": outage.start.isoformat(),
        "to": outage.end.isoformat(),
        "what": outage.what,
        "how": outage.how.value,
    }


def _row(fields: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something, as YAML has them."""
    said = {name: value for name, value in fields.items() if name not in defaults or value != defaults[name]}
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str) else value

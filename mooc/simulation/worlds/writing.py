"""Writing a world as YAML that ``read_world`` reads again."""

from collections.abc import Iterable
from typing import Any

import yaml

from mooc.simulation.worlds.values import Event, EventName, WorldAccount
from mooc.simulation.worlds.world import World


def dump_world(world: World) -> str:
    """The world as YAML: one row for each account, event and outage."""
    happened = []
    for event in world.events:
        row = _row(event._asdict(), Event._field_defaults)
        row[event.what.value] = row.pop("object")
        del row["what"]
        if event.what is EventName.EDIT:
            row["as"] = row.pop("to")
        happened.append(row)
    body = {
        "network": world.network,
        "accounts": [_row(account._asdict(), WorldAccount._field_defaults) for account in world.accounts],
        "happened": happened,
        "outages": [
            {
                "from": outage.start.isoformat(),
                "to": outage.end.isoformat(),
                "what": outage.what,
                "how": outage.how.value,
            }
            for outage in world.outages
        ],
    }
    return yaml.dump(
        body, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), allow_unicode=True, sort_keys=False, width=1000
    )


def _row(fields: dict[str, Any], defaults: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something, as YAML has them."""
    row = {}
    for name, value in fields.items():
        if name in defaults and value == defaults[name]:
            continue
        if hasattr(value, "isoformat"):
            row[name] = value.isoformat()
        else:
            row[name] = list(value) if isinstance(value, Iterable) and not isinstance(value, str) else value
    return row

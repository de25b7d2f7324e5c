"""Worlds: what happened on a network, as YAML or as values. Tests, demos and benchmarks run on worlds.

Not here: what ought to be said of a world: cases and tests have that.

    network: x
    accounts: [{handle: ada, id: "11", followers: 120}, {handle: bob, id: "12"}]
    happened:
      - {at: 2026-11-02T10:00:00Z, follow: bob, by: ada}
      - {at: 2026-11-02T10:05:00Z, post: p1, by: ada, text: "…", tags: [mooc], mentions: [bob]}
      - {at: 2026-11-02T11:00:00Z, repost: p1, by: bob}
      - {at: 2026-11-02T12:00:00Z, edit: p1, as: p1-edited, text: "…"}
      - {at: 2026-11-03T09:00:00Z, delete: p1}
      - {at: 2026-11-03T10:00:00Z, rename: ada, to: ada_l}
    outages:
      - {from: 2026-11-04T00:00:00Z, to: 2026-11-04T06:00:00Z, what: search, how: 500}

An account keeps the handle of ``accounts`` as its name in the file, also after it was renamed. Times are UTC.
"""

from mooc.simulation.worlds.loading import load_world, read_world, world_of
from mooc.simulation.worlds.state import PostVersion, Readability, folded, post_id
from mooc.simulation.worlds.validation import EVENTS_AT_MOST, WorldError, WorldProblem, problems
from mooc.simulation.worlds.values import Event, EventName, FailureKind, Outage, WorldAccount
from mooc.simulation.worlds.world import World

__all__ = [
    "EVENTS_AT_MOST",
    "Event",
    "EventName",
    "FailureKind",
    "Outage",
    "PostVersion",
    "Readability",
    "World",
    "WorldAccount",
    "WorldError",
    "WorldProblem",
    "folded",
    "load_world",
    "post_id",
    "problems",
    "read_world",
    "world_of",
]

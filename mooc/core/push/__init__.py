"""Push: what a network's stream tells at once, whom that concerns, and when to look.

Not here: connections: those are the networks' own.

A stream is a hint and an early sight; the polls stay the proof. Nothing here says that anything has been seen
completely: a Signal only makes the watches that it touches due at once, and their reads prove what happened.
"""

from mooc.core.push.partition import partition
from mooc.core.push.rules import Rule, pack
from mooc.core.push.scheduler import LOOKS, Agenda
from mooc.core.push.stream import Broken, Feed, Gap, GapKind, Stream, Told, Wanted
from mooc.core.push.stream_coverage import CHECKED, Said, Voice
from mooc.core.push.stream_events import Deed, Signal, concerns, touched

__all__ = [
    "CHECKED",
    "LOOKS",
    "Agenda",
    "Broken",
    "Deed",
    "Feed",
    "Gap",
    "GapKind",
    "Rule",
    "Said",
    "Signal",
    "Stream",
    "Told",
    "Voice",
    "Wanted",
    "concerns",
    "pack",
    "partition",
    "touched",
]

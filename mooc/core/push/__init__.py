"""Push: what a network's stream tells at once, whom that concerns, and when to look.

Not here: connections: those are the networks' own.

A stream is a hint and an early sight; the polls stay the proof. Nothing here says that anything has been seen
completely: a Signal only makes the watches that it touches due at once, and their reads prove what happened.
"""

from mooc.core.push.scheduler import Scheduler
from mooc.core.push.stream import Disconnected, EventStream, Gap, GapKind, OpenStream, StreamEvent, Subscription
from mooc.core.push.stream_coverage import CHECK_INTERVAL, CoverageTracker, StreamCoverage
from mooc.core.push.stream_events import EventType, Signal, concerns, touched_watches

__all__ = [
    "CHECK_INTERVAL",
    "CoverageTracker",
    "Disconnected",
    "EventStream",
    "EventType",
    "Gap",
    "GapKind",
    "OpenStream",
    "Scheduler",
    "Signal",
    "StreamCoverage",
    "StreamEvent",
    "Subscription",
    "concerns",
    "touched_watches",
]

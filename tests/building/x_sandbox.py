"""X as the sandbox plays it, with a clock that a test turns, and the engine that looks at X alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from bench.classroom import only_network, work
from fixtures.sandbox import RateLimits, Sandbox
from mooc.networks.local_gate import LocalGate
from mooc.networks.registry import open_network
from mooc.simulation.worlds import Event, World, WorldAccount
from mooc.store import models
from tests.building.classes import START

HOUR = timedelta(hours=1)
STEP = timedelta(minutes=20)
CAST = tuple(
    WorldAccount(name, account)
    for name, account in (
        ("host", "99"),
        ("ada", "11"),
        ("bob", "12"),
        ("cleo", "13"),
        ("zoe", "21"),
        ("yan", "22"),
        ("vic", "23"),
    )
)
"""The host; ada, bob and cleo, who are to learn; and strangers."""


class XSandbox:
    """``now``: what the clock of X and of the engine shows."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.now, self.sandbox = START, sandbox

    def happens(self, *events: Event) -> None:
        self.sandbox.world = self.sandbox.world.plus(*events)

    def play(self, hours: float) -> None:
        """Let time go on until so many hours after the start, and do all that falls due on the way, texts included."""
        end = START + hours * HOUR
        while self.now < end:
            work(self.now)
            due: datetime | None = (
                models.Watch.objects.filter(due_at__isnull=False).order_by("due_at").values_list("due_at", flat=True)
            ).first()
            self.now = min(end, max(due or end, self.now + STEP))
        work(self.now)


@contextmanager
def x_sandbox(*events: Event, **options: Any) -> Iterator[XSandbox]:
    """X, in whose world these events happen, as the only network; its rate limits go by the same clock."""

    def seconds() -> float:
        return played.now.timestamp()

    world = World(CAST).plus(*sorted(events, key=lambda event: event.at))
    with Sandbox(world, lambda: played.now, **options) as sandbox:
        played = XSandbox(sandbox)
        sandbox.limits = RateLimits(clock=seconds)
        gate = LocalGate(clock=seconds)
        with only_network(open_network("x", base_url=sandbox.url, bearer=sandbox.bearer, gate=gate)):
            yield played

"""A sandbox with a clock that a test turns, and X reading it over real HTTP."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from fixtures.sandbox import Endpoint, Sandbox
from fixtures.sandbox.wire import Wire
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.networks.x.adapter import X
from mooc.simulation.worlds import Event, EventName, World, WorldAccount

START = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
END = START + timedelta(days=14)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
HOST, ADA, BOB, CLEO, ZOE = (
    WorldAccount("host", "1"),
    WorldAccount("ada", "11"),
    WorldAccount("bob", "12"),
    WorldAccount("cleo", "13"),
    WorldAccount("zoe", "21"),
)
CAST = (HOST, ADA, BOB, CLEO, ZOE)


def at(hours: float) -> datetime:
    """So many hours after the start."""
    return START + timedelta(hours=hours)


def tagged(count: int, first: datetime, step: timedelta = SECOND, by: str = "ada") -> list[Event]:
    """So many posts with the tag, one after the other."""
    return [
        Event(first + n * step, EventName.POST, f"{by}-{first:%d%H%M}-{n}", by, text=f"post {n}", tags=("mooc",))
        for n in range(count)
    ]


class Stage:
    """``now`` may be set; ``happens`` adds to the world."""

    def __init__(self, *events: Event, now: datetime = START, **options: Any) -> None:
        self.now = now
        self.sandbox = Sandbox(World(CAST, events), lambda: self.now, **options)
        self.x = self.another()

    def another(self, **options: Any) -> X:
        """One more adapter on the same sandbox."""
        usual: dict[str, Any] = {"base_url": self.sandbox.url, "bearer": self.sandbox.bearer, "timeout": 5.0}
        return X(**usual | options)

    def happens(self, *events: Event) -> None:
        self.sandbox.world = self.sandbox.world.plus(*events)

    def read(
        self,
        read: str,
        subject: str = "",
        cursor: str = "",
        *,
        targets: Iterable[str] = (),
        since: datetime = START,
        until: datetime = END,
        x: X | None = None,
        **how: Any,
    ) -> Reading:
        question = Question("x", read, subject, since, until, tuple(targets), **how)
        return (x or self.x).read(question, cursor, self.now)

    def queries(self) -> list[str]:
        """A list that grows with each search from now on, by its query."""
        found: list[str] = []
        serve = self.sandbox.answer

        def answer(endpoint: Endpoint, subject: str, params: Mapping[str, str], token: str) -> Wire | None:
            found.extend(params[name] for name in ("query",) if name in params)
            return serve(endpoint, subject, params, token)

        self.sandbox.answer = answer  # type: ignore[method-assign]
        return found

    def id(self, name: str) -> str:
        return self.sandbox.world.post_id(name)

    @property
    def asked(self) -> int:
        """Requests that the sandbox has got."""
        return sum(self.sandbox.ledger.requests.values())

"""How tests ask servers of whatever kind."""

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.networks.local_gate import LocalGate
from mooc.networks.mastodon.adapter import Mastodon
from tests.networks.mastodon.recorded import MASTODON, Answer, Dialect, Manner

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
START, END = NOW - timedelta(days=2), NOW + timedelta(days=5)
AT = "2026-11-21T10:00:00.000Z"
ULID_ADA, ULID_ZOE = "01FBW21XJA09XYX51KV5JVBW0F", "01F8MH5NBDF2MV7CTC4Q5128HF"
FLAKE = "9s3XYfkFqVgb2Yc0oS"


class Serve(Protocol):
    """Begins to serve; ends with the test."""

    def __call__(
        self, routes: dict[str, Any] | None = None, manner: Manner = MASTODON, otherwise: Answer | None = None
    ) -> Dialect: ...


def anonymous(**options: Any) -> Mastodon:
    return Mastodon(loopback=True, lag=timedelta(0), gate=LocalGate(), **options)


def with_course(course: Dialect, **options: Any) -> Mastodon:
    return Mastodon(course.url, token="token-of-host", loopback=True, lag=timedelta(0), gate=LocalGate(), **options)


def ask(network: Mastodon, read: str, subject: str, *among: str, cursor: str = "") -> Reading:
    return network.read(Question("mastodon", read, subject, START, END, among), cursor, NOW)


def kind_of(reading: Reading) -> TroubleKind | None:
    return reading.trouble.kind if reading.trouble else None

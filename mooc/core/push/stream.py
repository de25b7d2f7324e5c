"""What a stream is to the engine: the Protocol that each network's stream fulfils, and what it hands over."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from mooc.core.facts.cost import EndpointUsage
from mooc.core.facts.needs import NeedKind
from mooc.core.facts.troubles import TroubleKind
from mooc.core.planning.plan import WatchKey
from mooc.core.push.stream_events import Signal


class GapKind(StrEnum):
    """Why a stream may have kept something from us."""

    FIRST = "first"
    """There is no cursor for this host yet: nobody knows what happened before."""
    OUTDATED = "outdated"
    """The cursor is older than what the server keeps."""
    FUTURE = "future"
    """The server has never come as far as the cursor: it is not the one that gave it."""
    BACKWARDS = "backwards"
    """The sequence jumped back."""
    MISSED = "missed"
    """An account's commit before this one was not told; or it was told without what it holds."""
    GARBAGE = "garbage"
    """Something came that could not be read."""
    UNTOLD = "untold"
    """The stream cannot go back: what happened while it was not connected stays untold."""


class Gap(NamedTuple):
    """Something may be missing. ``accounts``: of whom; empty: of anybody."""

    kind: GapKind
    accounts: frozenset[str] = frozenset()


class StreamEvent(NamedTuple):
    """One thing that came. ``cursor``: where to go on after it (opaque to all but the stream; empty: unchanged).

    ``usage``: what it cost, for the ledger: requests that were sent for it, rows that are billed. ``at``: when it
    happened, by the clock of the server where it did (UTC); None where that is not known.
    """

    cursor: str
    signals: tuple[Signal, ...] = ()
    gap: Gap | None = None
    usage: tuple[EndpointUsage, ...] = ()
    at: datetime | None = None


class Subscription(NamedTuple):
    """What to listen for: stable ids of the linked accounts, and the watches that are open.

    ``handles``: account id → handle, for streams that name people by it. ``tags``: those of the cohorts that run.
    """

    accounts: frozenset[str]
    watches: frozenset[WatchKey] = frozenset()
    handles: tuple[tuple[str, str], ...] = ()
    tags: frozenset[str] = frozenset()


class Disconnected(Exception):
    """The connection is gone, or cannot be had. ``gap``: what the server said of our cursor, if it did.

    ``wait``: seconds before which the server does not want to be asked again (0: it did not say). ``kind``:
    OUT_OF_CREDITS where it wants to be paid. ``usage``: what was sent in vain, for the ledger.
    """

    def __init__(self, detail: str, gap: Gap | None = None, wait: float = 0.0, kind: TroubleKind | None = None) -> None:
        super().__init__(detail)
        self.gap, self.wait, self.kind = gap, wait, kind
        self.usage: tuple[EndpointUsage, ...] = ()


class OpenStream(Protocol):
    """A stream that is open. Used by one thread."""

    def take(self, seconds: float) -> Sequence[StreamEvent]:
        """What has come, after waiting at most ``seconds`` for the first of it. Raises Disconnected."""

    def want(self, wanted: Subscription) -> None:
        """Listen for these from now on. Raises Disconnected."""

    def close(self) -> None:
        """End the connection; never raises, takes less than a second."""


class EventStream(Protocol):
    """Something that can be listened to. ``host``: whom a cursor belongs to; never holds a credential.

    ``emits``: the kinds of needs that it tells of, so that it is known what a gap may hide. ``covers``: those of which
    it tells all that the accounts listened for do, in its order, and says so when it does not: what it has told of
    counts as seen (``mooc.core.push.stream_coverage``).
    """

    network: str
    host: str
    emits: frozenset[NeedKind]
    covers: frozenset[NeedKind]
    delays: tuple[float, ...]
    """Seconds after a signal at which to look: as far behind the stream as the network's index may be."""
    resumes: bool
    """Whether it goes on where one was; if not, every connection begins with a gap."""

    def open(self, cursor: str, wanted: Subscription) -> OpenStream:
        """Connect, and go on after ``cursor`` (empty: from now on). Raises Disconnected."""

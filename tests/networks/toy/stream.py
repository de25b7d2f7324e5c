"""Listening to a loft: each letter is cried out as it comes."""

from collections.abc import Sequence
from queue import Empty

from mooc.core.facts.needs import NeedKind
from mooc.core.push import EventType, Signal, StreamEvent, Subscription
from tests.networks.toy.capabilities import NETWORK
from tests.networks.toy.loft import LOFTS, Loft


class PigeonStream:
    """The Stream of one loft."""

    network, delays, resumes = NETWORK, (0.0,), True
    emits = frozenset({NeedKind.POSTS, NeedKind.REPLIES})
    covers: frozenset[NeedKind] = frozenset()

    def __init__(self, loft: str) -> None:
        self.host = loft

    def open(self, cursor: str, wanted: Subscription) -> "PigeonFeed":
        return PigeonFeed(LOFTS[self.host])


class PigeonFeed:
    """An open stream."""

    def __init__(self, loft: Loft) -> None:
        self._loft, self._number = loft, 0

    def take(self, seconds: float) -> Sequence[StreamEvent]:
        try:
            letter = self._loft.heard.get(timeout=seconds)
        except Empty:
            return []
        self._number += 1
        key, author = letter.answers
        signal = Signal(NETWORK, EventType.POST, letter.author, letter.key, reply_to=key, reply_to_author=author)
        return [StreamEvent(str(self._number), (signal,))]

    def want(self, wanted: Subscription) -> None:
        """It cries out everything."""

    def close(self) -> None:
        """Nothing is open."""

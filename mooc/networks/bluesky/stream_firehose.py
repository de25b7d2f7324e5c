"""The firehose of a relay or of one server: ``com.atproto.sync.subscribeRepos``.

https://atproto.com/specs/event-stream and https://atproto.com/specs/sync#firehose. Frames are CBOR, records lie in a
CAR inside of them; atproto decodes both. Sequence numbers only grow, and need not be consecutive; that nothing of an
account was left out shows in its commits, each of which names the one before it (``since``).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from atproto_core.car import CAR  # type: ignore[import-untyped]
from atproto_core.cid import CID  # type: ignore[import-untyped]
from atproto_subscription.frames import ErrorFrame  # type: ignore[import-untyped]
from atproto_subscription.frames import Frame as AtprotoFrame

from mooc.core.push import Disconnected, Gap, GapKind, Signal, StreamEvent, Subscription
from mooc.networks.bluesky.capabilities import NETWORK, SPEAKS
from mooc.networks.bluesky.stream_client import ALIVE, Sockets
from mooc.networks.bluesky.stream_records import (
    COLLECTIONS,
    FOLLOW_COLLECTION,
    INDEXED_AFTER,
    TELLS,
    signal_of,
    standing_signal,
)
from mooc.networks.bluesky.tids import time_of_tid

METHOD = "com.atproto.sync.subscribeRepos"
STRANGERS_COLLECTIONS = tuple(collection for collection in COLLECTIONS if collection != FOLLOW_COLLECTION)
GARBAGE_AT_MOST = 20
"""So many unreadable frames in a row, and it is no firehose."""


class Firehose:
    """The Stream of the relay or server at ``base_url`` (ws://, wss://, http:// or https://)."""

    network, emits, covers, delays, resumes = NETWORK, TELLS, SPEAKS, INDEXED_AFTER, True

    def __init__(self, base_url: str, *, alive: float = ALIVE) -> None:
        parts = urlsplit(base_url)
        scheme = {"http": "ws", "https": "wss"}.get(parts.scheme, parts.scheme)
        self.host = parts.netloc
        self._url, self._alive = f"{scheme}://{parts.netloc}/xrpc/{METHOD}", alive
        self.revs: dict[str, str] = {}
        """Account → the revision that its last commit has led to; kept from one connection to the next."""

    def open(self, cursor: str, subscription: Subscription) -> "FirehoseFeed":
        """Connect. Raises Disconnected."""
        url = f"{self._url}?{urlencode({'cursor': cursor})}" if cursor else self._url
        return FirehoseFeed(self, Sockets([url], alive=self._alive), cursor, subscription)


class FirehoseFeed:
    """An open firehose."""

    def __init__(self, stream: Firehose, sockets: Sockets, cursor: str, subscription: Subscription) -> None:
        self._stream, self._sockets = stream, sockets
        self._last = int(cursor) if cursor else 0
        self._unreadable = 0
        self.want(subscription)

    def want(self, subscription: Subscription) -> None:
        """The firehose tells everything; only whose commits are followed closely changes."""
        self._accounts = subscription.accounts
        for did in self._stream.revs.keys() - subscription.accounts:
            del self._stream.revs[did]

    def take(self, seconds: float) -> Sequence[StreamEvent]:
        """What has come. Raises Disconnected."""
        events: list[StreamEvent] = []
        for frame in self._sockets.take(seconds):
            try:
                message = AtprotoFrame.from_bytes(frame.data)
                if not isinstance(message, ErrorFrame):
                    events += list(self._events_of(message.type, message.body))
                    self._unreadable = 0
                    continue
            except Exception as error:  # whatever a decoder stumbles over, it is the frame that is wrong
                self._unreadable += 1
                if self._unreadable > GARBAGE_AT_MOST:
                    raise Disconnected("garbage", Gap(GapKind.GARBAGE)) from error
                events.append(StreamEvent("", gap=Gap(GapKind.GARBAGE)))
                continue
            name = str(message.body.error)
            raise Disconnected(name, Gap(GapKind.FUTURE) if name == "FutureCursor" else None)
        return events

    def close(self) -> None:
        """Disconnect."""
        self._sockets.close()

    def _events_of(self, kind: str | None, body: Mapping[str, Any]) -> Iterator[StreamEvent]:
        if kind == "#info":
            if body["name"] == "OutdatedCursor":
                yield StreamEvent("", gap=Gap(GapKind.OUTDATED))
            return
        if kind not in ("#commit", "#identity", "#account", "#sync"):
            return  # kinds that are yet to be invented: https://atproto.com/specs/event-stream
        seq = int(body["seq"])
        goes_back = seq < self._last
        if kind == "#commit":
            signals, gap = self._read_commit(body)
        else:
            did = str(body["did"])
            signals, gap = (standing_signal(did),), None
            if kind == "#sync" and did in self._accounts:
                # the repository stands at ``rev`` now; unless we came there too, how it did is not told
                rev, last_rev = str(body["rev"]), self._stream.revs.get(did, "")
                self._stream.revs[did] = max(rev, last_rev)
                gap = Gap(GapKind.MISSED, frozenset({did})) if rev > last_rev else None
        if not self._last:
            yield StreamEvent(str(seq - 1))  # where to begin again, until all of this has been looked for
        self._last = seq
        if goes_back:
            yield StreamEvent("", gap=Gap(GapKind.BACKWARDS))
        yield StreamEvent(str(seq), signals, gap, at=time_of_tid(body.get("rev")) if kind == "#commit" else None)

    def _read_commit(self, body: Mapping[str, Any]) -> tuple[tuple[Signal, ...], Gap | None]:
        """What a commit tells, and whether something of its account was left out.

        Of strangers only what they may do to our people's posts; whom they follow and what they delete is theirs.
        """
        did = str(body["repo"])
        is_linked = did in self._accounts
        collections = COLLECTIONS if is_linked else STRANGERS_COLLECTIONS
        ops = [
            op
            for op in body["ops"]
            if str(op["path"]).partition("/")[0] in collections and (is_linked or op.get("cid"))
        ]
        records = CAR.from_bytes(body["blocks"]).blocks if any(op.get("cid") for op in ops) else {}
        signals, whole = [], not body.get("tooBig")
        for op in ops:
            collection, _, rkey = str(op["path"]).partition("/")
            record = records.get(CID.from_decoded_bytes(op["cid"]), {}) if op.get("cid") else None
            whole = whole and record != {}
            signals.append(signal_of(did, collection, rkey, record))
        missed = is_linked and (not self._follows_on(did, body) or not whole)
        gap = Gap(GapKind.MISSED, frozenset({did})) if missed else None
        return tuple(signal for signal in signals if signal), gap

    def _follows_on(self, did: str, body: Mapping[str, Any]) -> bool:
        """Whether the commit before this one was told too. (One that is told again proves nothing.)"""
        rev, last_rev = str(body["rev"]), self._stream.revs.get(did)
        if last_rev is None or rev > last_rev:
            self._stream.revs[did] = rev
        return last_rev is None or rev <= last_rev or body.get("since") == last_rev

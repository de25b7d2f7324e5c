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

from mooc.core.push import LOOKS, Disconnected, Gap, GapKind, Signal, StreamEvent, Subscription
from mooc.networks.bluesky.capabilities import NETWORK, SPEAKS
from mooc.networks.bluesky.stream_client import ALIVE, Sockets
from mooc.networks.bluesky.stream_records import COLLECTIONS, FOLLOWS, TELLS, moment_of, signal_of, standing

METHOD = "com.atproto.sync.subscribeRepos"
GARBAGE_AT_MOST = 20
"""So many unreadable frames in a row, and it is no firehose."""


class Firehose:
    """The Stream of the relay or server at ``base_url`` (ws://, wss://, http:// or https://)."""

    network, tells, speaks, looks, resumes = NETWORK, TELLS, SPEAKS, LOOKS, True

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
        return [event for frame in self._sockets.take(seconds) for event in self._told(frame.data)]

    def close(self) -> None:
        """Disconnect."""
        self._sockets.close()

    def _told(self, data: bytes | str) -> Iterator[StreamEvent]:
        try:
            frame = AtprotoFrame.from_bytes(data)
            if not isinstance(frame, ErrorFrame):
                events = list(self._message(frame.type, frame.body))
                self._unreadable = 0
                yield from events
                return
        except Exception as error:  # whatever a decoder stumbles over, it is the frame that is wrong
            yield self._garbage(error)
            return
        name = str(frame.body.error)
        raise Disconnected(name, Gap(GapKind.FUTURE) if name == "FutureCursor" else None)

    def _garbage(self, error: Exception) -> StreamEvent:
        self._unreadable += 1
        if self._unreadable > GARBAGE_AT_MOST:
            raise Disconnected("garbage", Gap(GapKind.GARBAGE)) from error
        return StreamEvent("", gap=Gap(GapKind.GARBAGE))

    def _message(self, kind: str | None, body: Mapping[str, Any]) -> Iterator[StreamEvent]:
        if kind == "#info":
            if body["name"] == "OutdatedCursor":
                yield StreamEvent("", gap=Gap(GapKind.OUTDATED))
            return
        if kind not in ("#commit", "#identity", "#account", "#sync"):
            return  # kinds that are yet to be invented: https://atproto.com/specs/event-stream
        seq = int(body["seq"])
        back = Gap(GapKind.BACKWARDS) if seq < self._last else None
        signals, gap = self._commit(body) if kind == "#commit" else self._other(kind, body)
        if not self._last:
            yield StreamEvent(str(seq - 1))  # where to begin again, until all of this has been looked for
        self._last = seq
        if back:
            yield StreamEvent("", gap=back)
        yield StreamEvent(str(seq), signals, gap, at=moment_of(body.get("rev")) if kind == "#commit" else None)

    def _commit(self, body: Mapping[str, Any]) -> tuple[tuple[Signal, ...], Gap | None]:
        did = str(body["repo"])
        ours = did in self._accounts
        ops = [op for op in body["ops"] if self._matters(ours, op)]
        records = CAR.from_bytes(body["blocks"]).blocks if any(op.get("cid") for op in ops) else {}
        signals, whole = [], not body.get("tooBig")
        for op in ops:
            collection, _, rkey = str(op["path"]).partition("/")
            record = records.get(CID.from_decoded_bytes(op["cid"]), {}) if op.get("cid") else None
            whole = whole and record != {}
            signals.append(signal_of(did, collection, rkey, record))
        missed = ours and (not self._follows_on(did, body) or not whole)
        gap = Gap(GapKind.MISSED, frozenset({did})) if missed else None
        return tuple(signal for signal in signals if signal), gap

    def _matters(self, ours: bool, op: Mapping[str, Any]) -> bool:
        """Of strangers only what they may do to our people's posts; whom they follow and what they delete is theirs."""
        collection = str(op["path"]).partition("/")[0]
        return collection in COLLECTIONS and (ours or (collection != FOLLOWS and bool(op.get("cid"))))

    def _follows_on(self, did: str, body: Mapping[str, Any]) -> bool:
        """Whether the commit before this one was told too. (One that is told again proves nothing.)"""
        rev, known = str(body["rev"]), self._stream.revs.get(did)
        if known is None or rev > known:
            self._stream.revs[did] = rev
        return known is None or rev <= known or body.get("since") == known

    def _other(self, kind: str, body: Mapping[str, Any]) -> tuple[tuple[Signal, ...], Gap | None]:
        """``#sync``: the repository stands at ``rev`` now; unless we came there too, how it did is not told."""
        did = str(body["did"])
        if kind != "#sync" or did not in self._accounts:
            return (standing(did),), None
        rev, known = str(body["rev"]), self._stream.revs.get(did, "")
        self._stream.revs[did] = max(rev, known)
        return (standing(did),), Gap(GapKind.MISSED, frozenset({did})) if rev > known else None

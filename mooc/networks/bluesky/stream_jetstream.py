"""Jetstream: the firehose as JSON, of the accounts that one asks for.

https://github.com/bluesky-social/jetstream#consuming-jetstream. This speaks the wire ``/subscribe``, which every
Jetstream has: there the accounts go in a message, while the newer ``network.bsky.jetstream.subscribeEvents`` takes them
in the address alone, which ten thousand do not fit into. Cursors are microseconds of the Unix clock, and hold (roughly)
for every host.

What it does not tell: what strangers do to our people's posts, as it goes by who did something. The polls find that.
Uncertain: how far back a public host can go (``WINDOW``), and whether it says so when it cannot; hence an old cursor
counts as a gap whatever the server does.
"""

import hashlib
import json
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from mooc.core.push import (
    Disconnected,
    Gap,
    GapKind,
    Signal,
    StreamEvent,
    Subscription,
)
from mooc.networks.bluesky.capabilities import NETWORK, SPEAKS
from mooc.networks.bluesky.stream_client import ALIVE, Sockets
from mooc.networks.bluesky.stream_firehose import GARBAGE_AT_MOST
from mooc.networks.bluesky.stream_records import (
    COLLECTIONS,
    INDEXED_AFTER,
    TELLS,
    signal_of,
    standing_signal,
)
from mooc.networks.bluesky.tids import EPOCH, time_of_tid

ACCOUNTS_AT_MOST = 10_000
SECOND = 1_000_000
REWIND = 5 * SECOND
"""One goes on a little before one's cursor: hosts do not agree to the microsecond."""
WINDOW = 24 * 3600 * SECOND
"""How far back a host goes that keeps its events for as long as it does by default."""


class Jetstream:
    """The Stream of the Jetstream at ``url`` (wss://HOST/subscribe)."""

    network, emits, covers, delays, resumes = NETWORK, TELLS, SPEAKS, INDEXED_AFTER, True

    def __init__(self, url: str, *, at_most: int = ACCOUNTS_AT_MOST, alive: float = ALIVE) -> None:
        self.host = urlsplit(url).netloc
        self.url, self.at_most, self.alive = url, at_most, alive

    def open(self, cursor: str, subscription: Subscription) -> "JetstreamFeed":
        """Connect, as often as it takes for so many accounts. Raises Disconnected."""
        return JetstreamFeed(self, cursor, subscription)


class JetstreamFeed:
    """Open connections to one Jetstream, read as one."""

    def __init__(self, stream: Jetstream, cursor: str, subscription: Subscription) -> None:
        self._stream = stream
        now = int(time.time() * SECOND)
        start = int(cursor) if cursor else now
        self._is_old = now - start > WINDOW
        self._unreadable = 0
        self._parts: tuple[frozenset[str], ...] = ()
        self._cursors: list[int] = []
        self._connect(subscription, start - REWIND)

    def want(self, subscription: Subscription) -> None:
        """Tell the server who is wanted now; with another number of connections, connect anew. Raises Disconnected."""
        parts = partition_accounts(subscription.accounts, self._stream.at_most)
        if len(parts) != len(self._parts):
            start = min(self._cursors)
            self._sockets.close()
            self._connect(subscription, start - REWIND)
        for number, part in enumerate(parts):
            if part != self._parts[number]:
                self._sockets.say(number, _hello(part))
        self._parts = parts

    def take(self, seconds: float) -> Sequence[StreamEvent]:
        """What has come. Raises Disconnected."""
        if self._is_old:
            self._is_old = False
            return [StreamEvent("", gap=Gap(GapKind.OUTDATED))]
        events: list[StreamEvent] = []
        for frame in self._sockets.take(seconds):
            try:
                event = json.loads(frame.data)
                moment, signal = int(event["time_us"]), _signal(event)
                reached = _reached(event, moment)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                self._unreadable += 1
                if self._unreadable > GARBAGE_AT_MOST:
                    raise Disconnected("garbage", Gap(GapKind.GARBAGE)) from error
                events.append(StreamEvent("", gap=Gap(GapKind.GARBAGE)))
                continue
            self._unreadable = 0
            events.append(StreamEvent(str(min(self._cursors))))
            self._cursors[frame.socket] = max(self._cursors[frame.socket], moment)
            self._reached[frame.socket] = reached
            signals = (signal,) if signal else ()
            events.append(StreamEvent(str(min(self._cursors)), signals, at=min(self._reached.values())))
        return events

    def close(self) -> None:
        """Disconnect."""
        self._sockets.close()

    def _connect(self, subscription: Subscription, start: int) -> None:
        self._parts = partition_accounts(subscription.accounts, self._stream.at_most)
        self._cursors = [start] * len(self._parts)
        self._reached = dict.fromkeys(range(len(self._parts)), EPOCH)
        wanted_collections = (("wantedCollections", collection) for collection in COLLECTIONS)
        options = [("requireHello", "true"), ("cursor", str(start)), *wanted_collections]
        url = f"{self._stream.url}?{urlencode(options)}"
        hellos = [_hello(part) for part in self._parts]
        self._sockets = Sockets([url] * len(self._parts), hellos, self._stream.alive)


def _signal(event: Mapping[str, Any]) -> Signal | None:
    """What the event tells that somebody did; None for what nobody asks about."""
    did = str(event["did"])
    if event["kind"] == "commit":
        commit = event["commit"]
        record = None if commit["operation"] == "delete" else commit.get("record") or {}
        return signal_of(did, str(commit["collection"]), str(commit["rkey"]), record)
    return standing_signal(did) if event["kind"] in ("identity", "account") else None


def _reached(event: Mapping[str, Any], moment: int) -> datetime:
    """When it happened: a Jetstream that catches up with its relay stamps what is old with the time of its coming."""
    arrived = EPOCH + timedelta(microseconds=moment)
    return min(arrived, time_of_tid((event.get("commit") or {}).get("rev")) or arrived)


def partition_accounts(accounts: Collection[str], size: int) -> tuple[frozenset[str], ...]:
    """The accounts in as few parts as their hashes allow, a power of two, each of at most ``size`` (one or more).

    Who is in which part depends on the account and on how many parts there are, not on the others: somebody who joins
    or leaves moves nobody else.
    """
    count = 1
    while True:
        parts: list[set[str]] = [set() for _ in range(count)]
        for account in accounts:
            number = int.from_bytes(hashlib.sha256(account.encode()).digest()[:8])
            parts[number % count].add(account)
        if max(map(len, parts)) <= size:
            return tuple(frozenset(part) for part in parts if part)
        count *= 2


def _hello(accounts: frozenset[str]) -> str:
    """Who is wanted. Never nobody: that would mean everybody."""
    payload = {"wantedCollections": COLLECTIONS, "wantedDids": sorted(accounts), "maxMessageSizeBytes": 0}
    return json.dumps({"type": "options_update", "payload": payload})

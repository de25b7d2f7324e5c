"""X's filtered stream: one connection, rules, posts as they are written, half a cent each.

https://docs.x.com/x-api/posts/filtered-stream/introduction. tweepy's StreamingClient opens and reads it, and is stopped
at its first trouble: its own way is to sleep and try again for ever. The stream cannot go back to what happened while
nobody was connected (that costs extra), so that every connection begins with a gap.

What it does not tell: follows, reposts, and quotes by strangers. Reposts are kept out, as each would be billed.
Each post that is delivered costs what a row of a search does; that X then gives the same post to a search of the same
day for nothing is not counted on. Requests for the rules and for the connection pass the gate, and are free.
Uncertain: whether ``from:`` and ``to:`` with a numeric id, which the documentation allows, holds for every account.
"""

import contextlib
import json
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from mooc.core.facts.cost import EndpointUsage
from mooc.core.facts.needs import NeedKind
from mooc.core.push import (
    Disconnected,
    EventType,
    Gap,
    GapKind,
    Signal,
    StreamEvent,
    Subscription,
)
from mooc.core.spending.gate import Gate
from mooc.networks.local_gate import LocalGate
from mooc.networks.x.answers import PostPayload
from mooc.networks.x.capabilities import NETWORK, POST_USD
from mooc.networks.x.spec import API
from mooc.networks.x.stream_client import STREAM, Reader, RuleBook
from mooc.networks.x.stream_rules import StreamRule, pack_rules

ONLY_NEW = " -is:retweet"
TERMS: Mapping[str, str] = {"search_tag": "#{}", "replies_to": "to:{}", "author_posts": "from:{}"}
"""Read → the rule that matches what its watch looks for."""
TAG_PREFIX = "twinome-"
OVERHEAD = len("()" + ONLY_NEW)
GARBAGE_AT_MOST = 20
LOOKS: tuple[float, ...] = (5.0, 15.0, 35.0)
"""Search is up to half a minute behind."""
CONNECTED, DELIVERED = EndpointUsage(STREAM, 1), EndpointUsage(STREAM, 0, 1, POST_USD)


class FilteredStream:
    """The Stream of the app whose token is ``bearer``. ``gate``: what it passes; None for one of its own, in memory."""

    network, delays, resumes = NETWORK, LOOKS, False
    emits = frozenset({NeedKind.POSTS, NeedKind.REPLIES})
    covers: frozenset[NeedKind] = frozenset()

    def __init__(self, base_url: str = API, *, bearer: str, gate: Gate | None = None) -> None:
        self.host = urlsplit(base_url).netloc
        self._access = base_url, bearer, gate or LocalGate()

    def open(self, cursor: str, subscription: Subscription) -> "FilteredFeed":
        """Set the rules, then connect. Raises Disconnected."""
        return FilteredFeed(RuleBook(*self._access), Reader(*self._access), subscription)


def rules(subscription: Subscription) -> tuple[StreamRule, ...]:
    """The rules that match what the open watches look for; what there is no room for is left to the polls."""
    terms = (TERMS[key.read].format(key.subject) for key in subscription.watches if key.read in TERMS and key.subject)
    packed, _ = pack_rules(terms, length=1024 - OVERHEAD)
    return tuple(StreamRule(f"({rule.value}){ONLY_NEW}", rule.tag) for rule in packed)


class FilteredFeed:
    """An open filtered stream."""

    def __init__(self, book: RuleBook, reader: Reader, subscription: Subscription) -> None:
        self._book, self._reader = book, reader
        self._lines: queue.Queue[bytes | Disconnected] = queue.Queue(1000)
        self._unreadable = 0
        self._rules = tuple[StreamRule, ...]()
        self.want(subscription)
        self._unentered: tuple[EndpointUsage, ...] = (CONNECTED,)
        reader.begin(self._lines)
        threading.Thread(target=reader.read, name="stream x", daemon=True).start()

    def want(self, subscription: Subscription) -> None:
        """Add the rules that are missing, then take away those of ours that are not wanted. Raises Disconnected."""
        required = rules(subscription)
        if required == self._rules:
            return
        try:
            current = [rule for rule in self._book.rules() if str(rule.get("tag", "")).startswith(TAG_PREFIX)]
            values_and_tags = {(rule["value"], rule["tag"]) for rule in current}
            self._book.add([rule for rule in required if rule not in values_and_tags])
            self._book.delete([rule["id"] for rule in current if (rule["value"], rule["tag"]) not in set(required)])
        except Disconnected as broken:
            broken.usage = self._book.usage
            raise
        self._rules = required

    def take(self, seconds: float) -> Sequence[StreamEvent]:
        """What has come. Raises Disconnected."""
        sent = self._unentered + self._book.usage  # since the last time, for the ledger
        self._unentered = self._book.usage = ()
        events = [StreamEvent("", usage=sent)] if sent else []
        end = time.monotonic() + seconds
        with contextlib.suppress(queue.Empty):
            while True:
                left = 0.0 if events else max(end - time.monotonic(), 0.001)
                line = self._lines.get(timeout=left) if left else self._lines.get_nowait()
                if isinstance(line, Disconnected):
                    raise line
                events.append(self._event_of(line))
        return events

    def close(self) -> None:
        """Disconnect."""
        self._reader.close()

    def _event_of(self, line: bytes) -> StreamEvent:
        try:
            body = json.loads(line)
            if "errors" in body and "data" not in body:  # an operational disconnect follows
                raise Disconnected("errors")
            signals = _signals(PostPayload.model_validate(body["data"]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._unreadable += 1
            if self._unreadable > GARBAGE_AT_MOST:
                raise Disconnected("garbage", Gap(GapKind.GARBAGE)) from error
            return StreamEvent("", gap=Gap(GapKind.GARBAGE), usage=(DELIVERED,))
        self._unreadable = 0
        return StreamEvent("", signals, usage=(DELIVERED,))


def _signals(post: PostPayload) -> tuple[Signal, ...]:
    """None of a repost, which no rule of ours asks for: it is no post."""
    if post.refers("retweeted"):
        return ()
    answered = post.refers("replied_to")
    signal = Signal(
        NETWORK,
        EventType.POST,
        post.author_id,
        post.id,
        reply_to=answered,
        reply_to_author=post.in_reply_to_user_id if answered else "",
        quote_of=post.refers("quoted"),
        tags=tuple(dict.fromkeys(tag.tag.casefold() for tag in post.entities_of_whole.hashtags)),
    )
    return (signal,)


def open_stream(base_url: str, bearer: str, gate: Gate | None = None) -> FilteredStream:
    """The filtered stream; opened by name."""
    return FilteredStream(base_url, bearer=bearer, gate=gate)

"""The streams of the course's own account: what reaches its home, and the course's hashtags.

https://docs.joinmastodon.org/methods/streaming/ over server-sent events. The server tells what it knows of, which is
not all that people elsewhere do, and cannot go back: every connection begins with a gap. People are told by their
handles (``acct``), which are matched with those of the linked accounts. Uncertain: servers that stream over
web sockets alone (GoToSocial) refuse this; there the polls do it all.
"""

import contextlib
import json
import queue
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from mooc.core.facts.needs import NeedKind
from mooc.core.push import Disconnected, EventType, Gap, GapKind, Signal, StreamEvent, Subscription
from mooc.core.spending.gate import Gate, GateClosed, RequestOutcome
from mooc.networks.local_gate import LocalGate
from mooc.networks.mastodon.capabilities import NETWORK
from mooc.networks.mastodon.client import AGENT
from mooc.networks.mastodon.rate_limits import HEADERS, server_bucket
from mooc.networks.transport import rate_limit_of

TIMEOUT, SILENCE = 10.0, 60.0
"""Seconds to connect; and without a line (a beat comes every 15), after which the connection is dead."""
TAGS_AT_MOST = 10
LOOKS: tuple[float, ...] = (0.1, 0.6, 2.0, 6.0)
FOLLOWS = "followed_by"
LINE_AT_MOST = 2**20


class MastodonStream:
    """The Stream of the account whose ``token`` it is, on the server at ``base_url``. ``gate``: what each connection
    passes; None for one of its own, in memory."""

    network, delays, resumes = NETWORK, LOOKS, False
    emits = frozenset({NeedKind.POSTS, NeedKind.REPLIES, NeedKind.FOLLOWS, NeedKind.REPOSTS})
    covers: frozenset[NeedKind] = frozenset()

    def __init__(self, base_url: str, *, token: str, gate: Gate | None = None) -> None:
        self.base_url, self.token, self.gate = base_url.rstrip("/"), token, gate or LocalGate()
        self.host = urlsplit(base_url).netloc

    def open(self, cursor: str, subscription: Subscription) -> "MastodonFeed":
        """Connect to the stream of the account and to those of the tags. Raises Disconnected."""
        return MastodonFeed(self, subscription)


class MastodonFeed:
    """Open streams of one server, read as one."""

    def __init__(self, stream: MastodonStream, subscription: Subscription) -> None:
        self._stream = stream
        self._messages: queue.Queue[tuple[str, str] | Disconnected] = queue.Queue(1000)
        self._answers: list[requests.Response] = []
        self._tags = subscription.tags
        self.want(subscription)
        paths = ["user", *(f"hashtag?tag={quote(tag)}" for tag in sorted(subscription.tags)[:TAGS_AT_MOST])]
        try:
            self._answers += [self._connect(path) for path in paths]
        except Disconnected:
            self.close()
            raise
        for answer in self._answers:
            threading.Thread(target=self._pump, args=(answer,), name="stream mastodon", daemon=True).start()

    def want(self, subscription: Subscription) -> None:
        """Other people are told apart from now on; for other tags, connect anew. Raises Disconnected."""
        if subscription.tags != self._tags:
            raise Disconnected("other tags")
        self._ids = {handle.casefold(): pk for pk, handle in subscription.handles}
        self._targets = sorted(key.subject for key in subscription.watches if key.read == FOLLOWS)

    def take(self, seconds: float) -> Sequence[StreamEvent]:
        """What has come. Raises Disconnected."""
        events: list[StreamEvent] = []
        with contextlib.suppress(queue.Empty):
            message = self._messages.get(timeout=max(seconds, 0.001))
            while True:
                if isinstance(message, Disconnected):
                    raise message
                try:
                    events.append(StreamEvent("", tuple(self._signals(*message))))
                except (ValueError, TypeError, KeyError, AttributeError):
                    events.append(StreamEvent("", gap=Gap(GapKind.GARBAGE)))
                message = self._messages.get_nowait()
        return events

    def close(self) -> None:
        """Disconnect: the sockets first, as a thread that reads one would hold up its closing."""
        for answer in self._answers:
            with contextlib.suppress(OSError, AttributeError, ValueError):  # it may have ended by itself
                answer.raw.shutdown()

    def _connect(self, path: str) -> requests.Response:
        """Through the gate, which counts it with the account's other requests. Raises Disconnected."""
        gate, bucket, outcome = (
            self._stream.gate,
            server_bucket(self._stream.host, self._stream.token),
            RequestOutcome(0),
        )
        headers = {"Authorization": f"Bearer {self._stream.token}", "User-Agent": AGENT}
        url = f"{self._stream.base_url}/api/v1/streaming/{path}"
        try:
            gate.enter(bucket)
        except GateClosed as error:
            raise Disconnected("not sent", wait=max(0.0, error.until - time.time())) from error
        try:
            answer = requests.get(url, headers=headers, stream=True, timeout=(TIMEOUT, SILENCE), allow_redirects=False)
            outcome = rate_limit_of(answer.status_code, answer.headers, HEADERS)
        except requests.RequestException as error:
            raise Disconnected(type(error).__name__) from error
        finally:
            opens_at = gate.leave(bucket, outcome)
        if answer.status_code != 200:
            answer.close()
            raise Disconnected(f"HTTP {answer.status_code}", wait=max(0.0, opens_at - time.time()) if opens_at else 0.0)
        return answer

    def _pump(self, answer: requests.Response) -> None:
        end = Disconnected("closed")
        try:
            for event in _events(answer):
                self._messages.put(event, timeout=SILENCE)
        except (requests.RequestException, OSError, ValueError, AttributeError, queue.Full) as error:
            end = Disconnected(type(error).__name__)
        with contextlib.suppress(queue.Full):
            self._messages.put(end, timeout=1.0)

    def _signals(self, name: str, data: str) -> Iterator[Signal]:
        """Of the kinds of event those that tell that somebody did something."""
        if name in ("update", "status.update"):
            yield self._post(json.loads(data))
        elif name == "notification":
            body = json.loads(data)
            actor = self._id(body["account"])
            if body["type"] == "follow":
                yield from (Signal(NETWORK, EventType.FOLLOW, actor, target=target) for target in self._targets)
            elif body["type"] == "mention":
                yield self._post(body["status"])
            elif body["type"] == "reblog":
                yield self._repost(actor, body["status"])

    def _post(self, status: Mapping[str, Any]) -> Signal:
        actor = self._id(status["account"])
        if status.get("reblog"):
            return self._repost(actor, status["reblog"])
        tags = tuple(dict.fromkeys(str(tag["name"]).casefold() for tag in status.get("tags") or ()))
        return Signal(NETWORK, EventType.POST, actor, str(status["uri"]), tags=tags)

    def _repost(self, actor: str, status: Mapping[str, Any]) -> Signal:
        author = self._id(status["account"])
        return Signal(NETWORK, EventType.REPOST, actor, target=str(status["uri"]), target_author=author)

    def _id(self, account: Mapping[str, Any]) -> str:
        """The linked account of that handle; empty for everybody else."""
        acct = str(account["acct"]).casefold()
        return self._ids.get(acct if "@" in acct else f"{acct}@{self._stream.host}", "")


def _events(answer: requests.Response) -> Iterator[tuple[str, str]]:
    """Names and data of the events: https://html.spec.whatwg.org/multipage/server-sent-events.html"""
    name, data = "", list[str]()
    for line in answer.iter_lines(chunk_size=512, decode_unicode=False):
        if len(line) > LINE_AT_MOST:
            raise ValueError("a line too long")
        field, _, value = line.decode().partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            data.append(value)
        elif not line and name:
            yield name, "\n".join(data)
            name, data = "", []

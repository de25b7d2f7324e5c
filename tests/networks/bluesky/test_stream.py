"""Jetstream, against a loopback server that speaks its wire: it stands for the filter, the hello and the cursor of a
Jetstream (https://github.com/bluesky-social/jetstream-legacy), not for its retention or its pace."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from websockets.sync.server import ServerConnection, serve

from mooc.core.push import EventType, GapKind, Signal, StreamEvent, Subscription
from mooc.networks.bluesky.stream import open_stream
from mooc.networks.bluesky.stream_jetstream import REWIND, SECOND, Jetstream, JetstreamFeed
from mooc.networks.bluesky.tids import EPOCH, time_of_tid
from tests.bluesky import eventually

POST = "app.bsky.feed.post"
REV = "3jzfcijpj2z2a"


def people(count: int) -> list[str]:
    return [f"did:plc:{number:024d}" for number in range(count)]


def event(did: str, moment: int, rkey: str = "a") -> dict[str, Any]:
    commit = {"operation": "create", "collection": POST, "rkey": rkey, "rev": REV, "record": {"tags": ["Mooc"]}}
    return {"did": did, "time_us": moment, "kind": "commit", "commit": commit}


class Server:
    """``events``: what happened. ``asked``: the query of each connection; ``wanted``: what each hello asked for."""

    def __init__(self) -> None:
        self.events: list[Any] = []
        self.asked: list[dict[str, list[str]]] = []
        self.wanted: list[set[str]] = []
        self._server = serve(self._answer, "127.0.0.1", 0)
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}/subscribe"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()

    def _answer(self, client: ServerConnection) -> None:
        assert client.request
        query = parse_qs(urlsplit(client.request.path).query)
        self.asked.append(query)
        for hello in client:
            payload = json.loads(hello)["payload"]
            dids = set(payload["wantedDids"])
            self.wanted.append(dids)
            for one in self.events:
                if isinstance(one, str):
                    client.send(one)
                elif one["did"] in dids and one["time_us"] >= int(query["cursor"][0]):
                    client.send(json.dumps(one))


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


def told(feed: JetstreamFeed, count: int) -> list[StreamEvent]:
    end, found = time.monotonic() + 5, list[StreamEvent]()
    while sum(bool(one.signals or one.gap) for one in found) < count and time.monotonic() < end:
        found += feed.take(0.2)
    return found


def test_only_who_is_wanted_is_told_from_a_little_before_the_cursor(server: Server) -> None:
    ada, zoe, *_ = people(3)
    now = int(time.time() * SECOND)
    server.events = [event(ada, now - 20 * SECOND), event(zoe, now), event(ada, now + 1, "b")]
    stream = open_stream(server.url)
    assert isinstance(stream, Jetstream)
    feed = stream.open(str(now), Subscription(frozenset({ada})))
    found = told(feed, 1)
    assert [signal for one in found for signal in one.signals] == [
        Signal("bluesky", EventType.POST, ada, f"at://{ada}/{POST}/b", tags=("mooc",))
    ]
    assert found[-1].cursor == str(now + 1)
    assert found[-1].at == time_of_tid(REV), "when it was done, not when the Jetstream came to know"
    assert server.asked[0]["cursor"] == [str(now - REWIND)]
    assert server.asked[0]["requireHello"] == ["true"]
    feed.close()


def test_more_people_than_fit_take_several_connections_and_the_cursor_is_that_of_the_last(server: Server) -> None:
    everybody = people(40)
    now = int(time.time() * SECOND)
    server.events = [event(everybody[0], now + 5)]
    feed = Jetstream(server.url, at_most=25).open(str(now), Subscription(frozenset(everybody)))
    found = told(feed, 1)
    eventually(lambda: len(server.wanted), lambda connected: connected >= 2)
    assert len(server.asked) == len(server.wanted)
    assert set.union(*server.wanted) == set(everybody)
    assert found[-1].cursor == str(now - REWIND), "another connection may be behind"
    assert found[-1].at == EPOCH, "and has told nothing yet"
    feed.want(Subscription(frozenset(everybody[:10])))
    assert told(feed, 1)
    eventually(lambda: server.wanted[-1], lambda wanted: wanted == set(everybody[:10]))
    feed.close()


def test_a_cursor_older_than_the_window_is_a_gap_and_garbage_is_one_too(server: Server) -> None:
    ada = people(1)[0]
    server.events = ["no JSON", event(ada, int(time.time() * SECOND))]
    feed = Jetstream(server.url).open(str(SECOND), Subscription(frozenset({ada})))
    kinds = [one.gap.kind for one in told(feed, 3) if one.gap]
    assert kinds == [GapKind.OUTDATED, GapKind.GARBAGE]
    feed.close()


def test_a_revision_tells_when_it_was_made() -> None:
    made = datetime(2026, 11, 2, 10, 0, 0, 250_000, tzinfo=UTC)
    number = (int(made.timestamp()) * SECOND + made.microsecond) << 10 | 1023
    signs = "234567abcdefghijklmnopqrstuvwxyz"
    assert time_of_tid("".join(signs[number >> 5 * place & 31] for place in reversed(range(13)))) == made
    assert time_of_tid("3jzfcijpj2z2a"), "the example of https://atproto.com/specs/tid"
    assert [time_of_tid(rev) for rev in ("r", "zzzzzzzzzzzzz", "3jzfcijpj2z21", "", None)] == [None] * 5

"""A web socket on loopback between the engine and the real firehose, which makes faults that a server cannot be made to
make. It stands for nothing: what it does not spoil is the real server's own frame."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import libipld
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

Spoil = Callable[[bytes], list[bytes]]


def told(kind: str, **body: object) -> bytes:
    """A frame of the event stream: https://atproto.com/specs/event-stream#framing"""
    return libipld.encode_dag_cbor({"op": 1, "t": kind}) + libipld.encode_dag_cbor(body)


OUTDATED = told("#info", name="OutdatedCursor", message="by the test")
GARBAGE = b"\xff\x00 this is no CBOR"


class Meddler:
    """Relays from ``upstream`` (http://…). ``asked``: the address of each connection. ``fired``: faults so far.

    ``spoils``: what becomes of the next frames. ``greeting``: frames sent first on the next connection. ``is_shut``:
    nobody is let in.
    """

    def __init__(self, upstream: str) -> None:
        self._upstream = f"ws://{urlsplit(upstream).netloc}"
        self.asked: list[str] = []
        self.fired = 0
        self.spoils: list[Spoil] = []
        self.greeting: list[bytes] = []
        self.is_shut = False
        self._open: list[ServerConnection] = []
        self._server = serve(self._relay, "127.0.0.1", 0)
        self.url = f"ws://127.0.0.1:{self._server.socket.getsockname()[1]}"

    @contextlib.contextmanager
    def running(self) -> Iterator["Meddler"]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.is_shut = True
            self.cut()
            self._server.shutdown()

    def cut(self) -> None:
        """Break every connection, without a word of farewell."""
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.socket.shutdown(2)
                self.fired += 1
        self._open.clear()

    def _relay(self, client: ServerConnection) -> None:
        if self.is_shut or client.request is None:
            return client.socket.shutdown(2)
        self.asked.append(client.request.path)
        self._open.append(client)
        with contextlib.suppress(ConnectionClosed, OSError), connect(self._upstream + client.request.path) as server:
            for frame in self._greet():
                client.send(frame)
            threading.Thread(target=_ends_with, args=(client, server), daemon=True).start()
            for frame in server:
                assert isinstance(frame, bytes)
                for one in self._spoiled(frame):
                    client.send(one)
        return None

    def _greet(self) -> list[bytes]:
        greeting, self.greeting = self.greeting, []
        self.fired += len(greeting)
        return greeting

    def _spoiled(self, frame: bytes) -> list[bytes]:
        if self.spoils and b"#commit" in frame:
            self.fired += 1
            return self.spoils.pop(0)(frame)
        return [frame]


def _ends_with(client: ServerConnection, server: object) -> None:
    """When the engine leaves, so do we."""
    with contextlib.suppress(ConnectionClosed, OSError):
        for _ in client:
            pass
    with contextlib.suppress(ConnectionClosed, OSError):
        server.close()  # type: ignore[attr-defined]


def drop(frame: bytes) -> list[bytes]:
    """It is never told."""
    return []


def garble(frame: bytes) -> list[bytes]:
    """Something else is told in its place."""
    return [GARBAGE]

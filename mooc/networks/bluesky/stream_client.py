"""Web sockets that are read as one: bounded, watched for death, and pumped into one queue.

websockets, which atproto itself stands on, and not atproto's own client: that one reconnects by itself, sleeps in the
thread for up to a minute, and skips what it cannot decode without a word, while we have to know of each of these.
"""

import contextlib
import queue
import threading
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from mooc.core.push import Disconnected

OPENS_WITHIN = 10.0
ALIVE = 10.0
"""Seconds between two pings, and until a ping that is not answered means a dead connection."""
BYTES_AT_MOST = 5 * 2**20
"""The largest frame that the protocol allows for: https://atproto.com/specs/event-stream"""
WAITING = 1000
"""So many frames wait for us at most; then the server has to wait, and may drop us for it."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Frame(NamedTuple):
    """What came over the socket number ``socket``."""

    socket: int
    data: bytes | str


class Sockets:
    """Connections to these addresses, in that order, each with a thread that pumps. ``hello``: what to say to each
    at first (empty: nothing). Raises Disconnected."""

    def __init__(self, urls: Sequence[str], hellos: Sequence[str] = (), alive: float = ALIVE) -> None:
        self._frames: queue.Queue[Frame | Disconnected] = queue.Queue(WAITING)
        self._closed = threading.Event()
        self._connections = contextlib.ExitStack()
        self._open: list[ClientConnection] = []
        try:
            for number, url in enumerate(urls):
                self._open.append(self._connect(url, alive))
                if hellos:
                    self.say(number, hellos[number])
        except Disconnected:
            self.close()
            raise
        for number, socket in enumerate(self._open):
            threading.Thread(target=self._pump, args=(number, socket), name="stream", daemon=True).start()

    def take(self, seconds: float) -> list[Frame]:
        """What has come, after waiting at most ``seconds`` for the first of it. Raises Disconnected when
        there is no more."""
        frames: list[Frame] = []
        with contextlib.suppress(queue.Empty):
            for _ in range(1 + WAITING):
                frame = self._frames.get_nowait() if frames else self._frames.get(timeout=max(seconds, 0.001))
                if isinstance(frame, Frame):
                    frames.append(frame)
                elif frames:  # first what came before the end
                    self._frames.put(frame)
                    break
                else:
                    raise frame
        return frames

    def say(self, socket: int, text: str) -> None:
        """Send a text. Raises Disconnected."""
        try:
            self._open[socket].send(text)
        except (OSError, WebSocketException) as error:
            raise Disconnected(type(error).__name__) from error

    def close(self) -> None:
        """Close all connections."""
        self._closed.set()
        with contextlib.suppress(OSError, WebSocketException):
            self._connections.close()

    def _connect(self, url: str, alive: float) -> ClientConnection:
        """Raises Disconnected, with the seconds to wait where the server refuses and tells them."""
        try:
            return self._connections.enter_context(
                connect(
                    url,
                    open_timeout=OPENS_WITHIN,
                    ping_interval=alive,
                    ping_timeout=alive,
                    close_timeout=0.3,
                    max_size=BYTES_AT_MOST,
                    proxy=None if urlsplit(url).hostname in LOOPBACK else True,  # a proxy is for the internet
                )
            )
        except InvalidStatus as error:
            retry_after = error.response.headers.get("Retry-After", "")
            seconds = float(retry_after) if retry_after.isdecimal() else 0.0
            raise Disconnected(f"HTTP {error.response.status_code}", wait=seconds) from error
        except (OSError, WebSocketException, ValueError, EOFError) as error:
            raise Disconnected(type(error).__name__) from error

    def _pump(self, number: int, socket: ClientConnection) -> None:
        end = Disconnected("closed")
        try:
            for data in socket:
                self._put(Frame(number, data))
        except (OSError, WebSocketException, EOFError) as error:
            end = Disconnected(type(error).__name__)
        self._put(end)

    def _put(self, frame: Frame | Disconnected) -> None:
        while not self._closed.is_set():
            with contextlib.suppress(queue.Full):
                return self._frames.put(frame, timeout=0.5)

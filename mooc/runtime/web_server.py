"""The web server: Waitress, in which one thread reads and writes for all, so that none waits for a slow sender.

A request takes a thread when it is there to its last byte, head and body. One that does not come to its end within
``REQUEST_SECONDS`` is hung up on, and where too many connections are open, the one that has been silent the longest
makes room. What a proxy says of the sender (``X-Forwarded-…``) is left as it is, for Django's settings to trust or not.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.wasyncore import loop

REQUEST_SECONDS = 60
"""Seconds in which a request must come to its end, however often a piece of it comes."""
IDLE_SECONDS = 30
"""Seconds after which a connection on which nothing happens is hung up on."""
SWEEP_SECONDS = 5
"""Seconds between two looks at that."""
CONNECTIONS_AT_MOST = 500
"""Connections that are open at once, slow senders' and kept ones together: half of what a process may usually open."""
GRACE_SECONDS = 10.0
"""Seconds for what is being answered when the server is asked to stop."""
BODY_AT_MOST = 10 * 2**20
"""More than any page or route takes: what is over their own limits, they refuse in their own words."""

logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # else a line for each request that waits for a thread


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress ships no types
    """One connection. ``began``: when the request began that is not there yet (seconds of the Unix clock)."""

    began: float | None = None

    def received(self, data: bytes) -> bool:
        """Take a piece in."""
        has_data: bool = super().received(data)
        self.began = (self.began or time.time()) if self.request is not None else None
        return has_data

    @property
    def is_idle(self) -> bool:
        """Whether nothing of it is being answered."""
        return not (self.requests or self.total_outbufs_len)


class _Server(TcpWSGIServer):  # type: ignore[misc]  # waitress ships no types
    channel_class = _Channel

    def maintenance(self, now: float) -> None:
        """Hang up on who is silent, as Waitress does, and on who never comes to an end."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.began is not None and channel.began < now - REQUEST_SECONDS:
                channel.will_close = True

    def handle_accept(self) -> None:
        """Take a connection in; if there are too many now, the one that has been silent the longest makes room."""
        super().handle_accept()
        if len(self.active_channels) > CONNECTIONS_AT_MOST:
            idle = [channel for channel in self.active_channels.values() if channel.is_idle and not channel.will_close]
            if idle:
                min(idle, key=lambda channel: channel.began or channel.last_activity).will_close = True


class WebServer:
    """Serves a WSGI application on a socket that is bound, by so many threads, until it is asked to stop."""

    def __init__(self, application: Callable[..., Any], bound: socket.socket, threads: int) -> None:
        options = Adjustments(
            sockets=[bound],
            threads=threads,
            connection_limit=2 * CONNECTIONS_AT_MOST,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=SWEEP_SECONDS,
            max_request_body_size=BODY_AT_MOST,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,
            ident=None,
        )
        bound.setblocking(False)  # other processes may accept what this one was told of
        self._threads, self._sockets = ThreadedTaskDispatcher(), dict[int, Any]()
        socket_info = (bound.family, bound.type, bound.proto, bound.getsockname())
        self._server = _Server(
            application, self._sockets, True, bound, self._threads, options, sockinfo=socket_info, bind_socket=False
        )
        self._threads.set_thread_count(threads)
        self._stop_asked = threading.Event()

    def run(self, is_wanted: Callable[[], bool] = lambda: True) -> None:
        """Serve until ``stop``, or until nobody wants it any more (asked once a second); end what was begun."""
        while not self._stop_asked.is_set() and is_wanted():
            self._turn(1.0)
        self._end()

    def stop(self) -> None:
        """Let ``run`` come to its end. May be called from anywhere, a signal's handler too."""
        self._stop_asked.set()
        with suppress(OSError):  # it has ended already
            self._server.pull_trigger()

    def _turn(self, seconds: float) -> None:
        loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _end(self) -> None:
        """Take nothing new in, and send what is still being answered."""
        self._server.del_channel(self._sockets)
        self._server.socket.close()
        end = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < end and not all(channel.is_idle for channel in self._server.active_channels.values()):
            self._turn(0.1)
        self._threads.shutdown(timeout=0.1)
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()
        self._server.trigger.close()


def listening_socket(bind: str) -> socket.socket:
    """A socket that is bound to ``HOST:PORT``, such as ``127.0.0.1:8000`` or ``[::1]:8000``. Raises OSError."""
    host, _, port = bind.rpartition(":")
    (family, kind, protocol, _, address), *_ = socket.getaddrinfo(
        host.strip("[]") or None, int(port), type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener

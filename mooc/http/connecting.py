"""The connect step: a name is looked up once, its addresses are judged, and one of these is connected to."""

import os
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from queue import Empty, Queue
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from mooc.http.addresses import is_public

LOOPBACK = "127.0.0.1"
HTTPS = 443

LOOKUPS_AT_ONCE = 32
_LOOKUPS = threading.BoundedSemaphore(LOOKUPS_AT_ONCE)

Resolver = Callable[[str], Sequence[str]]
"""The addresses of a name. Raises OSError."""


class AddressBlocked(Exception):
    """As RequestRefused, on its way through urllib3, which would wrap an OSError such as that."""


def resolve_host(host: str) -> Sequence[str]:
    """The addresses of a name, as the system finds them, in its order. Raises OSError.

    The dot at the end keeps the search list of ``/etc/resolv.conf`` out of it.
    """
    address_infos = socket.getaddrinfo(f"{host}.", HTTPS, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in address_infos))


class RequestDeadline:
    """One request under way: how names are looked up, and a deadline that shuts its connection.

    A time-out of a socket is for each piece, so that a server which drips its headers would hold a worker for hours.
    """

    def __init__(self, seconds: float, resolve: Resolver) -> None:
        self.resolve, self.is_over = resolve, False
        self._end = time.monotonic() + seconds
        self._lock, self._handles = threading.Lock(), list[socket.socket]()
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> "RequestDeadline":
        self._token = _under_way.set(self)
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        _under_way.reset(self._token)
        self._timer.cancel()
        with self._lock:
            for handle in self._handles:
                handle.close()
            self._handles.clear()

    @property
    def left(self) -> float:
        """Seconds; never 0, which sockets take for "do not wait"."""
        return max(self._end - time.monotonic(), 0.001)

    def hold(self, connection: socket.socket) -> None:
        """Shut this connection when the time is over; a second handle, as TLS takes the first one away."""
        with self._lock:
            self._handles.append(socket.socket(fileno=os.dup(connection.fileno())))
        if self.is_over:
            self._shut()

    def _shut(self) -> None:
        with self._lock:
            self.is_over = True
            for handle in self._handles:
                try:
                    handle.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it is shut already


_under_way: ContextVar[RequestDeadline] = ContextVar("under_way")


def _connect_to_first(addresses: Sequence[str], port: int, errand: RequestDeadline) -> socket.socket:
    """A connection to the first IP address that answers; none is looked up. Raises OSError: that of the last one."""
    failure = OSError("the name has no address")
    for address in addresses:
        try:
            connection = socket.create_connection((address, port), errand.left)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            failure = error
            continue
        errand.hold(connection)
        return connection
    raise failure


def _look_up(host: str, errand: RequestDeadline) -> Sequence[str]:
    """The addresses, in time. Raises OSError.

    The system's own time-out is some half a minute, and a stranger's name is looked up by a stranger's server: so a
    thread of its own does it, which may be left behind. Where too many have been, nobody is looked up for a while.
    """
    result: Queue[Sequence[str] | OSError] = Queue(1)
    slots = _LOOKUPS  # the thread gives its slot back where it took it, however late

    def look_up() -> None:
        try:
            result.put(errand.resolve(host))
        except OSError as error:
            result.put(error)
        finally:
            slots.release()

    if not slots.acquire(timeout=errand.left):
        raise OSError("too many names are being looked up")
    threading.Thread(target=look_up, name="lookup", daemon=True).start()
    try:
        addresses = result.get(timeout=errand.left)
    except Empty:
        raise OSError("looking up the name takes too long") from None
    if isinstance(addresses, OSError):
        raise addresses
    return addresses


class _UnderDeadline(HTTPConnection):
    """A connection that was kept open comes under the deadline of the request that it is used for now."""

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:
            _under_way.get().hold(self.sock)
        super().request(*args, **kwargs)


class _PublicConnection(_UnderDeadline, HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        """Look the name up once, look at all its addresses, connect to one of these."""
        errand = _under_way.get()
        addresses = _look_up(self.host, errand)
        if self.port != HTTPS or not all(map(is_public, addresses)):
            raise AddressBlocked
        return _connect_to_first(addresses, HTTPS, errand)


class _LocalConnection(_UnderDeadline):
    def _new_conn(self) -> socket.socket:
        if self.host != LOOPBACK:
            raise AddressBlocked
        return _connect_to_first([LOOPBACK], self.port or 0, _under_way.get())


class PublicPool(HTTPSConnectionPool):
    """Connections to public servers."""

    ConnectionCls = _PublicConnection


class LocalPool(HTTPConnectionPool):
    """Connections to servers on one's own machine."""

    ConnectionCls = _LocalConnection

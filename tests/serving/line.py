"""A line to a real service that can be cut, go dead and be mended, while the service itself runs on."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial


class Line:
    """Passes bytes on between who connects to ``port`` and a real service. ``came``: connections, in vain ones too.

    ``drips``: seconds that each answer of the service takes, head and body, in twenty pieces.
    ``cut``: nobody listens any more, and what was open is closed. ``dead``: connections are taken and nothing is said.
    """

    def __init__(self, host: str, port: int) -> None:
        self._there, self._open = (host, port), set[socket.socket]()
        self._lock = threading.Lock()
        self._is_dead = False
        self.came, self.drips = 0, 0.0
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    def cut(self) -> None:
        """The service is away."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()

    def go_dead(self) -> None:
        """The service takes connections, and says nothing."""
        self._is_dead = True
        self._drop()

    def mend(self) -> None:
        """All is well again."""
        self._is_dead = False
        self._drop()
        if self._listener.fileno() < 0:
            self._listener = self._listen(self.port)

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                self.came += 1
                self._hold(near)
                if self._is_dead:
                    continue
                far = socket.create_connection(self._there, 5)
                far.settimeout(None)
                self._hold(far)
                for one, other, send in ((near, far, far.sendall), (far, near, partial(self._drip, near))):
                    threading.Thread(target=self._pass_on, args=(one, other, send), daemon=True).start()

    def _hold(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.add(connection)

    def _pass_on(self, one: socket.socket, other: socket.socket, send: Callable[[bytes], None]) -> None:
        with suppress(OSError):
            while piece := one.recv(65536):
                if self.drips:
                    time.sleep(0.1)
                    with suppress(BlockingIOError):
                        piece += one.recv(65536, socket.MSG_DONTWAIT)
                send(piece)
        self._close(one, other)

    def _drip(self, near: socket.socket, piece: bytes) -> None:
        """Head and body of an answer come one after the other, and are dripped as one."""
        step = len(piece) // 20 + 1 if self.drips else len(piece)
        for start in range(0, len(piece), step):
            near.sendall(piece[start : start + step])
            time.sleep(self.drips / 20)

    def _close(self, *connections: socket.socket) -> None:
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open -= set(connections)

    def _drop(self) -> None:
        with self._lock:
            found = tuple(self._open)
        self._close(*found)
        time.sleep(0.05)

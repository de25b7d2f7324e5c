"""A canary: every connection that this process opens while it sings goes there, and is counted.

Whatever address is dialled, on whatever port, the connection is led to a listener on loopback (IPv4 or IPv6), so that
a guard that lets one through is caught even where nobody listens. Names are looked up in a table of the test's own.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

_connect = socket.socket.connect


class Canary:
    """``dialled``: the addresses that were asked for. ``spared``: ports of loopback that are led nowhere else."""

    def __init__(self) -> None:
        self.dialled: list[tuple[str, int]] = []
        self.spared: set[int] = set()
        self.led: dict[str, int] = {}
        self._counts: dict[int, int] = {}
        self._listeners = {
            family: socket.create_server((host, 0), family=family)
            for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
        }
        for family, listener in self._listeners.items():
            self._counts[family] = 0
            threading.Thread(target=self._sing, args=(family, listener), daemon=True).start()

    def _sing(self, family: int, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                caught, _ = listener.accept()
                caught.close()
                self._counts[family] += 1

    @property
    def ports(self) -> dict[str, int]:
        names = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
        return {names[family]: one.getsockname()[1] for family, one in self._listeners.items()}

    def count(self) -> int:
        """How many have come so far, those under way too: our own knock is the last of each line."""
        for family, listener in self._listeners.items():
            before = self._counts[family]
            with socket.socket(family) as knock:
                _connect(knock, listener.getsockname())
                knock.recv(1)
            while self._counts[family] == before:
                threading.Event().wait(0.001)
            self._counts[family] -= 1
        return sum(self._counts.values())

    def lead(self, connection: socket.socket, address: Any) -> None:
        """In the place of ``socket.connect``."""
        if connection.family not in self._listeners or address[1] in self.spared:
            return _connect(connection, address)
        self.dialled.append(address[:2])
        if address[0] in self.led:
            return _connect(connection, ("127.0.0.1", self.led[address[0]]))
        return _connect(connection, self._listeners[socket.AddressFamily(connection.family)].getsockname())

    def close(self) -> None:
        for one in self._listeners.values():
            one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def singing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Canary]:
    canary = Canary()
    with monkeypatch.context() as patched:
        patched.setattr(socket.socket, "connect", lambda connection, address: canary.lead(connection, address))
        try:
            yield canary
        finally:
            canary.close()

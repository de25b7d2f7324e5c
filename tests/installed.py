"""An installation in which accounts of all three networks can be linked, on servers of its own machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from fixtures.sandbox import Sandbox
from mooc.environment import Environment
from mooc.services import networks

QUICK = networks.quick
"""As it is; some suites cut it off from every network."""
PATIENCE = 10.0
"""Seconds: machines that test are busy, and what is tried is not how long somebody waits."""


@contextmanager
def installed(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox | None = None, **options: Any) -> Iterator[Environment]:
    """``sandbox``: X; without one X is not set up. Mastodon servers may stand on loopback."""
    usual: dict[str, Any] = {"debug": True, "loopback": True, "base_url": "https://class.example"}
    if sandbox is not None:
        usual |= {"x_url": sandbox.url, "x_client_id": sandbox.oauth.client.id, "x_bearer": SecretStr(sandbox.bearer)}
    found = Environment(**usual | options)
    with monkeypatch.context() as patched:
        patched.setattr(networks, "environment", lambda: found)
        patched.setattr(networks, "quick", QUICK)
        patched.setattr(networks, "QUICK_TIMEOUT", PATIENCE)
        _forget()
        yield found
    _forget()


def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name leads anywhere, so that handles of real servers can be typed and nobody is asked."""

    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no name is looked up in tests")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)


def _forget() -> None:
    networks.network.cache_clear()
    QUICK.cache_clear()

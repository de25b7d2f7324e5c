"""An installation in which accounts of all three networks can be linked, on servers of its own machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pydantic import SecretStr

from fixtures.sandbox import Sandbox
from mooc.environment import Environment
from mooc.flow import linking, linking_mastodon, linking_x, networks
from mooc.networks import choice

READS_ENVIRONMENT = (linking, linking_mastodon, linking_x, networks, choice)


@contextmanager
def installed(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox | None = None, **options: Any) -> Iterator[Environment]:
    """``sandbox``: X; without one X is not set up. Mastodon servers may stand on loopback."""
    usual: dict[str, Any] = {"debug": True, "loopback": True, "base_url": "https://class.example"}
    if sandbox is not None:
        usual |= {"x_url": sandbox.url, "x_client_id": sandbox.oauth.client.id, "x_bearer": SecretStr(sandbox.bearer)}
    found = Environment(**usual | options)
    with monkeypatch.context() as patched:
        for module in READS_ENVIRONMENT:
            patched.setattr(module, "environment", lambda: found)
        networks.network.cache_clear()
        yield found
    networks.network.cache_clear()

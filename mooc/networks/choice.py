"""The networks that are set up in the environment, and with which options each is opened."""

from collections.abc import Callable
from typing import Any

from mooc.environment import environment


def configured() -> tuple[str, ...]:
    """Names of the networks that can be read with the settings there are. Bluesky and Mastodon need no key."""
    has_key = bool(environment().x_bearer.get_secret_value())
    return tuple(name for name in environment().networks if name != "x" or has_key)


def options(name: str) -> dict[str, Any]:
    """What the adapter of that name is opened with. Raises KeyError for a network that is not known."""
    return _OPTIONS[name]()


def token(name: str) -> str:
    """The token with which that network is read; empty where there is none. Raises KeyError as ``options``."""
    found = options(name)
    return str(found.get("bearer") or found.get("token") or "")


def _x() -> dict[str, Any]:
    env = environment()
    return {"base_url": env.x_url, "bearer": env.x_bearer.get_secret_value()}


def _bluesky() -> dict[str, Any]:
    return {"base_url": environment().bluesky_url}


def _mastodon() -> dict[str, Any]:
    env = environment()
    token = env.mastodon_token.get_secret_value()
    return {"base_url": env.mastodon_server, "token": token, "loopback": env.loopback}


_OPTIONS: dict[str, Callable[[], dict[str, Any]]] = {"x": _x, "bluesky": _bluesky, "mastodon": _mastodon}

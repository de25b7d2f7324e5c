"""The networks that are set up here, opened when they are first needed."""

from collections.abc import Callable
from functools import lru_cache

from mooc.core.network import Network
from mooc.core.plan import Tables
from mooc.environment import environment
from mooc.networks import open_network


def configured() -> tuple[str, ...]:
    """Names of the networks that can be read with the settings there are. Bluesky and Mastodon need no key."""
    has_key = bool(environment().x_bearer.get_secret_value())
    return tuple(name for name in environment().networks if name != "x" or has_key)


@lru_cache(maxsize=8)
def network(name: str) -> Network:
    """The network of that name, set up from the environment. Raises KeyError for one that is not set up."""
    if name not in configured():
        raise KeyError(name)
    return open_network(name, **_OPTIONS[name]())


def tables() -> Tables:
    """The tables of reads of all networks that are set up."""
    return {name: network(name).reads for name in configured()}


def _x() -> dict[str, str]:
    env = environment()
    return {"base_url": env.x_url, "bearer": env.x_bearer.get_secret_value()}


def _bluesky() -> dict[str, str]:
    return {"base_url": environment().bluesky_url}


def _mastodon() -> dict[str, str]:
    env = environment()
    return {"base_url": env.mastodon_server, "token": env.mastodon_token.get_secret_value()}


_OPTIONS: dict[str, Callable[[], dict[str, str]]] = {"x": _x, "bluesky": _bluesky, "mastodon": _mastodon}

"""The networks that are set up here, opened when they are first needed."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from mooc.core.facts.network import Network
from mooc.core.planning.plan import Tables
from mooc.core.push import EventStream
from mooc.core.spending.gate import fingerprint
from mooc.environment import configured_networks, environment
from mooc.networks import registry
from mooc.networks.base import ADHOC, GATE, HANDLES
from mooc.services.spending import permits
from mooc.services.spending.adhoc_requests import StoredAdhocRequests
from mooc.store.accounts import accounts

QUICK_TIMEOUT = 0.9
"""Seconds for one request while somebody waits. Reading one post takes two at most."""


def settings() -> Any:
    """The settings of this installation, which are those of each network, too."""
    return environment()


def configured() -> tuple[str, ...]:
    """Names of the networks that can be read with the settings there are."""
    return configured_networks(settings())


def token(name: str) -> str:
    """The token with which that network is read; empty where there is none. Raises KeyError for an unknown name."""
    return registry.SPECS[name].adapter.token(settings())


@lru_cache(maxsize=8)
def network(name: str) -> Network:
    """The network of that name, set up from the environment; every request of every worker passes one gate.

    Raises KeyError for one that is not set up.
    """
    if name not in configured():
        raise KeyError(name)
    return registry.open_network(name, **_options(name))


@lru_cache(maxsize=8)
def quick(name: str) -> Network:
    """As ``network``, for when somebody waits for the answer: what takes longer than ``QUICK_TIMEOUT`` is given up.

    Raises KeyError for one that is not set up.
    """
    if name not in configured():
        raise KeyError(name)
    return registry.open_network(name, **_options(name), timeout=QUICK_TIMEOUT)


def _options(name: str) -> dict[str, Any]:
    """What the network of that name is opened with here: its own options, and what of ours it takes."""
    spec = registry.SPECS[name].adapter
    return {**_resources(spec.resources), **spec.options(settings())}


def _resources(names: tuple[str, ...]) -> dict[str, Any]:
    makers: dict[str, Callable[[], Any]] = {
        GATE: permits.gate,
        ADHOC: StoredAdhocRequests,
        HANDLES: lambda: _linked_handle,
    }
    return {name: makers[name]() for name in names}


def _linked_handle(account: str) -> str:
    """The handle under which the account was linked; empty for one that was not."""
    return accounts.handles({account}).get(account, "")


def stream_options() -> dict[str, Mapping[str, str]]:
    """Name → options, of the streams that are to be listened to: of networks that are read here, where ``MOOC_PUSH``
    names them."""
    env, options_by_name = settings(), dict[str, Mapping[str, str]]()
    for name in (name for name in env.push if name in configured()):
        spec = registry.SPECS[name].stream
        options = spec.options(env) if spec else None
        if options is not None:
            options_by_name[name] = options
    return options_by_name


def stream(name: str, **options: str) -> EventStream:
    """The stream of the network of that name; what it sends passes the gate of all workers, where it has limits.

    Raises KeyError for a network that has none.
    """
    spec = registry.SPECS[name].stream
    return registry.open_stream(name, **options, **_resources(spec.resources if spec else ()))


def recognise(url: str) -> tuple[str, str]:
    """The network that knows ``url`` as the address of a post, and its reference to it; empty if none does."""
    for name in configured():
        reference = network(name).recognise(url)
        if reference is not None:
            return name, reference
    return "", ""


def tables() -> Tables:
    """The tables of reads of all networks that are set up."""
    return {name: network(name).reads for name in configured()}


def retry_refused_tokens() -> bool:
    """Ask again at once where another token is set up than the one that was refused; whether there was one."""
    tokens = {fingerprint(key) for name in configured() if (key := token(name))}
    return permits.retry_refused_tokens(configured(), tokens)

"""The networks that are set up here, opened when they are first needed."""

from functools import lru_cache
from typing import Any

from mooc.core.facts.network import Network
from mooc.core.planning.plan import Tables
from mooc.core.push import Stream
from mooc.core.spending.gate import fingerprint
from mooc.core.spending.ratelimit import PATIENCE, Patience
from mooc.environment import environment
from mooc.networks import choice, open_network, open_stream
from mooc.services.spending.adhoc_requests import StoreAsides
from mooc.store.accounts import accounts
from mooc.store.spending import ratelimit
from mooc.store.spending.ratelimit import StoreGate

AT_ONCE = 0.9
"""Seconds for one request while somebody waits. Reading one post takes two at most."""


def configured() -> tuple[str, ...]:
    """Names of the networks that can be read with the settings there are."""
    return choice.configured()


@lru_cache(maxsize=8)
def network(name: str) -> Network:
    """The network of that name, set up from the environment; every request of every worker passes one gate.

    Raises KeyError for one that is not set up.
    """
    if name not in configured():
        raise KeyError(name)
    return open_network(name, **_ours(name))


@lru_cache(maxsize=8)
def quick(name: str) -> Network:
    """As ``network``, for when somebody waits for the answer: what takes longer than ``AT_ONCE`` is given up.

    Raises KeyError for one that is not set up.
    """
    if name not in configured():
        raise KeyError(name)
    return open_network(name, **_ours(name), timeout=AT_ONCE)


def _ours(name: str) -> dict[str, Any]:
    """What the network of that name is opened with here: our gate, our books, and the names that we know."""
    named = {"names": _handle} if name == "mastodon" else {}
    return {"gate": StoreGate(_patience()), "asides": StoreAsides(), **named, **choice.options(name)}


def _handle(account: str) -> str:
    """The handle under which the account was linked; empty for one that was not."""
    return accounts.handles({account}).get(account, "")


def stream(name: str, **options: str) -> Stream:
    """The stream of the network of that name; what it sends passes the gate of all workers, where it has limits."""
    gated = {} if name == "bluesky" else {"gate": StoreGate(_patience())}
    return open_stream(name, **options, **gated)


def recognised(url: str) -> tuple[str, str]:
    """The network that knows ``url`` as the address of a post, and its reference to it; empty if none does."""
    for name in configured():
        reference = network(name).recognise(url)
        if reference is not None:
            return name, reference
    return "", ""


def tables() -> Tables:
    """The tables of reads of all networks that are set up."""
    return {name: network(name).reads for name in configured()}


def renew() -> bool:
    """Ask again at once where another token is set up than the one that was refused; whether there was one."""
    tokens = {fingerprint(token) for name in configured() if (token := choice.token(name))}
    return ratelimit.forgive(configured(), tokens)


def _patience() -> Patience:
    """In a demo a week takes seconds: a server that fails is tried again soon."""
    return Patience(wait=0.5, at_most=0.5) if environment().demo else PATIENCE

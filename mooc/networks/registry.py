"""The networks there are, and the one place where they are chosen by name.

One line each: its folder, in which all the rest lies, and whose spec bears the same name.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from mooc.core.facts.network import Network
from mooc.core.facts.profiles import AccountProfile
from mooc.core.push import EventStream
from mooc.core.spending.costs import PriceList
from mooc.core.spending.gate import Gate
from mooc.core.values.handles import Grammars
from mooc.linking.sign_in import SignInFlow, SignInServices
from mooc.networks.base import NetworkSettings, NetworkSpec

FOLDERS = (
    "mastodon",
    "x",
    "bluesky",
)
"""A line each. In this order ``.env.example`` lists their settings."""
SPECS: dict[str, NetworkSpec[Any]] = {name: import_module(f"mooc.networks.{name}.spec").SPEC for name in FOLDERS}


def names() -> tuple[str, ...]:
    """The names of all networks, in alphabetical order."""
    return tuple(sorted(SPECS))


def label(name: str) -> str:
    """The network's name as people write it; of one that is not known (any more), its name."""
    return SPECS[name].label if name in SPECS else name


def server_example(name: str) -> str:
    """A server's name, where one has to say on which one signs in; empty on a network that is one place, and of one
    that is not known."""
    sign_in = SPECS[name].sign_in if name in SPECS else None
    return sign_in.server if sign_in else ""


def labels() -> dict[str, str]:
    """Name → label, of all networks."""
    return {name: SPECS[name].label for name in names()}


def grammars() -> Grammars:
    """Name → how handles are written in rules."""
    return {name: SPECS[name].grammar for name in names()}


def link_schemes() -> frozenset[str]:
    """Schemes of addresses of posts, besides https, on any network."""
    return frozenset(scheme for spec in SPECS.values() for scheme in spec.link_schemes)


def capabilities(name: str) -> PriceList:
    """What the network can be asked, at what price, without opening it. Raises KeyError for an unknown name."""
    return SPECS[name].capabilities


def most_expensive() -> str:
    """The network that costs most to read: what a plan is about, where nothing else is said."""
    return max(reversed(names()), key=lambda name: max(read.price.usd for read in capabilities(name).reads))


def first_without_key() -> str:
    """The first network that is read without a key."""
    return next((name for name in names() if not SPECS[name].required), names()[0])


def example_handle() -> str:
    """A handle of the readiest network, for whoever has written something else."""
    return SPECS[first_without_key()].handles.example


def open_network(name: str, **options: Any) -> Network:
    """The network of that name; ``options`` are the adapter's own. Raises KeyError for an unknown name."""
    network: Network = _load(SPECS[name].adapter.opener)(**options)
    return network


def open_stream(name: str, **options: Any) -> EventStream:
    """The stream of that network, not yet connected. Raises KeyError for a network that has none."""
    spec = SPECS[name].stream
    if spec is None:
        raise KeyError(name)
    stream: EventStream = _load(spec.opener)(**options)
    return stream


def open_sign_in(name: str, settings: NetworkSettings, services: SignInServices) -> SignInFlow:
    """The sign-in of that network. Raises KeyError for a network that has none."""
    spec = SPECS[name].sign_in
    if spec is None:
        raise KeyError(name)
    sign_in: SignInFlow = _load(spec.opener)(settings, services)
    return sign_in


def open_handle_check(name: str, settings: NetworkSettings, gate: Gate) -> Callable[[str, AccountProfile], None]:
    """What the network asks besides a code: it raises CannotLink unless the account has that handle. Its requests pass
    the ``gate``."""
    opener = SPECS[name].handle_check
    return _load(opener)(settings, gate) if opener else lambda handle, profile: None


def _load(opener: str) -> Any:
    """What ``module:name`` names, imported now: a network's library is large."""
    module, _, name = opener.partition(":")
    return getattr(import_module(module), name)

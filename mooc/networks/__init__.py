"""Social networks, read only: one adapter each, fulfilling ``mooc.core.facts.network.Network``.

This is the place where they are chosen by name. An adapter is imported when it is first opened: its library is large.
"""

import importlib
from collections.abc import Mapping
from typing import Any

from mooc.core.facts.network import Network
from mooc.core.push import Stream
from mooc.core.spending.costs import Tariff

ADAPTERS: Mapping[str, str] = {
    "bluesky": "mooc.networks.bluesky:Bluesky",
    "mastodon": "mooc.networks.mastodon:Mastodon",
    "x": "mooc.networks.x:X",
}


def open_network(name: str, **options: Any) -> Network:
    """The network of that name; ``options`` are the adapter's own. Raises KeyError for a name that is not known."""
    module, _, adapter = ADAPTERS[name].partition(":")
    network: Network = getattr(importlib.import_module(module), adapter)(**options)
    return network


STREAMS: Mapping[str, str] = {
    "bluesky": "mooc.networks.bluesky.stream:bluesky_stream",
    "mastodon": "mooc.networks.mastodon.stream:MastodonStream",
    "x": "mooc.networks.x.filtered:x_stream",
}


def open_stream(name: str, **options: Any) -> Stream:
    """The stream of that network, not yet connected. Raises KeyError for a network that has none."""
    module, _, opener = STREAMS[name].partition(":")
    stream: Stream = getattr(importlib.import_module(module), opener)(**options)
    return stream


def tariff(name: str) -> Tariff:
    """The network's table as figures, without opening it. Raises KeyError for a name that is not known."""
    package, _, _ = ADAPTERS[name].partition(":")
    found: Tariff = importlib.import_module(f"{package}.table").TARIFF
    return found

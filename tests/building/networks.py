"""Which networks are set up, for the time of a test."""

import pytest

from mooc.core.facts.network import Network
from mooc.networks.registry import open_network
from mooc.services import networks


def only_networks(monkeypatch: pytest.MonkeyPatch, *adapters: Network) -> None:
    """Until the patch is undone these are the networks that are set up, also for whoever waits for an answer."""
    by_name = {adapter.name: adapter for adapter in adapters}
    monkeypatch.setattr(networks, "configured", lambda: tuple(by_name))
    monkeypatch.setattr(networks, "network", by_name.__getitem__)
    monkeypatch.setattr(networks, "quick", by_name.__getitem__)


def nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the patch is undone, whoever waits for an answer of a network waits in vain."""
    monkeypatch.setattr(networks, "quick", lambda name: open_network(name, base_url="http://127.0.0.1:9"))

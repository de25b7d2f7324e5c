"""Questions that are asked once, besides all watches: ``find``, ``profile``, ``recent_texts``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from mooc.core.facts.cost import EndpointUsage
from mooc.core.facts.troubles import NetworkTrouble, Trouble


class AdhocRequests(Protocol):
    """Chosen by whoever opens an adapter. May be shared by threads."""

    def permit(self, network: str, /) -> None:
        """Raises NetworkTrouble where the network is not to be asked now."""

    def enter(self, network: str, usage: tuple[EndpointUsage, ...], trouble: Trouble | None, /) -> None:
        """Note what was sent, and what went wrong."""


class Asker(Protocol):
    """Sends the requests of one question. ``usage``: those so far."""

    usage: tuple[EndpointUsage, ...]


A = TypeVar("A", bound=Asker)


@contextmanager
def adhoc_request(asides: AdhocRequests | None, network: str, asker: A) -> Iterator[A]:
    """Ask once. Without ``asides`` nobody minds. Raises NetworkTrouble, the question's own too."""
    if asides is not None:
        asides.permit(network)
    trouble: Trouble | None = None
    try:
        yield asker
    except NetworkTrouble as error:
        trouble = error.trouble
        raise
    finally:
        if asides is not None:
            asides.enter(network, asker.usage, trouble)

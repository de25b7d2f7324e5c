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


class RequestMeter(Protocol):
    """Sends the requests of one question. ``usage``: those so far."""

    usage: tuple[EndpointUsage, ...]


M = TypeVar("M", bound=RequestMeter)


@contextmanager
def adhoc_request(adhoc_requests: AdhocRequests | None, network: str, meter: M) -> Iterator[M]:
    """Ask once. Without ``adhoc_requests`` nobody minds. Raises NetworkTrouble, the question's own too."""
    if adhoc_requests is not None:
        adhoc_requests.permit(network)
    trouble: Trouble | None = None
    try:
        yield meter
    except NetworkTrouble as error:
        trouble = error.trouble
        raise
    finally:
        if adhoc_requests is not None:
            adhoc_requests.enter(network, meter.usage, trouble)

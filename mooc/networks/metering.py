"""Requests as they are sent: what an adapter has sent is known also where it crashes, and no Reading comes of it.

    with metered() as sent:
        …  # every request that is made here stands in ``sent`` at once

Carried along by the context, as a question goes through layers that know nothing of who pays for it. A leaf module.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from mooc.core.facts.cost import EndpointUsage

_sent: ContextVar[list[EndpointUsage] | None] = ContextVar("sent", default=None)


@contextmanager
def metered() -> Iterator[list[EndpointUsage]]:
    """All that is sent from now on, a line for each request."""
    sent: list[EndpointUsage] = []
    token = _sent.set(sent)
    try:
        yield sent
    finally:
        _sent.reset(token)


def note(usage: EndpointUsage) -> None:
    """A request was sent; nobody need be listening."""
    sent = _sent.get()
    if sent is not None:
        sent.append(usage)

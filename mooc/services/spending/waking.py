"""Waking what waits, once somebody pays or a token is accepted again: watches, pasted links, looks at texts.

A transaction for each kind: whoever stores a reading locks the row of the work before the budget, so nobody may lock
them the other way round. What is not woken, because this breaks off, falls due at its own time.
"""

from collections.abc import Collection

from django.db import transaction

from mooc.core.facts.troubles import TroubleKind
from mooc.store.pasted_links import pasted_links
from mooc.store.retention import retention
from mooc.store.watching import watches


def wake(network: str, troubles: Collection[TroubleKind], cohort: int | None = None) -> None:
    """Let fall due what waits on the network because of these troubles: all, or what the ``cohort`` uses."""
    for room in (watches, pasted_links, retention):
        with transaction.atomic():
            room.wake(network, troubles, cohort)

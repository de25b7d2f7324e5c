"""A row of a queue: the columns that every queue's table has, and what stands in them when work on a row has ended.

Whoever holds a row and saves it sets them on the object (``set_…``); whoever only has its id writes the columns
(``IDLE``, ``DEFERRED``). Claiming, and what comes of a try that fails, is the queue's: ``mooc.store.queue``.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from mooc.store.database.leases import MAX_ATTEMPTS


class LeasedRow(models.Model):
    """A row that is due at times. ``due_at``: when (the clock of its queue); null: not, or not any more.

    Real time (the database's clock): ``not_before`` (it waits for a network, a budget, or its next try),
    ``lease_until`` with the ``lease_token`` that fences it, ``enqueued_until`` (a message is on its way),
    ``broken_since`` (the first of the tries that failed in a row), ``parked_at``. ``attempts``: tries in a row of which
    none came to an end, which is the row's fault, or ours (that the network was in trouble is an end: whoever counts
    it has a column of its own, as a watch its ``failures``); ``reason``: why the last one did not: ``killed``, or the
    name of an exception, no word of what it said.
    """

    due_at = models.DateTimeField(null=True, db_index=True)
    not_before = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    enqueued_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=60, blank=True)
    broken_since = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(fields=["broken_since"], name="%(class)s_broken", condition=Q(broken_since__isnull=False))
        ]


UNLEASED: Mapping[str, Any] = {"lease_until": None, "lease_token": None, "enqueued_until": None}
"""The columns of a row that nobody holds, and that no message is on its way for."""
WELL: Mapping[str, Any] = {"attempts": 0, "reason": "", "broken_since": None, "parked_at": None}
"""The columns of a row of which what went wrong before is over."""
IDLE: Mapping[str, Any] = {**UNLEASED, **WELL}
"""The columns of a row on which work has come to a good end."""
DEFERRED: Mapping[str, Any] = {**UNLEASED, "attempts": F("attempts") - 1}
"""What changes in a row that is given back as if nobody had tried."""


def set_idle(row: LeasedRow) -> None:
    """Work on the row has come to a good end: whoever holds it saves it so. It waits for nothing."""
    row.not_before = None
    for name, value in IDLE.items():
        setattr(row, name, value)


def set_deferred(row: LeasedRow) -> None:
    """What was to be asked was refused before it was sent: whoever holds the row saves it as if nobody had tried."""
    row.attempts -= 1
    row.lease_until = row.lease_token = row.enqueued_until = None


def set_parked(row: LeasedRow) -> None:
    """The row was tried in vain; whoever holds it saves it so, with its due moment gone."""
    row.attempts = MAX_ATTEMPTS - 1  # for one more try, if there is a reason for it
    row.lease_until = row.lease_token = row.enqueued_until = row.not_before = None
    row.parked_at = Now()

"""What an operator does about work that is not getting done: ``mooc.store.operations.operations`` lists it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from mooc.store.operations import operations


def release(kind: str, ids: Collection[int], now: datetime, real_now: datetime) -> int:
    """Let these rows be tried again at once, as if they had never failed; where none is named, all of the kind that
    fail or are parked. Returns how many. Raises NoSuchOperation, InProgress. ``now`` is course time."""
    with transaction.atomic():
        return operations.release(kind, ids, now, real_now)


def drop(kind: str, row: int, now: datetime, real_now: datetime) -> None:
    """Give the row's work up for good. Raises NoSuchOperation, InProgress. ``now`` is course time."""
    with transaction.atomic():
        operations.drop(kind, row, now, real_now)

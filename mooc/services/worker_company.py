"""Who works beside whom in this process: a killed process is no fault of a row that others worked beside.

What is tried for the first time is done ``beside_others`` with all else. A row over which a worker has died is suspect,
like all that was under way in the same process: each is tried ``alone``, and only what dies alone, again and again, is
given up.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from mooc.store.database.leases import SuspectRow

log = logging.getLogger(__name__)
Claim = TypeVar("Claim")
Result = TypeVar("Result")

WAIT, PATIENCE = 1.0, 20.0
"""Seconds of real time: for the end of what is done alone; for the end of all that is under way."""

_changed = threading.Condition()
_of_this_thread = threading.local()


class _UnderWay:
    """What is under way: how many work together, whether somebody works alone, how many wait to."""

    together = 0
    alone = False
    waiting = 0


@contextmanager
def beside_others(patience: float = WAIT) -> Iterator[bool]:
    """Work beside others; whether one may now. If not, somebody works alone: what was to be done stays due."""
    if getattr(_of_this_thread, "depth", 0):
        yield True
        return
    with _changed:
        admitted = _changed.wait_for(lambda: not _UnderWay.alone and not _UnderWay.waiting, patience)
        _UnderWay.together += admitted
    _of_this_thread.depth = int(admitted)
    try:
        yield admitted
    finally:
        _of_this_thread.depth = 0
        with _changed:
            _UnderWay.together -= admitted
            _changed.notify_all()


@contextmanager
def alone(patience: float = PATIENCE) -> Iterator[bool]:
    """Work with nobody beside in this process; whether one may now. If not, what was to be done stays due."""
    if getattr(_of_this_thread, "depth", 0):
        yield False
        return
    with _changed:
        _UnderWay.waiting += 1
        admitted = _changed.wait_for(lambda: not _UnderWay.alone and not _UnderWay.together, patience)
        _UnderWay.waiting -= 1
        _UnderWay.alone = _UnderWay.alone or admitted
        _changed.notify_all()
    _of_this_thread.depth = int(admitted)
    try:
        yield admitted
    finally:
        _of_this_thread.depth = 0
        with _changed:
            _UnderWay.alone = _UnderWay.alone and not admitted
            _changed.notify_all()


def run(claim: Callable[[bool], Claim | None], work: Callable[[Claim], Result]) -> Result | None:
    """Claim something and work on it, beside others or alone as it must be; None if there was nothing to claim now.

    ``claim``: whether others work beside it; raises SuspectRow if that may not be.
    """
    try:
        with beside_others() as admitted:
            claimed = claim(True) if admitted else None
            return None if claimed is None else work(claimed)
    except SuspectRow:
        log.info("a worker has died over what is due: it is tried alone")
    with alone() as admitted:
        claimed = claim(False) if admitted else None
        return None if claimed is None else work(claimed)

"""Who works beside whom in this process: a killed process is no fault of a row that others worked beside.

What is tried for the first time is done ``together`` with all else. A row over which a worker has died is suspect, like
all that was under way in the same process: each is tried ``alone``, and only what dies alone, again and again, is given
up.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from mooc.store.database.leases import Suspect

log = logging.getLogger(__name__)
Claim = TypeVar("Claim")
Result = TypeVar("Result")

WAIT, PATIENCE = 1.0, 20.0
"""Seconds of real time: for the end of what is done alone; for the end of all that is under way."""

_changed = threading.Condition()
_mine = threading.local()


class _Now:
    """What is under way: how many work together, whether somebody works alone, how many wait to."""

    together = 0
    alone = False
    waiting = 0


@contextmanager
def together(patience: float = WAIT) -> Iterator[bool]:
    """Work beside others; whether one may now. If not, somebody works alone: what was to be done stays due."""
    if getattr(_mine, "depth", 0):
        yield True
        return
    with _changed:
        may = _changed.wait_for(lambda: not _Now.alone and not _Now.waiting, patience)
        _Now.together += may
    _mine.depth = int(may)
    try:
        yield may
    finally:
        _mine.depth = 0
        with _changed:
            _Now.together -= may
            _changed.notify_all()


@contextmanager
def alone(patience: float = PATIENCE) -> Iterator[bool]:
    """Work with nobody beside in this process; whether one may now. If not, what was to be done stays due."""
    if getattr(_mine, "depth", 0):
        yield False
        return
    with _changed:
        _Now.waiting += 1
        may = _changed.wait_for(lambda: not _Now.alone and not _Now.together, patience)
        _Now.waiting -= 1
        _Now.alone = _Now.alone or may
        _changed.notify_all()
    _mine.depth = int(may)
    try:
        yield may
    finally:
        _mine.depth = 0
        with _changed:
            _Now.alone = _Now.alone and not may
            _changed.notify_all()


def run(claim: Callable[[bool], Claim | None], work: Callable[[Claim], Result]) -> Result | None:
    """Claim something and work on it, beside others or alone as it must be; None if there was nothing to claim now.

    ``claim``: whether others work beside it; raises Suspect if that may not be.
    """
    try:
        with together() as may:
            claimed = claim(True) if may else None
            return None if claimed is None else work(claimed)
    except Suspect:
        log.info("a worker has died over what is due: it is tried alone")
    with alone() as may:
        claimed = claim(False) if may else None
        return None if claimed is None else work(claimed)

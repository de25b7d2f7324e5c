"""Who works beside whom in this process: a killed process is no fault of a row that others worked beside.

What is tried for the first time is done ``together`` with all else. A row over which a worker has died is suspect, like
all that was under way in the same process: each is tried ``alone``, and only what dies alone, again and again, is given
up.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

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

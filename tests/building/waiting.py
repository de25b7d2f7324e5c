"""Waiting for what other processes and threads do."""

import time
from collections.abc import Callable


def until(true: Callable[[], object], within: float, every: float = 0.2) -> bool:
    """Whether it becomes true within so many seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(every)
    return bool(true())

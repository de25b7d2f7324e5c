"""Playing: course time moves on as soon as nothing is left to do, and never faster than it is allowed to."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import dramatiq

from demo.acting import Players
from mooc.runtime.clocks import PlayedClock
from mooc.services import checking
from workers.actors import enqueue_due

DRAINS_WITHIN_MS = 60_000
STEP = timedelta(hours=1)
PAUSE = 0.02
"""Seconds to wait when the next thing is not to be done yet (a rate limit, or the pace)."""


def settle(broker: dramatiq.Broker) -> None:
    """Let the workers do all that is due at this moment of course time, and all that comes of it.

    ``broker`` is the one inside this process: its queues know what is still being worked on.
    """
    while enqueue_due() or any(queue.unfinished_tasks for queue in broker.queues.values()):
        for queue in broker.get_declared_queues():
            broker.join(queue, timeout=DRAINS_WITHIN_MS)


def play(
    clock: PlayedClock,
    end: datetime,
    broker: dramatiq.Broker,
    allowed: Callable[[], datetime],
    players: Players,
    moved: Callable[[datetime], None],
) -> None:
    """Play up to ``end``. ``allowed()`` says how far course time may have got by now; ``players`` act when their time
    has come; ``moved`` is told each step.

    Workers that are slow hold the clock back: a poll is never skipped because the machine is busy.
    """
    while clock.now() < end:
        settle(broker)
        due = max(checking.next_due() or end, clock.now())
        target = min(end, allowed(), due, players.next_at or end, clock.now() + STEP)
        if target <= clock.now():
            time.sleep(PAUSE)
            continue
        clock.play_to(target)
        players.act(target)
        moved(target)
    settle(broker)


def pace(start: datetime, per_second: timedelta) -> Callable[[], datetime]:
    """Course time may advance by ``per_second`` for each real second from now on."""
    began = time.monotonic()
    return lambda: start + per_second * (time.monotonic() - began)


def unhurried(end: datetime) -> Callable[[], datetime]:
    """As fast as the machine can."""
    return lambda: end

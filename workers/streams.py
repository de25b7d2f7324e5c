"""Listening: a thread for each stream, which connects, listens, and connects again. Any number may run side by side:
of each host one listens, the others wait for it to fall silent."""

import logging
import random
import threading
import time
from collections.abc import Sequence

from django.db import close_old_connections

from mooc.core.facts.questions import Read
from mooc.core.push import Disconnected, EventStream, OpenStream
from mooc.core.values.backoff import STREAM, Backoff
from mooc.runtime import clocks
from mooc.services import networks
from mooc.services.watching import streams
from mooc.services.watching.streams import HeldHost
from mooc.store.database import outages
from mooc.store.database.leases import SuspectRow, attempt
from workers.actors import collect, enqueue

log = logging.getLogger(__name__)

LOOK_UP_AFTER = 0.25
"""Seconds of real time that a thread waits at most before it looks up: at the scheduler, and whether to stop."""
REFRESH = 5.0
"""Seconds between two looks at who is to be listened for."""
HEALTHY = 30.0
"""A connection that stood for so long was a good one."""
HELD_ELSEWHERE_WAIT = 3.0
"""Seconds before asking again for a host that another process listens to."""
PROBATION = threading.Lock()
"""Held in this process while a stream over which a process has died is listened to: nothing else is begun beside it, so
that it is known which one it was."""


class Reconnection:
    """How long to wait before connecting again: twice as long each time, a little more or less by chance."""

    def __init__(self, backoff: Backoff) -> None:
        self._backoff, self._times = backoff, 0

    def wait(self, stood: float, requested: float = 0.0) -> float:
        """Seconds, after a connection that ``stood`` for so many, to a server that ``requested`` so many."""
        self._times = 1 if stood >= HEALTHY else self._times + 1
        wait = self._backoff.wait(self._times, random.random())  # noqa: S311 not all at once
        return max(requested, wait.total_seconds())


class Listener(threading.Thread):
    """Listens to one stream until it is stopped, whatever happens."""

    def __init__(self, stream: EventStream, reads: Sequence[Read], backoff: Backoff = STREAM) -> None:
        super().__init__(name=f"listener {stream.network}", daemon=True)
        self._stream, self._reads = stream, reads
        self._reconnection = Reconnection(backoff)
        self._stop_asked = threading.Event()
        self._opened_at = self._refreshed_at = 0.0
        self._is_on_probation = False

    def run(self) -> None:
        """Listen. What is not noted when something breaks is told again: the cursor in the database is the truth."""
        while not self._stop_asked.is_set():
            try:
                with attempt():
                    self._hold()
            except Exception as error:
                if not outages.log_outage(error):
                    log.exception("stream %s", self._stream.network)
            close_old_connections()
            self._stop_asked.wait(HELD_ELSEWHERE_WAIT)
        close_old_connections()

    def ask_to_stop(self) -> None:
        """Stop soon."""
        self._stop_asked.set()

    def _hold(self) -> None:
        """Listen for as long as the host is ours. What fails is noted as far as it can be, and given back by who
        calls."""
        held = self._begin()
        if held is None:
            return
        try:
            while not self._stop_asked.is_set():
                self._connect(held)
        except Exception:
            self._note_all(held)
            raise
        finally:
            self._end_probation()
        self._note_all(held)
        held.end(time.monotonic())

    def _begin(self) -> HeldHost | None:
        """Take the host, unless another one is on probation: over which a process has died, this one perhaps."""
        if not PROBATION.acquire(timeout=1.0):
            return None
        self._is_on_probation = True
        held = None
        try:
            held = HeldHost.begin(self._stream, self._reads, together=True)
            self._end_probation()
        except SuspectRow:
            log.info("stream %s: a process has died over it; it is listened to alone", self._stream.network)
            held = HeldHost.begin(self._stream, self._reads)
        finally:
            if held is None:
                self._end_probation()
        return held

    def _end_probation(self) -> None:
        if self._is_on_probation:
            self._is_on_probation = False
            PROBATION.release()

    def _note_all(self, held: HeldHost) -> None:
        held.pay(clocks.now(), time.monotonic(), at_once=True)
        held.keep(time.monotonic(), at_once=True)

    def _connect(self, held: HeldHost) -> None:
        """One connection, and the wait after it."""
        feed: OpenStream | None = None
        self._opened_at = time.monotonic()
        try:
            held.refresh()
            if held.may_listen:
                feed = self._stream.open(held.cursor, held.subscription)
                self._refreshed_at = time.monotonic()
                held.opened(self._refreshed_at)
                self._listen(held, feed)
            else:
                self._idle(held, REFRESH)
        except Disconnected as broken:
            log.warning("stream %s: %s", self._stream.network, broken)
            held.broke(broken, time.monotonic())
            self._idle(held, self._reconnection.wait(time.monotonic() - self._opened_at, broken.wait))
        finally:
            if feed:
                feed.close()

    def _listen(self, held: HeldHost, feed: OpenStream) -> None:
        """Until nobody is left to listen for, the network may not be asked, or it breaks."""
        while not self._stop_asked.is_set() and held.may_listen:
            events = feed.take(self._seconds_to_wait(held))
            if events:
                held.handle_events(events, time.monotonic())
            self._work(held, heard=bool(events))
            if time.monotonic() - self._refreshed_at > REFRESH:
                self._refreshed_at = time.monotonic()
                previous = held.subscription
                if held.refresh() != previous and held.may_listen:
                    feed.want(held.subscription)

    def _seconds_to_wait(self, held: HeldHost) -> float:
        first = held.scheduler.next()
        return LOOK_UP_AFTER if first is None else min(LOOK_UP_AFTER, max(0.0, first - time.monotonic()))

    def _work(self, held: HeldHost, heard: bool = False) -> None:
        """All that is to be done now: look, fill gaps, note how far it is done."""
        now, moment = clocks.now(), time.monotonic()
        all(enqueue(collect, watch) for watch in held.look(now, moment))
        held.fill(now, moment)
        held.pay(now, moment)
        held.keep(moment, now, heard=heard)
        if self._is_on_probation and moment - self._opened_at > HEALTHY:
            held.note_well()
            self._end_probation()

    def _idle(self, held: HeldHost, seconds: float) -> None:
        """Wait, with the host in our hands; what was told before is looked for meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self._stop_asked.is_set():
            self._work(held)
            self._stop_asked.wait(min(self._seconds_to_wait(held) or 0.01, max(0.0, end - time.monotonic())))


class Listeners:
    """A thread for each stream that the settings ask for, for as long as the ``with`` block runs."""

    def __init__(self) -> None:
        self._threads = [Listener(stream, networks.network(stream.network).reads) for stream in streams.open_streams()]

    def __len__(self) -> int:
        return len(self._threads)

    def __enter__(self) -> "Listeners":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.ask_to_stop()
        for thread in self._threads:
            thread.join(timeout=5)

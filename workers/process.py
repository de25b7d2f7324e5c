"""Running workers and the ticker: inside another process, or as one of their own."""

import logging
import signal
import threading
from types import FrameType, TracebackType

import dramatiq
from django.db import close_old_connections

from mooc.services import networks
from mooc.store.database import outages
from workers.actors import enqueue_due
from workers.broker import broker

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
"""Seconds of real time between two looks for what is due."""


class Ticker(threading.Thread):
    """Sends a hint for all that is due, again and again. Any number of tickers may run side by side."""

    def __init__(self, every: float = TICK_SECONDS) -> None:
        super().__init__(name="ticker", daemon=True)
        self._every = every
        self._stop_asked = threading.Event()

    def run(self) -> None:
        """Tick until stopped, whatever happens: a ticker that has died would be noticed by nobody."""
        begins = True
        while not self._stop_asked.is_set():
            try:
                if begins:
                    networks.retry_refused_tokens()
                    begins = False
                enqueue_due()
                outages.DATABASE.back()
            except Exception as error:
                if not outages.log_outage(error):
                    log.exception("tick")
            close_old_connections()
            self._stop_asked.wait(self._every)

    def stop(self) -> None:
        """Stop after the tick that is under way."""
        self._stop_asked.set()
        self.join(timeout=10)


class Workers:
    """Worker threads, and a ticker if asked for, for as long as the ``with`` block runs."""

    def __init__(self, threads: int, ticker: Ticker | None = None) -> None:
        self._worker = dramatiq.Worker(broker, worker_threads=threads, worker_timeout=100)
        self._ticker = ticker

    def __enter__(self) -> "Workers":
        self._worker.start()
        if self._ticker:
            self._ticker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ticker:
            self._ticker.stop()
        self._worker.stop(timeout=10_000)


def wait_for_signal() -> None:
    """Block until SIGINT or SIGTERM."""
    stop_asked = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stop_asked.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    stop_asked.wait()

"""``mooc serve``: pages and API; without a broker the worker runs inside."""

import logging
import os
import signal
import socket
import time
from contextlib import ExitStack
from types import FrameType

import typer

from mooc.environment import environment
from mooc.runtime.mail import NO_SERVER
from mooc.runtime.web_server import WebServer, listening_socket
from mooc.wsgi import application
from workers.process import Ticker, Workers
from workers.streams import Listeners

app = typer.Typer()
log = logging.getLogger(__name__)

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@app.command()
def serve(
    bind: str = typer.Option("", help="Address and port; by default MOOC_BIND."),
    processes: int = typer.Option(2, min=1, help="Web processes, where there is a broker."),
) -> None:
    """Serve pages and API until Ctrl-C. Without MOOC_BROKER_URL one process does it all, worker and ticker inside."""
    env = environment()
    if env.mail == "none":
        typer.echo(f"mooc: {NO_SERVER}", err=True)
    where = bind or env.bind
    try:
        bound = listening_socket(where)
    except OSError as error:
        typer.echo(f"mooc: nothing can be served at {where}: {error.strerror}", err=True)
        raise typer.Exit(1) from None
    if env.broker_url and processes > 1:
        _Herd(bound, processes).keep()
        return
    with ExitStack() as inside:
        if not env.broker_url:
            inside.enter_context(Workers(env.threads, Ticker()))
            inside.enter_context(Listeners())
        _serve(bound)


def _serve(bound: socket.socket, parent: int = 0) -> None:
    """Serve in this process until a signal comes; in the child of a ``parent`` also no longer than that lives."""
    pages = WebServer(application, bound, environment().threads)

    def stop(number: int, frame: FrameType | None) -> None:
        pages.stop()

    for number in SIGNALS:
        signal.signal(number, stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    pages.run(lambda: not parent or os.getppid() == parent)


class _Herd:
    """Processes that share a socket, forked before anything runs in threads. One that dies is started again."""

    def __init__(self, bound: socket.socket, processes: int) -> None:
        self._bound, self._processes = bound, processes
        self._born: dict[int, float] = {}
        self._stop_asked = False

    def keep(self) -> None:
        """Keep so many running until a signal comes, then until the last has ended."""

        def stop(number: int, frame: FrameType | None) -> None:
            self._stop_asked = True
            for child in self._born:
                os.kill(child, signal.SIGTERM)

        for number in SIGNALS:
            signal.signal(number, stop)
        while not self._stop_asked or self._born:
            if not self._stop_asked and len(self._born) < self._processes:
                self._fork()
                continue
            child, _ = os.wait()
            lived = time.monotonic() - self._born.pop(child)
            if not self._stop_asked:
                log.warning("web process %d has ended; another takes its place", child)
                time.sleep(max(0.0, 1.0 - lived))  # what cannot start is not started a thousand times a second

    def _fork(self) -> None:
        """A child, to which no signal comes before it can hear it, and of which every signal of ours knows."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        parent = os.getpid()
        child = os.fork()
        if not child:
            try:
                _serve(self._bound, parent)
            except BaseException:
                log.exception("a web process breaks off")
                os._exit(1)
            os._exit(0)
        self._born[child] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

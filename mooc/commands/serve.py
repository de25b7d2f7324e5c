"""``mooc serve``: pages and API under gunicorn; without a broker the worker runs inside."""

from contextlib import ExitStack
from typing import Any

import typer
from gunicorn.app.base import BaseApplication

from mooc.environment import environment
from mooc.mail import NO_SERVER
from mooc.wsgi import application
from workers.process import Ticker, Workers
from workers.streams import Listeners

app = typer.Typer()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn, configured in code."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application."""
        return application


def _start_inside(worker: Any) -> None:
    """After the fork: workers, ticker and listeners in the web process."""
    worker.inside = ExitStack()
    worker.inside.enter_context(Workers(environment().threads, Ticker()))
    worker.inside.enter_context(Listeners())


def _stop_inside(server: Any, worker: Any) -> None:
    if hasattr(worker, "inside"):
        worker.inside.close()


@app.command()
def serve(
    bind: str = typer.Option("", help="Address and port; by default MOOC_BIND."),
    processes: int = typer.Option(2, min=1, help="Web processes, where there is a broker."),
) -> None:
    """Serve pages and API until Ctrl-C. Without MOOC_BROKER_URL one process does it all, worker and ticker inside."""
    env = environment()
    if env.mail == "none":
        typer.echo(f"mooc: {NO_SERVER}", err=True)
    options: dict[str, Any] = {"bind": bind or env.bind, "worker_class": "gthread", "threads": env.threads}
    if env.broker_url:
        options["workers"] = processes
    else:
        options |= {"workers": 1, "post_worker_init": _start_inside, "worker_exit": _stop_inside}
    Server(options).run()

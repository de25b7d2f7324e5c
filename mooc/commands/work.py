"""``mooc work``: a worker. Any number may run side by side."""

import typer

from mooc.environment import environment
from workers.process import Workers, wait_for_signal

app = typer.Typer()


@app.command()
def work(threads: int = typer.Option(0, help="Worker threads; 0 takes MOOC_THREADS.")) -> None:
    """Run a worker until Ctrl-C. It needs MOOC_BROKER_URL, so that hints reach it, and a `mooc tick` beside it."""
    if not environment().broker_url:
        typer.echo("mooc: MOOC_BROKER_URL is not set; without a broker `mooc serve` runs the worker inside", err=True)
        raise typer.Exit(2)
    with Workers(threads or environment().threads):
        wait_for_signal()

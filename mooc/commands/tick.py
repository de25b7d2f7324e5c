"""``mooc tick``: find what is due and hint the workers. Any number may run side by side."""

import typer

from workers.actors import enqueue_due
from workers.process import TICK_SECONDS, Ticker, wait_for_signal

app = typer.Typer()


@app.command()
def tick(
    once: bool = typer.Option(False, help="Look once, say how many hints were sent, and stop."),
    every: float = typer.Option(TICK_SECONDS, min=0.05, help="Seconds between two looks."),
) -> None:
    """Find what is due and hint the workers, until Ctrl-C."""
    if once:
        typer.echo(f"{enqueue_due()} hints sent")
        return
    ticker = Ticker(every)
    ticker.start()
    wait_for_signal()
    ticker.stop()

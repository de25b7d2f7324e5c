"""``mooc stream``: listen to the networks' streams, so that what people do shows at once. Any number may run."""

import typer

from mooc.environment import environment
from workers.process import wait_for_signal
from workers.streams import Listeners

app = typer.Typer()


@app.command()
def stream() -> None:
    """Listen until Ctrl-C. It needs MOOC_BROKER_URL, so that its hints reach a `mooc work`."""
    if not environment().broker_url:
        typer.echo("mooc: MOOC_BROKER_URL is not set; without a broker `mooc serve` listens inside", err=True)
        raise typer.Exit(2)
    listeners = Listeners()
    if not listeners:
        typer.echo("mooc: no network has a stream here (MOOC_PUSH names those to listen to)", err=True)
        raise typer.Exit(2)
    with listeners:
        wait_for_signal()

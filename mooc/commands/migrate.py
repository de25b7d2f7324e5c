"""``mooc migrate``: create or update the tables."""

import typer

from mooc.store.database.tables import prepare

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Create or update the tables. Safe to repeat."""
    prepare()
    typer.echo("The tables are ready.")

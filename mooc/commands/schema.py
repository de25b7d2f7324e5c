"""``mooc schema``: the JSON Schema of course files, for editors."""

from pathlib import Path

import typer

from mooc.lessonfiles.schema import schema_text
from mooc.networks import registry

app = typer.Typer()


@app.command()
def schema(
    out: Path = typer.Option(None, help="Write it into this file instead of printing it."),
) -> None:
    """Print the schema. A course file names it in its first line: # yaml-language-server: $schema=FILE"""
    if out:
        out.write_text(schema_text(registry.names()), encoding="utf-8")
    else:
        typer.echo(schema_text(registry.names()), nl=False)

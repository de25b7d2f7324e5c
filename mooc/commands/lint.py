"""``mooc lint``: check course files."""

from pathlib import Path

import typer

from mooc.lint import lint_command

app = typer.Typer()


@app.command()
def lint(
    paths: list[Path] = typer.Argument(help="Course folders, course files, or folders of courses."),
    lang: str = typer.Option("en", help="fr or en."),
) -> None:
    """Print every problem as file:line:col: CODE message; exit code 1 if there is one."""
    raise typer.Exit(lint_command(paths, lang))

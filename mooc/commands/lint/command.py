"""``mooc lint``: check course files."""

from pathlib import Path

import typer

from mooc.commands.lint.courses import courses_at, lint_command
from mooc.commands.lint.networks import unjudgeable_challenges
from mooc.commands.output import reject_option
from mooc.networks import registry

app = typer.Typer()

UNKNOWN = 2
"""The exit code for a language that there is not."""


@app.command()
def lint(
    paths: list[Path] = typer.Argument(help="Course folders, course files, or folders of courses."),
    lang: str = typer.Option("en", help="fr or en."),
    network: list[str] = typer.Option([], help="Also say which challenges cannot be judged on that network."),
) -> None:
    """Print every problem as file:line:col: CODE message; exit code 1 if there is one."""
    if unknown := [name for name in network if name not in registry.SPECS]:
        reject_option(
            "--network", f"there is no network {unknown[0]!r}; one of {', '.join(registry.names())} is expected"
        )
    code = lint_command(paths, lang)
    folders = dict.fromkeys(folder for path in paths for folder in courses_at(path))
    problems = [] if code == UNKNOWN else list(unjudgeable_challenges(folders, map(registry.capabilities, network)))
    for problem in problems:
        typer.echo(problem.told("fr" if lang == "fr" else "en"))
    raise typer.Exit(code or bool(problems))

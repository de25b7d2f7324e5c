"""``mooc operations``: work that is not getting done: what is parked, what fails, what nobody gets round to."""

import json
from datetime import UTC, datetime
from typing import NoReturn

import typer

from mooc.commands.output import moment, print_table, reject_option
from mooc.runtime import clocks
from mooc.services.operations import stuck_work
from mooc.store.operations.operations import KINDS, InProgress, NoSuchOperation, listed

app = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
_KIND = typer.Argument(metavar="KIND", help=f"One of: {', '.join(KINDS)}.")


@app.callback()
def operations(
    context: typer.Context, as_json: bool = typer.Option(False, "--json", help="Print a JSON array, and nothing else.")
) -> None:
    """List the rows of work that are parked (tried again and again in vain), failing, or overdue, by kind and id.

    The log of the workers says where it breaks. Nothing of it names a person. Times are UTC.
    """
    if context.invoked_subcommand is not None:
        return
    stuck = listed(clocks.now(), datetime.now(UTC))
    if as_json:
        plain = [row._asdict() | {"since": row.since and row.since.isoformat()} for row in stuck]
        typer.echo(json.dumps(plain, indent=2))
    elif not stuck:
        typer.echo("Nothing is parked, failing or overdue.")
    else:
        lines = (
            (row.kind, str(row.id), row.state.value, moment(row.since, "UTC"), str(row.attempts), row.reason or "-")
            for row in stuck
        )
        print_table(("kind", "id", "state", "since", "tries", "reason"), lines)


@app.command()
def release(
    kind: str = _KIND,
    ids: list[int] = typer.Argument(None, metavar="[ID]...", help="Which; by default all of the kind."),
) -> None:
    """Let rows be tried again at once, as if they had never failed. Exit code 1 where there is none to be released."""
    _check(kind)
    try:
        released = stuck_work.release(kind, ids or (), clocks.now(), datetime.now(UTC))
    except NoSuchOperation as error:
        _refuse(f"nothing is wrong with {kind} {error.args[0]}, or there is no such row; `mooc operations` lists them")
    except InProgress:
        _refuse("a worker is at it this moment; try again in two minutes")
    if not released:
        _refuse(f"of {kind} nothing is parked or failing")
    typer.echo(f"{released} released.")


@app.command()
def drop(kind: str = _KIND, row: int = typer.Argument(metavar="ID", help="Which.")) -> None:
    """Give the work of a row up for good: it is not tried any more, and not listed. Of `texts` the words are erased; of
    `streams` the host is listened to anew, from then on. Exit code 1 where nothing is wrong with the row."""
    _check(kind)
    try:
        stuck_work.drop(kind, row, clocks.now(), datetime.now(UTC))
    except NoSuchOperation:
        _refuse(f"nothing is wrong with {kind} {row}, or there is no such row; `mooc operations` lists them")
    except InProgress:
        _refuse("a worker is at it this moment; try again in two minutes")
    typer.echo(f"{kind} {row} dropped.")


def _check(kind: str) -> None:
    if kind not in KINDS:
        reject_option("KIND", f"one of {', '.join(KINDS)} is expected, not {kind!r}")


def _refuse(text: str) -> NoReturn:
    typer.echo(f"mooc operations: {text}", err=True)
    raise typer.Exit(1)

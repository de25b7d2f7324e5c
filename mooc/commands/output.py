"""How the commands show things: tables, moments, and a refusal that names the option."""

from collections.abc import Iterable
from datetime import datetime
from typing import NoReturn
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from mooc.core.values.authored import LANGS, Lang

WIDE = 200
"""Columns where nobody says how many there are: what goes into a file is not cut."""


def reject_option(option: str, text: str) -> NoReturn:
    """Stop with exit code 2, naming the option and what would be right."""
    raise typer.BadParameter(text, param_hint=option)


def language_of_option(lang: str) -> Lang:
    """The language that ``--lang`` names. Stops with exit code 2 for one that there is not."""
    if lang not in LANGS:
        reject_option("--lang", f"one of {', '.join(LANGS)} is expected")
    return "fr" if lang == "fr" else "en"


def print_table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    """Print a table."""
    table = Table(*head, box=None, pad_edge=False, header_style="bold")
    for line in lines:
        table.add_row(*line)
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console = Console(highlight=False, markup=False, width=WIDE)
    console.print(table)


def moment(at: datetime | None, zone: str) -> str:
    """A moment by the clocks of the zone; a dash for none."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if at else "-"

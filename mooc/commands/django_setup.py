"""Sets Django up when it is imported: the first import of every command that needs the database."""

import os
import sys
from collections.abc import Sequence

import django
import typer
from django.db import OperationalError, ProgrammingError

from mooc.environment import WrongSetting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mooc.settings")
try:
    django.setup()
except WrongSetting as wrong:
    print(f"mooc: {wrong}", file=sys.stderr)
    raise SystemExit(2) from None


def run(app: typer.Typer, args: Sequence[str], prog_name: str) -> None:
    """Run the command. Exit code 2, with one line, where the database is not as it should be."""
    try:
        app(args=args, prog_name=prog_name)
    except (OperationalError, ProgrammingError) as error:
        complaint = str(error).strip().partition("\n")[0]
        print(f"mooc: the database says: {complaint} (`mooc migrate` creates missing tables)", file=sys.stderr)
        raise SystemExit(2) from None

"""``make bench``: one line a figure: name, ratio, aim, ok or short. ``python -m bench NAME…`` runs some of them.

The database is a new SQLite file, or the one of ``DATABASE_URL`` (it is emptied).
"""

import importlib
import os
import secrets
import sys
import tempfile
from pathlib import Path

FIGURES = ("append", "rejudge", "news", "actor", "page")


def main(names: list[str]) -> None:
    """Run the figures and print their lines."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'bench.sqlite3'}")
        os.environ |= {"SECRET_KEY": secrets.token_urlsafe(50), "MOOC_DEBUG": "false"}  # debugging keeps every query
        os.environ["DJANGO_SETTINGS_MODULE"] = "mooc.settings"
        importlib.import_module("mooc.commands.django_setup")
        ground = importlib.import_module("bench.ground")
        ground.prepare()
        for name in names or FIGURES:
            ground.empty()
            for figure in importlib.import_module(f"bench.{name}").figures():
                print(figure, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

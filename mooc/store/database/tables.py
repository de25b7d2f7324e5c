"""Creating and updating the tables."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def prepare() -> None:
    """Create or update the tables, and the folder of an SQLite file. Safe to repeat."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)

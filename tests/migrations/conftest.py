"""An empty database of its own, beside the one of the tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import DjangoDbBlocker

from tests.rights.conftest import world

__all__ = ["world"]


@pytest.fixture
def empty(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """A file of SQLite, under the alias ``landed``."""
    settings = {**connections["default"].settings_dict, "ENGINE": "django.db.backends.sqlite3"}
    connections.databases["landed"] = {**settings, "NAME": str(tmp_path / "landed.sqlite3"), "OPTIONS": {}}
    with django_db_blocker.unblock():
        yield connections["landed"]
        connections["landed"].close()
    del connections["landed"]
    del connections.databases["landed"]

"""A database with its tables, for sites that are served."""

import shutil
from pathlib import Path

import pytest

from tests.serving.site import migrate


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file in which all tables are, and nothing else."""
    path = tmp_path_factory.mktemp("tables") / "empty.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(empty_tables: Path, tmp_path: Path) -> str:
    """The address of a copy of it."""
    shutil.copy(empty_tables, tmp_path / "served.sqlite3")
    return f"sqlite:///{tmp_path / 'served.sqlite3'}"

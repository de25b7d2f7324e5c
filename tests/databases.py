"""A pytest plugin: the database of the tests, made cheap; and ``--only-database``, for a second pass on another one.

Django empties every table after a test with transactions of its own, and then writes down all content types and
permissions anew. Here only the tables that hold something are emptied, and what migrations have written stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

WRITTEN_BY_MIGRATIONS = {"django_content_type", "auth_permission"}


def _tables() -> list[str]:
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed} - WRITTEN_BY_MIGRATIONS)


def empty(connection: BaseDatabaseWrapper) -> list[str]:
    """Delete all rows of all tables; the tables that had some. Foreign keys are checked at the end."""
    quote = connection.ops.quote_name
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in _tables())
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [table for (table,) in cursor.fetchall()]
        for table in filled:
            cursor.execute(f"DELETE FROM {quote(table)}")
    return filled


def vacuum(connection: BaseDatabaseWrapper) -> None:
    """Let go of the pages that tests have left in the tables. PostgreSQL plans for a table of many pages, in which no
    row was ever committed, as if it had none, whatever comes in: what is quick with a thousand rows then is not.
    Outside of a transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")


def _fixture_teardown(case: TransactionTestCase) -> None:
    for alias in case._databases_names(include_mirrors=False):
        empty(connections[alias])


def uses_database(item: pytest.Item) -> bool:
    """Whether it asks for the database of the run, and may go otherwise on another one."""
    wanted = {"db", "transactional_db", "django_db_setup", "live_server"}
    return item.get_closest_marker("django_db") is not None or not wanted.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="leave out the tests that touch no database")
    parser.addoption("--write-landed", action="store_true", help="write the small database of the newest migration")


def pytest_configure() -> None:
    TransactionTestCase._fixture_teardown = _fixture_teardown  # type: ignore[method-assign]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("only_database"):
        left_out = [item for item in items if not uses_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if uses_database(item)]


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that is rolled back in the end, and that what is tested takes for none, like that of a test."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)

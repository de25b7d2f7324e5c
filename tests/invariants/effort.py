"""How much the database does for a piece of work: what a count of queries does not show."""

from collections.abc import Callable

from django.db import connection


def effort(work: Callable[[], object]) -> int:
    """Instructions that SQLite carries out, in tens; or rows that PostgreSQL reads, which takes an index wherever
    there is one, as it would in a large table. Belongs in a transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("ANALYZE")  # autovacuum sees nothing of this transaction: for it the tables are empty
        before = _rows_read()
        work()
        return _rows_read() - before
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.connection.set_progress_handler(step, 10)
    try:
        work()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return steps


def _rows_read() -> int:
    """In this transaction: https://www.postgresql.org/docs/current/monitoring-stats.html"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])

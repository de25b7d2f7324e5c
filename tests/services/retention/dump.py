"""Everything that the database holds, as one text: what is not in it is not kept anywhere."""

from django.db import connection


def dump() -> str:
    """All columns of all rows of all tables."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [f"{table} {row!r}" for row in cursor.fetchall()]
    return "\n".join(found)

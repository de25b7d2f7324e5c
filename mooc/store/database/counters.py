"""Where tries and quotas are counted: the database, so that a wiped broker does not forget who guessed at passwords.

Django's own database cache keeps 300 rows, and throws away what comes first in the alphabet when there are more: the
limits of sign-in. A counter is no cache: it may go when its time is over, and not before.
"""

from datetime import datetime
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections


class Counters(DatabaseCache):
    """A database cache that lets go of nothing but what has run out; it looks for that once there are a thousand rows.

    What an attacker can write is bounded by the limits themselves: each address makes a few rows a minute, each row
    lives for a day at most.
    """

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, {**params, "MAX_ENTRIES": 1000})
        self._counters = table

    def _cull(self, db: str, cursor: Any, now: datetime, num: int) -> None:
        ops = connections[db].ops
        table, expires = ops.quote_name(self._counters), ops.quote_name("expires")
        cursor.execute(f"DELETE FROM {table} WHERE {expires} < %s", [ops.adapt_datetimefield_value(now)])  # noqa: S608

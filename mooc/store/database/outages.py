"""Whether what went wrong is that the database was away, full, or held up: then nobody who asked is at fault."""

import logging

from django.db.utils import InterfaceError, OperationalError

from mooc.runtime.outages import OutageLog

RETRY_AFTER = 10
"""Seconds after which it is worth asking again: it takes about so long to be back."""
DATABASE = OutageLog(logging.getLogger("mooc.database"), "the database", every=60.0)

_OWN_MISTAKE = "SQLITE_ERROR"
"""What SQLite answers to a mistake of ours, such as a table that is not there; Django has the same name for both."""


def is_outage(error: BaseException | None) -> bool:
    """Whether this, or what it came from, is the database's: no connection (in time), a limit that was reached.

    >>> is_outage(OperationalError("connection refused")), is_outage(ValueError()), is_outage(None)
    (True, False, False)
    """
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError)):
            return getattr(error.__cause__, "sqlite_errorname", "") != _OWN_MISTAKE
        error = error.__cause__ or error.__context__
    return False


def log_outage(error: BaseException | None) -> bool:
    """As ``is_outage``; if it is so, the log says it, in one line now and then."""
    if not is_outage(error):
        return False
    # its class and its first line: what the server said, never what was asked of it
    DATABASE.gone(f"{type(error).__name__}: {error}".partition("\n")[0])
    return True

"""Addresses that let somebody in do not stand in the log, not even where they break."""

import logging
import re

_SECRET = re.compile(r"(/accounts/password/reset/key/|/accounts/confirm-email/|/join/|/enter/)\S+")


class SecretFilter(logging.Filter):
    """Puts … in place of the secret, in the message and in what stands in it (Django logs the path of what fails)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a record."""
        record.msg = _without(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without, record.args))
        return True


def _without(value: object) -> object:
    return _SECRET.sub(r"\1…", value) if isinstance(value, str) else value

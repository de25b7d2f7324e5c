"""One-time codes: who can write one into an account's profile, or post it, owns the account."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta

CODE_LIFETIME = timedelta(minutes=30)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter that reads like another or like a digit (0 O, 1 I L, U V)."""
GROUP = 4
DASHES = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2014\u2212"}
"""What keyboards make of a hyphen."""


def random_letters() -> str:
    """Two groups of letters and digits: 39 bits from the system's source of secrets."""
    return "".join(secrets.choice(ALPHABET) for _ in range(2 * GROUP))


def new_code() -> str:
    """A fresh code such as ``twinome-7K3F-Q9XB``."""
    signs = random_letters()
    return f"twinome-{signs[:GROUP]}-{signs[GROUP:]}"


def contains_code(text: str, code: str) -> bool:
    """Whether ``code`` stands in ``text`` as a word of its own, in capitals or not, with whatever hyphens.

    >>> contains_code("Hi! (Twinome-7k3f\u2013q9xb)", "twinome-7K3F-Q9XB")
    True
    >>> contains_code("twinome-7K3F-Q9XBB", "twinome-7K3F-Q9XB")
    False
    """
    return bool(code) and re.search(rf"(?<!\w){re.escape(_folded(code))}(?!\w)", _folded(text)) is not None


def is_expired(issued_at: datetime, now: datetime) -> bool:
    """Whether a code of ``issued_at`` is too old at ``now`` (both UTC)."""
    return not issued_at <= now < issued_at + CODE_LIFETIME


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(DASHES).casefold()

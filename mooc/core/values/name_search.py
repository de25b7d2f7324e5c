"""Searching for people by a part of a name, as one types it: without accents, in any case."""

import string
import unicodedata
from functools import cache

LONGEST = 80
"""Characters of what is searched for; what is longer names nobody."""

_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_MARKS = "[\u0300-\u036f]*"
_TWO = {"ae": "æÆ", "oe": "œŒ"}


@cache
def _forms() -> dict[str, str]:
    """Letter of a to z → the letter in both cases, with and without accents."""
    found = {letter: letter + letter.upper() for letter in string.ascii_lowercase}
    for char in map(chr, _LATIN):
        base = _plain(char)
        if base in found:
            found[base] += char
    return found


def _plain(text: str) -> str:
    """Without accents, in lower case; ligatures as two letters."""
    for two, signs in _TWO.items():
        for sign in signs:
            text = text.replace(sign, two)
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def pattern(text: str) -> str:
    """A regular expression for names in which the text stands, as Python and PostgreSQL both read it.

    Only sets of characters, one after the other: it takes a time that grows with the name alone.

    >>> import re
    >>> bool(re.search(pattern("eloise"), "Éloïse B."))
    True
    """
    plain, found, at = _plain(" ".join(text.split())[:LONGEST]), "", 0
    while at < len(plain):
        two = plain[at : at + 2]
        if two in _TWO:
            found += f"(?:{_one(two[0])}{_one(two[1])}|[{_TWO[two]}])"
        else:
            found += _one(plain[at])
        at += 2 if two in _TWO else 1
    return found


def _one(char: str) -> str:
    forms = _forms().get(char)
    if forms:
        return f"[{forms}]{_MARKS}"
    return char if char.isalnum() or char in " _" else f"\\{char}"

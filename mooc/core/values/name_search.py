"""Searching for people by a part of a name, as one types it: without accents, in any case."""

import string
import unicodedata
from functools import cache

LONGEST = 80
"""Characters of what is searched for; what is longer names nobody."""

_LATIN = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
_MARKS = "[\u0300-\u036f]*"
_LIGATURES = {"ae": "æÆ", "oe": "œŒ"}


@cache
def _forms() -> dict[str, str]:
    """Letter of a to z → the letter in both cases, with and without accents."""
    forms = {letter: letter + letter.upper() for letter in string.ascii_lowercase}
    for char in map(chr, _LATIN):
        base = _plain(char)
        if base in forms:
            forms[base] += char
    return forms


def _plain(text: str) -> str:
    """Without accents, in lower case; ligatures as two letters."""
    for pair, signs in _LIGATURES.items():
        for sign in signs:
            text = text.replace(sign, pair)
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def name_pattern(text: str) -> str:
    """A regular expression for names in which the text stands, as Python and PostgreSQL both read it.

    Only sets of characters, one after the other: it takes a time that grows with the name alone.

    >>> import re
    >>> bool(re.search(name_pattern("eloise"), "Éloïse B."))
    True
    """
    plain, expression, at = _plain(" ".join(text.split())[:LONGEST]), "", 0
    while at < len(plain):
        pair = plain[at : at + 2]
        if pair in _LIGATURES:
            expression += f"(?:{_any_form(pair[0])}{_any_form(pair[1])}|[{_LIGATURES[pair]}])"
        else:
            expression += _any_form(plain[at])
        at += 2 if pair in _LIGATURES else 1
    return expression


def _any_form(char: str) -> str:
    forms = _forms().get(char)
    if forms:
        return f"[{forms}]{_MARKS}"
    return char if char.isalnum() or char in " _" else f"\\{char}"

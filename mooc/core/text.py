"""What is kept of a text once the text itself is gone: its number of words and a hash."""

import hashlib
import unicodedata
from collections.abc import Iterable


def _own_words(text: str) -> list[str]:
    """The author's own words: no #tags, @mentions or links, folded in case and compatibility forms."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [word for word in folded.split() if not word.startswith(("#", "@", "http://", "https://"))]


def word_count(text: str) -> int:
    """How many words the author wrote, tags, mentions and links left out.

    >>> word_count("Hello @ada #mooc https://example.org world")
    2
    """
    return sum(any(char.isalnum() for char in word) for word in _own_words(text))


def text_hash(text: str) -> str:
    """SHA-256 (hex) of the author's own words: the same for a copy that differs in case, spacing or decoration."""
    return digest(_own_words(text))


def digest(parts: Iterable[str]) -> str:
    """SHA-256 (hex) of the parts, joined by a line feed, in UTF-8."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()

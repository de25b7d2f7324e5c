"""What is kept of a text once the text itself is gone: its number of words and a hash."""

import hashlib
import unicodedata
from collections.abc import Iterable

import regex

_WORD = 12
"""What one word weighs; letters of scripts that put no spaces between words weigh a part of it."""
_WEIGHTS = (
    (r"\p{sc=Han}", 8),
    (r"\p{sc=Hiragana}", 6),
    (r"[\p{scx=Katakana}--[\p{sc=Han}\p{sc=Hiragana}]]", 3),
    (r"\p{sc=Myanmar}", 6),
    (r"[\p{Line_Break=SA}--\p{sc=Myanmar}]", 4),
)
"""A word has 1.5 Han characters, 2 hiragana, 4 katakana, 2 letters of Burmese, 3 of Thai, Lao, Khmer and the other
scripts that UAX #14 leaves to a dictionary (https://www.unicode.org/reports/tr14/#SA).

Measured with the dictionaries of ICU 78.2 on the texts of the test: 1.67 characters a word in Chinese, 3.3 letters in
Thai, 3.4 in Khmer, 3.2 in Lao, 2.3 in Burmese. What is asked for is a little less: nobody is refused for an estimate.
"""
_LETTERS = tuple((regex.compile(rf"(?V1)[{script}&&\p{{L}}]"), weight) for script, weight in _WEIGHTS)
_WITHOUT_SPACES = regex.compile(r"(?V1)[\p{sc=Han}\p{sc=Hiragana}\p{scx=Katakana}\p{Line_Break=SA}]+")
_SYLLABLE_ENDS = str.maketrans("\u0f0b\u0f0d", "  ")
"""Tibetan ends syllables and clauses with signs of its own, where others put spaces."""
_EMOJI = regex.compile(
    r"[0-9#*]\ufe0f?\u20e3|[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\ufe0f\u200d]"
)
_NO_WORDS = regex.compile(
    r"(?<![\p{Latin}\p{Nd}_])"
    r"(?:https?://[!-~]+|www\.[!-~]+|(?<![.-])(?:[a-z0-9-]++\.)++[a-z]{2,}/[!-~]*"
    r"|@[a-z0-9_.-]+(?:@[a-z0-9.-]+)?|#[\p{L}\p{M}\p{Nd}_\u00b7\u30fb]+)"
)
"""Links, also as apps shorten them, names and tags: they end where networks end them, not only at a space."""
_SIGNS = frozenset("#@/.")
_DECORATION = ("#", "@", "http://", "https://")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def word_count(text: str) -> int:
    """How many words the author wrote, as a reader of the script counts; no tags, names, links or emoji.

    In scripts without spaces it is an estimate, by letters.

    >>> word_count("Hello @ada #mooc https://example.org world"), word_count("今天天气很好")
    (2, 4)
    """
    spaced = text if text.isascii() else _EMOJI.sub(" ", text).translate(_SYLLABLE_ENDS)
    tokens = _folded(spaced).split()
    return -(-sum(map(_weight, tokens)) // _WORD)


def _weight(token: str) -> int:
    """What stands between two spaces, in twelfths of a word."""
    words = _NO_WORDS.sub(" ", token) if _SIGNS.intersection(token) else token
    if not words.isascii() and _WITHOUT_SPACES.search(words):
        letters = sum(len(script.findall(words)) * weight for script, weight in _LETTERS)
        words = _WITHOUT_SPACES.sub(" ", words)
    else:
        letters = 0
    if token.startswith(_DECORATION):  # as "'s" after a name
        return letters
    return letters + _WORD * sum(any(char.isalnum() for char in piece) for piece in words.split())


def text_hash(text: str) -> str:
    """SHA-256 (hex) of the author's own words, without #tags, @mentions and links: the same for a copy that differs in
    case, compatibility forms, spacing or decoration."""
    return digest(word for word in _folded(text).split() if not word.startswith(_DECORATION))


def digest(parts: Iterable[str]) -> str:
    """SHA-256 (hex) of the parts, joined by a line feed, in UTF-8."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()

"""Texts as they are set: apostrophes, and the spaces of French at which no line breaks."""

import re
from functools import lru_cache

_SPACE = re.compile(r" (?=[:;!?»])|(?<=«) ")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_LEFT_ALONE = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>|<[^>]*>)", re.DOTALL)


@lru_cache(maxsize=2048)
def typeset(text: str) -> str:
    """The text with no-break spaces and curved apostrophes.

    >>> typeset("l'hôte : qui ?")
    'l’hôte\\xa0: qui\\xa0?'
    """
    return _APOSTROPHE.sub("’", _SPACE.sub("\u00a0", text))


def typeset_html(html: str) -> str:
    """HTML of which the words are set so; tags and code stay as they are."""
    parts = _LEFT_ALONE.split(html)
    return "".join(part if n % 2 else typeset(part) for n, part in enumerate(parts))

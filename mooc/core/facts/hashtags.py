"""Hashtags: what counts as the same one, and in which form a network is asked for it.

Networks fold tags before they compare them. Mastodon's servers hand out ``ecoute`` for "#Écoute": they normalise to
NFKC, lower the case, give Latin letters as ASCII and drop marks that are not alphabetic, such as a virama
(https://github.com/mastodon/mastodon: app/lib/hashtag_normalizer.rb, app/lib/ascii_folding.rb, app/models/tag.rb). X
finds "músic" by "music" and the other way round
(https://developer.x.com/en/docs/x-api/enterprise/search-api/guides/operators). So both sides of every comparison are
folded here, by the one rule that takes for different only what all of them do.
"""

import unicodedata
from functools import lru_cache

import regex

from mooc.core.facts.activity import Activity

ANY_LETTERS = r"[\w\u0080-\uFFFF]+"
r"""A tag in the JSON Schema of courses, where ``\w`` means ASCII alone
(https://tc39.es/ecma262/#sec-compiletocharset)."""
_ON_LATIN = regex.compile(r"(?<=\p{Latin}\p{Mn}*)\p{Mn}")
_NOT_TOLD = regex.compile(r"(?V1)[[\p{M}--\p{Alphabetic}]--[\u0e47-\u0e4e]]|\p{Cf}")
"""Marks that no server keeps, and invisible signs. The tone marks of Thai are kept since Mastodon 4.3."""
_PLAIN = str.maketrans("øđðħıĸłŋŧ", "oddhiklnt")
"""Latin letters that Unicode does not take apart, as Mastodon writes them."""


@lru_cache(maxsize=4096)
def fold(tag: str) -> str:
    """The tag as it is compared, with or without ``#``: case, accents on Latin letters, width and form do not matter.
    What carries the meaning in other scripts (vowel signs, voicing of kana) stays.

    >>> fold("#Écoute"), fold("ｅｃｏｕｔｅ"), fold("がく") == fold("かく")
    ('ecoute', 'ecoute', False)
    """
    if tag.isascii():
        return tag.removeprefix("#").lower()
    apart = unicodedata.normalize("NFD", asked_as(tag))
    plain = _ON_LATIN.sub("", apart).translate(_PLAIN)
    return _NOT_TOLD.sub("", unicodedata.normalize("NFC", plain))


def asked_as(tag: str) -> str:
    """The tag as a network is asked for it, and as people read it: in lower case, with its accents. A network folds
    what it is asked for in its own way.

    >>> asked_as("#Écoute")
    'écoute'
    """
    folded = unicodedata.normalize("NFKC", tag).casefold()
    return unicodedata.normalize("NFKC", folded).removeprefix("#")


def carries(post: Activity, tag: str) -> bool:
    """Whether the post has this hashtag."""
    return tag in post.content.tags or fold(tag) in map(fold, post.content.tags)

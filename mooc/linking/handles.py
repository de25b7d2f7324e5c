"""Handles as strangers write them: by the grammar of each network, and by nothing more liberal.

What looks like a letter and is none (a Cyrillic a, a full-width @, a space without width) is refused and not mended:
who is meant must not be up to us.
"""

import re

from mooc.linking.refusal import CannotLink, Refusal


def must_match(grammar: re.Pattern[str], text: str) -> str:
    """The text. Raises CannotLink unless all of it is of that grammar."""
    if not grammar.fullmatch(text):
        raise CannotLink(Refusal.HANDLE_INVALID)
    return text

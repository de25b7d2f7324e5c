"""X's handles. https://help.x.com/en/managing-your-account/x-username-rules"""

import re

from mooc.core.values.handles import Grammar
from mooc.linking.handles import must_match
from mooc.networks.base import LinkedHandles

GRAMMAR = Grammar(r"[a-z0-9_]{1,15}", "x:name")
_USERNAME = re.compile(r"[A-Za-z0-9_]{1,15}")
"""https://docs.x.com/fundamentals/entities: a username."""


def parse(text: str) -> str:
    """``ada_1`` of ``@ada_1``. Raises CannotLink."""
    return must_match(_USERNAME, text.strip().removeprefix("@"))


HANDLES = LinkedHandles(
    "ada_writes",
    {
        "en": "Up to 15 letters, digits and _ are expected, such as ada_writes",
        "fr": "On attend 15 lettres non accentuées, chiffres ou _ au plus, par exemple ada_writes",
    },
    lambda text, settings: parse(text),
)

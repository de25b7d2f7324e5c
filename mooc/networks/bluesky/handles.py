"""Bluesky's handles, which are domains. https://atproto.com/specs/handle"""

import re

from mooc.core.values.handles import DOMAIN, Grammar
from mooc.linking.handles import must_match
from mooc.linking.refusal import CannotLink, Refusal
from mooc.networks.base import LinkedHandles

GRAMMAR = Grammar(DOMAIN, "bluesky:name.bsky.social", server_after=".")
_IDENTIFIER = re.compile(DOMAIN)
"""https://atproto.com/specs/handle#handle-identifier-syntax"""
_LONGEST = 253


def parse(text: str) -> str:
    """``ada.bsky.social`` of ``@Ada.bsky.social``. Raises CannotLink."""
    handle = text.strip().removeprefix("@").lower()
    if len(handle) > _LONGEST:
        raise CannotLink(Refusal.HANDLE_INVALID)
    return must_match(_IDENTIFIER, handle)


HANDLES = LinkedHandles(
    "name.bsky.social",
    {
        "en": "Letters, digits, points and hyphens are expected, such as name.bsky.social",
        "fr": "Des lettres, des chiffres, des points et des traits d’union sont attendus, par exemple nom.bsky.social",
    },
    lambda text, settings: parse(text),
)

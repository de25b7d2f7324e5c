"""Links in a bio, which Bluesky keeps as plain text: its apps make links of what looks like an address, and so do we.

https://github.com/bluesky-social/atproto/blob/main/packages/api/src/rich-text/detection.ts is how the apps do it.
"""

from linkify_it import LinkifyIt

WEB = frozenset({"", "http:", "https:"})
"""Schemas of addresses of pages; empty where none was written (``example.org``). Not those of mail."""
_addresses = LinkifyIt()


def links(bio: str) -> tuple[str, ...]:
    """The addresses of pages in the bio, each once, in order. A handle (``@ada.example.org``) and a mail address are
    none."""
    matches = _addresses.match(bio) or ()
    return tuple(dict.fromkeys(match.url for match in matches if match.schema in WEB))

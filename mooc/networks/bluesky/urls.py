"""Web addresses of posts."""

import re
from urllib.parse import unquote

from mooc.networks.bluesky import profiles
from mooc.networks.bluesky.posts import POST_COLLECTION

_HANDLE = rf"(?:{profiles.HANDLE.pattern})"
_DID = r"did:[a-z]+:[a-zA-Z0-9._:%-]{0,240}[a-zA-Z0-9._-]"
_KEY = r"[a-zA-Z0-9._:~-]{1,200}"
_PAGE = re.compile(rf"https?://(?:www\.)?bsky\.app/profile/([^/?#]+)/post/({_KEY})/?(?:[?#].*)?", re.ASCII | re.I)
_URI = re.compile(rf"at://([^/?#]+)/{re.escape(POST_COLLECTION)}/({_KEY})", re.ASCII)


def recognise(url: str) -> str | None:
    """The at:// URI of the post at that address (by handle, if the address has one); None for any other address.

    ``https://bsky.app/profile/HANDLE-or-DID/post/KEY`` and ``at://HANDLE-or-DID/app.bsky.feed.post/KEY``
    (https://atproto.com/specs/at-uri-scheme).
    """
    match = _PAGE.fullmatch(url.strip()) or _URI.fullmatch(url.strip())
    if not match:
        return None
    author = unquote(match[1])
    if not re.fullmatch(_DID, author, re.ASCII):
        author = author.lower()
        if len(author) > profiles.HANDLE_AT_MOST or not re.fullmatch(_HANDLE, author, re.ASCII):
            return None
    return f"at://{author}/{POST_COLLECTION}/{match[2]}"

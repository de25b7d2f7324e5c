"""Addresses: which are those of posts, and which of those in a post somebody shared."""

import re

from mooc.networks.x.answers import PostPayload

_HOSTS = r"https?://(?:www\.|mobile\.|m\.)?(?:x|twitter)\.com"
_PATH = r"/(?:\w{1,20}|i/web)/status(?:es)?/([0-9]{1,19})(?:[/?#].*)?"
_PICTURES = ("pic.x.com/", "pic.twitter.com/")


def recognise(url: str, web: str) -> str | None:
    """The id of the post at that address; None for any other address. ``web``: where the adapter shows posts.

    Seen are ``/HANDLE/status/ID``, ``/i/status/ID`` and ``/i/web/status/ID`` on x.com and twitter.com, with what apps
    put behind it (``?s=20``, ``/photo/1``). The handle is not looked at: X does not either.
    """
    match = re.fullmatch(f"(?i:{_HOSTS}|{re.escape(web)}){_PATH}", url.strip(), re.ASCII)
    return match[1] if match else None


def shared_links(post: PostPayload, web: str) -> tuple[str, ...]:
    """The links that the author shared, each once."""
    links = (link.expanded_url or link.url for link in post.entities_of_whole.urls if not _is_added(link, post, web))
    return tuple(dict.fromkeys(links))


def _is_added(link: PostPayload.Entities.UrlEntity, post: PostPayload, web: str) -> bool:
    """Whether X has put it there: for a picture, for the post that is quoted, for the rest of a text that is cut.

    https://docs.x.com/x-api/fundamentals/data-dictionary shows the first two; that older answers name no ``media_key``,
    and the third, is seen.
    """
    if link.media_key or link.display_url.startswith(_PICTURES):
        return True
    leads_to = recognise(link.expanded_url, web)
    return leads_to is not None and leads_to in (post.id, *post.edit_history_tweet_ids, post.refers("quoted"))

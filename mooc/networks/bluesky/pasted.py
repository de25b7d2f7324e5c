"""A post that somebody points at: its web address, and reading it once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from mooc.core.facts.network import NetworkTrouble, Profile, Reading, Standing, Trouble, TroubleKind
from mooc.networks.bluesky import people
from mooc.networks.bluesky.client import Asker, attempt
from mooc.networks.bluesky.posts import NETWORK, POSTS, Seen, did_of, seen

_HANDLE = rf"(?:{people.HANDLE.pattern})"
_DID = r"did:[a-z]+:[a-zA-Z0-9._:%-]{0,240}[a-zA-Z0-9._-]"
_KEY = r"[a-zA-Z0-9._:~-]{1,200}"
_PAGE = re.compile(rf"https?://(?:www\.)?bsky\.app/profile/([^/?#]+)/post/({_KEY})/?(?:[?#].*)?", re.ASCII | re.I)
_URI = re.compile(rf"at://([^/?#]+)/{re.escape(POSTS)}/({_KEY})", re.ASCII)
_TID = "234567abcdefghijklmnopqrstuvwxyz"
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)


def recognise(url: str) -> str | None:
    """The at:// URI of the post at that address (by handle, if the address has one); None for any other address.

    ``https://bsky.app/profile/HANDLE-or-DID/post/KEY`` and ``at://HANDLE-or-DID/app.bsky.feed.post/KEY``
    (https://atproto.com/specs/at-uri-scheme).
    """
    found = _PAGE.fullmatch(url.strip()) or _URI.fullmatch(url.strip())
    if not found:
        return None
    who = unquote(found[1])
    if not re.fullmatch(_DID, who, re.ASCII):
        who = who.lower()
        if len(who) > people.HANDLE_AT_MOST or not re.fullmatch(_HANDLE, who, re.ASCII):
            return None
    return f"at://{who}/{POSTS}/{found[2]}"


def post(asker: Asker, api: Any, reference: str, lag: timedelta) -> Reading:
    """https://docs.bsky.app/docs/api/app-bsky-feed-get-posts, two requests at most.

    It takes no handle, so that one is looked up first. Nothing and no trouble: there is no such post. Of an account
    that is not shown, of a handle that nobody has (any more), and of a post so young that it may not have been taken
    in, that is not known.
    """
    who, _, key = reference.removeprefix("at://").partition(f"/{POSTS}/")
    found: list[Seen] = []
    written_by: list[Profile] = []

    def look() -> None:
        did = did_of(reference) or _shown(people.profile(asker, api.actor, who)).id
        views = asker.ask(api.feed.get_posts, {"uris": [f"at://{did}/{POSTS}/{key}"]}).posts
        for view in views:
            found.append(seen(view, asker.now))
            written_by.append(Profile(NETWORK, view.author.did, view.author.handle, view.author.display_name or ""))
        if views:
            return
        if did == who:
            _shown(people.profile(asker, api.actor, did))
        made = _made_at(key)
        if made and asker.now - lag <= made <= asker.now + lag:
            raise NetworkTrouble(Trouble(TroubleKind.NOT_LOOKED, made + lag, "too young"))

    trouble = attempt(look)
    return Reading(
        activities=tuple(one.post for one in found),
        people=tuple(written_by),
        texts={one.post.key: one.text for one in found},
        requests=asker.requests,
        sent=asker.sent,
        trouble=trouble,
    )


def _shown(profile: Profile) -> Profile:
    """The profile of an account that can be read. Raises NetworkTrouble for any other."""
    if profile.standing is not Standing.ACTIVE:
        gone = profile.standing is Standing.GONE
        raise NetworkTrouble(Trouble(TroubleKind.ACCOUNT_GONE if gone else TroubleKind.SUSPENDED))
    return profile


def _made_at(key: str) -> datetime | None:
    """When a post with that key was made, as its app claims (https://atproto.com/specs/tid); None for other keys."""
    if len(key) != 13 or any(char not in _TID for char in key):
        return None
    number = 0
    for char in key:
        number = number * 32 + _TID.index(char)
    microseconds = number >> 10
    return _UNIX + timedelta(microseconds=microseconds) if microseconds < 1 << 52 else None

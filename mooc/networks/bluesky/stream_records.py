"""Records of repositories, as streams carry them, turned into signals.

Strict parsing is for reads, which prove; here a record of a strange form still tells that its author did something.
https://atproto.com/specs/record-key and https://docs.bsky.app/docs/advanced-guides/posts
"""

from collections.abc import Mapping
from typing import Any

from mooc.core.facts.needs import NeedKind
from mooc.core.push import EventType, Signal
from mooc.networks.bluesky.capabilities import NETWORK
from mooc.networks.bluesky.posts import EMBED, FACET, POST_COLLECTION, did_of

REPOSTS, FOLLOW_COLLECTION = "app.bsky.feed.repost", "app.bsky.graph.follow"
PROFILES = "app.bsky.actor.profile"
COLLECTIONS = (POST_COLLECTION, REPOSTS, FOLLOW_COLLECTION, PROFILES)
TELLS = frozenset(NeedKind)
"""A stream of repositories tells of everything that is asked about."""
INDEXED_AFTER: tuple[float, ...] = (0.05, 0.35, 0.95, 2.15, 4.55)
"""Seconds after a signal at which to look: the AppView's index was measured to lag by 0.03 to 0.08 s."""


def signal_of(did: str, collection: str, rkey: str, record: object) -> Signal | None:
    """What writing this record means (``record`` None: what deleting it means); None for what nobody asks about."""
    uri = f"at://{did}/{collection}/{rkey}"
    if collection not in COLLECTIONS:
        return None
    if collection == PROFILES:
        return Signal(NETWORK, EventType.PROFILE, did)
    if record is None:
        return Signal(NETWORK, EventType.GONE, did, uri)
    if collection == FOLLOW_COLLECTION:
        return Signal(NETWORK, EventType.FOLLOW, did, uri, target=_text(record, "subject"))
    if collection == REPOSTS:  # the AppView names no record of it, so that it stands in the log under no key of ours
        target = _text(record, "subject", "uri")
        return Signal(NETWORK, EventType.REPOST, did, "", target=target, target_author=did_of(target))
    return _post_signal(did, uri, record)


def standing_signal(did: str) -> Signal:
    """The account itself has changed: its handle, or whether it is shown."""
    return Signal(NETWORK, EventType.STANDING, did)


def _post_signal(did: str, uri: str, record: object) -> Signal:
    answered = _text(record, "reply", "parent", "uri")
    embed = _at(record, "embed")
    quote = _at(embed, "record") if _text(embed, "$type") == f"{EMBED}.recordWithMedia" else embed
    quoted = _text(quote, "record", "uri")
    quoted = quoted if f"/{POST_COLLECTION}/" in quoted else ""
    features = (feature for facet in _list(record, "facets") for feature in _list(facet, "features"))
    tags = [_text(feature, "tag") for feature in features if _text(feature, "$type") == f"{FACET}#tag"]
    tags += [tag for tag in _list(record, "tags") if isinstance(tag, str)]
    return Signal(
        NETWORK,
        EventType.POST,
        did,
        uri,
        reply_to=answered,
        reply_to_author=did_of(answered),
        quote_of=quoted,
        quote_author=did_of(quoted),
        tags=tuple(dict.fromkeys(tag.removeprefix("#").casefold() for tag in tags)),
    )


def _at(value: object, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _text(value: object, *path: str) -> str:
    text = _at(value, *path)
    return text if isinstance(text, str) else ""


def _list(value: object, name: str) -> list[Any]:
    elements = _at(value, name)
    return elements if isinstance(elements, list) else []

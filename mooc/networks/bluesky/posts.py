"""Posts as an AppView shows them, turned into Activities.

Tags, mentions and links are those of the record's facets, tags and embeds; nobody looks for them in the text.
https://docs.bsky.app/docs/advanced-guides/post-richtext and https://atproto.com/specs/at-uri-scheme
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from mooc.core.evidence.text_features import content_of
from mooc.core.facts.activity import Activity, Kind, References
from mooc.core.facts.questions import Question
from mooc.core.values.span import Span
from mooc.networks.bluesky.capabilities import NETWORK
from mooc.networks.bluesky.records import upgrade_record

POST_COLLECTION = "app.bsky.feed.post"
FACET = "app.bsky.richtext.facet"
EMBED = "app.bsky.embed"


class FeedPost(NamedTuple):
    """A post, its text, and where author feeds sort it: at the earlier of its claimed and its vouched time (UTC)."""

    post: Activity
    text: str
    sorted_at: datetime


def to_feed_post(view: Any, seen_at: datetime) -> FeedPost:
    """What ``app.bsky.feed.defs#postView`` says. Raises ValueError where it has no usable time.

    A record that is no valid post is still a post of that account: then only its key and time are known.
    """
    at = parse_time(view.indexed_at)
    record = upgrade_record(view.record)
    bare = Activity(NETWORK, view.uri, Kind.POST, view.author.did, at, seen_at, url=web_page_of(view.uri))
    if getattr(record, "py_type", None) != POST_COLLECTION:
        return FeedPost(bare, "", at)
    try:
        claimed = parse_time(record.created_at)
    except (ValueError, OverflowError):
        claimed = None
    return FeedPost(_with_record(bare, record, claimed), record.text, min(at, claimed or at))


def posts_within(question: Question, posts: Iterable[FeedPost]) -> list[FeedPost]:
    """Those that the network dates within the question's span, oldest first."""
    span = Span(question.since, question.until)
    return sorted(
        (post for post in posts if post.post.at in span), key=lambda seen: (seen.post.began_by, seen.post.key)
    )


def parse_time(text: str) -> datetime:
    """A time of the network in UTC; one without a zone is UTC already. Raises ValueError."""
    parsed = datetime.fromisoformat(text)
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def did_of(uri: str) -> str:
    """The account in an at:// URI; empty where it names none by DID."""
    account = uri.removeprefix("at://").partition("/")[0]
    return account if account.startswith("did:") else ""


def web_page_of(uri: str) -> str:
    """Where people read the post ``uri``."""
    return f"https://bsky.app/profile/{did_of(uri)}/post/{uri.rpartition('/')[2]}"


def _with_record(post: Activity, record: Any, claimed: datetime | None) -> Activity:
    parent = record.reply.parent.uri if record.reply else ""
    embed = record.embed
    if getattr(embed, "py_type", None) == f"{EMBED}.recordWithMedia":  # a quote with pictures
        parts = [embed.record, embed.media]
    else:
        parts = [] if embed is None else [embed]
    cards = (part.external.uri for part in parts if getattr(part, "py_type", None) == f"{EMBED}.external")
    quotable = (part.record.uri for part in parts if getattr(part, "py_type", None) == f"{EMBED}.record")
    # a post; not the list, feed or starter pack that may stand in the same place
    quoted = next((uri for uri in quotable if f"/{POST_COLLECTION}/" in uri), "")
    features = [feature for facet in record.facets or () for feature in facet.features]
    tags = [*_feature_values(features, "tag", "tag"), *(record.tags or ())]
    references = References(
        reply_to=parent,
        reply_to_author=did_of(parent),
        root=record.reply.root.uri if record.reply else post.key,
        quote_of=quoted,
        quote_author=did_of(quoted),
    )
    content = content_of(
        record.text,
        tags=_distinct(tag.removeprefix("#").casefold() for tag in tags),
        mentions=_distinct(_feature_values(features, "mention", "did")),
        links=_distinct((*_feature_values(features, "link", "uri"), *cards)),
        media=sum(_media_count(part) for part in parts),
    )
    return post._replace(claimed_at=claimed, references=references, content=content)


def _feature_values(features: Iterable[Any], kind: str, field: str) -> Iterator[str]:
    """That field of the features of that kind. (A feature of a kind that is not known has no py_type.)"""
    return (getattr(feature, field) for feature in features if getattr(feature, "py_type", None) == f"{FACET}#{kind}")


def _media_count(part: Any) -> int:
    match getattr(part, "py_type", None):
        case "app.bsky.embed.images":
            return len(part.images)
        case "app.bsky.embed.gallery":
            return len(part.items)
        case "app.bsky.embed.video":
            return 1
        case _:
            return 0


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))

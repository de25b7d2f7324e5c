"""From X's posts to activities. Ids are snowflakes: their time can be told from them, and they sort by number."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from mooc.core.evidence.text_features import content_of
from mooc.core.facts.activity import Activity, Kind, References
from mooc.networks.x.answers import PostPayload
from mooc.networks.x.capabilities import NETWORK
from mooc.networks.x.urls import shared_links

POST_FIELDS = (
    "id", "text", "author_id", "created_at", "conversation_id", "in_reply_to_user_id", "referenced_tweets",
    "edit_history_tweet_ids", "entities", "attachments", "note_tweet",
)  # fmt: skip
_EPOCH_MS = 1288834974657
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_LOW_BITS = 22


def first_id(moment: datetime) -> int:
    """The lowest id that a post of that millisecond can have."""
    return (((moment - _UNIX) // timedelta(milliseconds=1)) - _EPOCH_MS) << _LOW_BITS


def time_of(post: int) -> datetime:
    """When the post of that id was made, to the millisecond."""
    return _UNIX + timedelta(milliseconds=(post >> _LOW_BITS) + _EPOCH_MS)


def to_activity(post: PostPayload, now: datetime, web_url: str, quote_author: str = "") -> Activity:
    """The post as a fact. Tags, mentions and links are those of X's own parse."""
    first = post.edit_history_tweet_ids[0] if post.edit_history_tweet_ids else post.id
    answered, entities = post.refers("replied_to"), post.entities_of_whole
    return Activity(
        network=NETWORK,
        key=post.id,
        kind=Kind.POST,
        actor=post.author_id,
        at=post.created_at.astimezone(UTC),
        seen_at=now,
        url=f"{web_url}/i/status/{post.id}",
        references=References(
            reply_to=answered,
            reply_to_author=post.in_reply_to_user_id if answered else "",
            root=post.conversation_id,
            quote_of=post.refers("quoted"),
            quote_author=quote_author,
            edit_of="" if first == post.id else first,
        ),
        content=content_of(
            post.whole,
            tags=tuple(dict.fromkeys(tag.tag.casefold() for tag in entities.hashtags)),
            mentions=tuple(dict.fromkeys(mention.id for mention in entities.mentions if mention.id)),
            links=shared_links(post, web_url),
            media=len(post.attachments.media_keys),
        ),
    )


def earlier_versions(post: PostPayload, latest: Activity) -> Iterator[Activity]:
    """The versions before the ``latest``: an edit is no new post, and who answers names what was there then.

    https://docs.x.com/x-api/fundamentals/edit-posts: ``edit_history_tweet_ids`` names all versions, the first one
    first, and a list shows only the last; their ids tell when they were posted. Like on Mastodon an earlier version
    then has the words of the one that is shown, unless the log has it; what they were is not looked up.
    """
    for key in takewhile(lambda key: key != post.id, post.edit_history_tweet_ids):
        first = latest.references.edit_of
        references = latest.references._replace(edit_of=first if key != first else "")
        yield latest._replace(key=key, at=time_of(int(key)), references=references)

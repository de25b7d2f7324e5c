"""What an account has reposted."""

from datetime import datetime, timedelta
from typing import Any

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.values.span import Span
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.capabilities import NETWORK
from mooc.networks.bluesky.posts import did_of, parse_time, web_page_of
from mooc.networks.transport import catch_trouble

SLACK = timedelta(days=1)
"""So much further back than it is asked to goes a read of a feed: not all of it is sorted by the vouched time."""
_REPOST = "app.bsky.feed.defs#reasonRepost"


def read_reposts(question: Question, asker: Asker, cursor: str) -> Reading:
    """The reposts in an account's own feed, with the time at which the network took them in.

    https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed
    """
    activities: dict[str, Activity] = {}

    def look() -> None:
        params = {"actor": question.subject, "filter": "posts_with_replies", "limit": asker.setup.page}
        for answer in asker.pages(asker.api.feed.get_author_feed, params):
            reposts = [_to_repost(item, question.subject, asker.now) for item in answer.feed if _is_repost(item)]
            activities.update((repost.key, repost) for repost in reposts)
            indexed = [item.reason if _is_repost(item) else item.post for item in answer.feed]
            times = [parse_time(dated.indexed_at) for dated in indexed]
            if times and max(times) < question.since - SLACK:
                return

    trouble = catch_trouble(look)
    span = Span(question.since, question.until)
    in_span = sorted(
        (repost for repost in activities.values() if repost.at in span), key=lambda repost: repost.began_by
    )
    return asker.reading(trouble, activities=tuple(in_span), completeness=Completeness(asker.span(question, trouble)))


def _is_repost(item: Any) -> bool:
    return getattr(item.reason, "py_type", None) == _REPOST


def _to_repost(item: Any, actor: str, now: datetime) -> Activity:
    at = parse_time(item.reason.indexed_at)
    post = item.post.uri
    key = item.reason.uri or f"repost:{actor}>{post}@{int(at.timestamp())}"
    return Activity(
        NETWORK, key, Kind.REPOST, actor, at, now, target=post, target_author=did_of(post), url=web_page_of(post)
    )

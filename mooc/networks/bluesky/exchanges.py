"""Who has answered a post, and what an account has reposted."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.network import Question, Reading
from mooc.core.values.span import Span
from mooc.networks.bluesky.client import Asker, attempt
from mooc.networks.bluesky.posts import NETWORK, Seen, did_of, moment, page_of, seen

Method = Callable[[Mapping[str, object]], Any]
SLACK = timedelta(days=1)
"""So much further back than it is asked to goes a read of a feed: not all of it is sorted by the vouched time."""
_POST = "app.bsky.feed.defs#threadViewPost"
_REPOST = "app.bsky.feed.defs#reasonRepost"


def read_answers(asker: Asker, thread: Method, question: Question, until: datetime) -> Reading:
    """https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread: the posts that answer ``question.subject``.

    A post that is gone has a thread no more: what answered it is then not told, and nothing is claimed.
    """
    found: dict[str, Seen] = {}

    def look() -> None:
        answer = asker.ask(thread, {"uri": question.subject, "depth": 1, "parentHeight": 0})
        for reply in getattr(answer.thread, "replies", None) or ():
            if getattr(reply, "py_type", None) == _POST:
                found[reply.post.uri] = seen(reply.post, asker.now)

    trouble = attempt(look)
    span = Span(question.since, question.until)
    posts = sorted((one for one in found.values() if one.post.at in span), key=lambda one: one.post.began_by)
    return Reading(
        activities=tuple(one.post for one in posts),
        texts={one.post.key: one.text for one in posts},
        covered=None if trouble or until <= question.since else Span(question.since, min(until, question.until)),
        requests=asker.requests,
        sent=asker.sent,
        trouble=trouble,
    )


def read_shares(asker: Asker, feed: Method, question: Question, page: int, until: datetime) -> Reading:
    """The reposts in an account's own feed, with the time at which the network took them in.

    https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed
    """
    found: dict[str, Activity] = {}

    def look() -> None:
        asked = {"actor": question.subject, "filter": "posts_with_replies", "limit": page}
        for answer in asker.pages(feed, asked):
            shares = [_share(item, question.subject, asker.now) for item in answer.feed if _is_share(item)]
            found.update((share.key, share) for share in shares)
            times = [_sorted_at(item) for item in answer.feed]
            if times and max(times) < question.since - SLACK:
                return

    trouble = attempt(look)
    span = Span(question.since, question.until)
    return Reading(
        activities=tuple(sorted((one for one in found.values() if one.at in span), key=lambda one: one.began_by)),
        covered=None if trouble or until <= question.since else Span(question.since, min(until, question.until)),
        requests=asker.requests,
        sent=asker.sent,
        trouble=trouble,
    )


def _is_share(item: Any) -> bool:
    return getattr(item.reason, "py_type", None) == _REPOST


def _share(item: Any, actor: str, now: datetime) -> Activity:
    at = moment(item.reason.indexed_at)
    post = item.post.uri
    key = item.reason.uri or f"repost:{actor}>{post}@{int(at.timestamp())}"
    return Activity(
        NETWORK, key, Kind.REPOST, actor, at, now, target=post, target_author=did_of(post), url=page_of(post)
    )


def _sorted_at(item: Any) -> datetime:
    return moment(item.reason.indexed_at if _is_share(item) else item.post.indexed_at)

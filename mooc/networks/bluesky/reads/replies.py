"""Who has answered a post."""

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.posts import FeedPost, posts_within, to_feed_post
from mooc.networks.transport import catch_trouble

_POST = "app.bsky.feed.defs#threadViewPost"


def read_replies(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread: the posts that answer ``question.subject``.

    A post that is gone has a thread no more: what answered it is then not told, and nothing is claimed.
    """
    seen_posts: dict[str, FeedPost] = {}

    def look() -> None:
        params = {"uri": question.subject, "depth": 1, "parentHeight": 0}
        answer = asker.ask(asker.api.feed.get_post_thread, params)
        for reply in getattr(answer.thread, "replies", None) or ():
            if getattr(reply, "py_type", None) == _POST:
                seen_posts[reply.post.uri] = to_feed_post(reply.post, asker.now)

    trouble = catch_trouble(look)
    return asker.with_posts(
        trouble,
        posts_within(question, seen_posts.values()),
        completeness=Completeness(asker.span(question, trouble)),
    )

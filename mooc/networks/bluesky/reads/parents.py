"""Posts that somebody answered: https://docs.bsky.app/docs/api/app-bsky-feed-get-posts, 25 a request.

Each is asked for once. What is not in the answer is answered for, too: it is deleted, or its account is not shown.
"""

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.values.span import Span
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.posts import FeedPost, to_feed_post
from mooc.networks.bluesky.reads.post_status import BATCH
from mooc.networks.transport import catch_trouble, in_batches


def read_parents(question: Question, asker: Asker, cursor: str) -> Reading:
    """The posts ``targets``. They were answered, so that the AppView has long taken them in."""
    posts: dict[str, FeedPost] = {}
    answered: set[str] = set()

    def look() -> None:
        for batch in in_batches(sorted(question.targets), BATCH):
            views = asker.ask(asker.api.feed.get_posts, {"uris": batch}).posts
            posts.update((view.uri, to_feed_post(view, asker.now)) for view in views if view.uri in batch)
            answered.update(batch)

    trouble = catch_trouble(look)
    return asker.reading(
        trouble,
        activities=tuple(post.post for post in posts.values()),
        completeness=Completeness(
            None if trouble else Span(asker.now, asker.now), items=frozenset(answered), moment=asker.now
        ),
    )

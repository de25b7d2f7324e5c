"""Who has passed a post on: by reposting it, or by quoting it."""

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Edge, Reading
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.posts import FeedPost, did_of, posts_within, to_feed_post
from mooc.networks.transport import catch_trouble


def read_reposters(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.bsky.app/docs/api/app-bsky-feed-get-reposted-by"""
    post = question.subject
    edges: dict[str, Edge] = {}

    def look() -> None:
        for page in asker.pages(asker.api.feed.get_reposted_by, {"uri": post, "limit": asker.setup.page}):
            edges.update((account.did, Edge(account.did, post, did_of(post))) for account in page.reposted_by)

    trouble = catch_trouble(look)
    return asker.reading(trouble, edges=tuple(edges.values()), completeness=Completeness(asker.moment(trouble)))


def read_quotes(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.bsky.app/docs/api/app-bsky-feed-get-quotes; read whole, as backdated ones stand at the end."""
    posts: dict[str, FeedPost] = {}

    def look() -> None:
        for page in asker.pages(asker.api.feed.get_quotes, {"uri": question.subject, "limit": asker.setup.page}):
            posts.update((view.uri, to_feed_post(view, asker.now)) for view in page.posts)

    trouble = catch_trouble(look)
    return asker.with_posts(
        trouble,
        posts_within(question, posts.values()),
        completeness=Completeness(asker.span(question, trouble)),
    )

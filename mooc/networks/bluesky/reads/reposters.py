"""Who has passed a post on: by reposting it, or by quoting it."""

from mooc.core.facts.network import Edge, Question, Reading
from mooc.core.values.span import Span
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.posts import SeenPost, did_of, seen
from mooc.networks.transport import catch_trouble


def read_reposters(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.bsky.app/docs/api/app-bsky-feed-get-reposted-by"""
    post = question.subject
    edges: dict[str, Edge] = {}

    def look() -> None:
        for page in asker.pages(asker.api.feed.get_reposted_by, {"uri": post, "limit": asker.setup.page}):
            edges.update((account.did, Edge(account.did, post, did_of(post))) for account in page.reposted_by)

    trouble = catch_trouble(look)
    return asker.reading(trouble, edges=tuple(edges.values()), covered=asker.moment(trouble))


def read_quotes(question: Question, asker: Asker, cursor: str) -> Reading:
    """https://docs.bsky.app/docs/api/app-bsky-feed-get-quotes; read whole, as backdated ones stand at the end."""
    found: dict[str, SeenPost] = {}

    def look() -> None:
        for page in asker.pages(asker.api.feed.get_quotes, {"uri": question.subject, "limit": asker.setup.page}):
            found.update((view.uri, seen(view, asker.now)) for view in page.posts)

    trouble = catch_trouble(look)
    span = Span(question.since, question.until)
    quotes = sorted((one for one in found.values() if one.post.at in span), key=lambda one: one.post.began_by)
    return asker.reading(
        trouble,
        activities=tuple(one.post for one in quotes),
        texts={one.post.key: one.text for one in quotes},
        covered=asker.span(question, trouble),
    )

"""A post that somebody points at, read once."""

from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, TroubleKind
from mooc.networks.transport import catch_trouble
from mooc.networks.x.answers import PostPayload, Posts
from mooc.networks.x.asker import Asker
from mooc.networks.x.capabilities import POST_USD
from mooc.networks.x.posts import POST_FIELDS


def read_post(asker: Asker, key: str) -> Reading:
    """https://docs.x.com/x-api/posts/get-posts-by-ids, half a cent. Nothing and no trouble: there is no such post.

    A repost has an id and a text of its own too, but nobody wrote it: it counts as no post.
    """
    posts: list[PostPayload] = []

    def look() -> None:
        answer = asker.ask(asker.client.get_tweets, Posts, POST_USD, ids=[key], tweet_fields=list(POST_FIELDS))
        posts.extend(post for post in answer.data if post.id == key and not post.refers("retweeted"))
        if not answer.data and answer.trouble and answer.trouble.kind is not TroubleKind.ACCOUNT_GONE:
            raise NetworkTrouble(answer.trouble)

    trouble = catch_trouble(look)
    return asker.with_posts(trouble, posts)

"""What an account has reposted: https://docs.x.com/x-api/users/get-posts, where reposts are posts that say
``retweeted``. They bear their own id and time."""

from collections.abc import Iterator, Mapping
from datetime import UTC
from functools import partial
from typing import Any

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.network import Question, Reading
from mooc.networks.x.answers import Post, Posts
from mooc.networks.x.asker import Asker
from mooc.networks.x.capabilities import NETWORK, POST_USD, POSTS
from mooc.networks.x.posts import FIELDS
from mooc.networks.x.reads.search_pages import Pages, Sweep, mark_of


def read_reposts(question: Question, asker: Asker, cursor: str) -> Reading:
    """The reposts in the account's timeline since the last look."""
    authors: dict[str, str] = {}
    end = asker.end(question)
    sweep = Sweep(_pages(asker, question.subject, authors), question, mark_of(cursor), end, last=asker.last(question))
    covered = sweep.run()
    made = [_share(post, asker, authors) for post in sweep.found.values() if post.refers("retweeted")]
    return asker.reading(
        sweep.trouble,
        activities=tuple(sorted(made, key=lambda share: int(share.key))),
        covered=covered,
        cursor=sweep.mark.model_dump_json(exclude_defaults=True),
    )


def _pages(asker: Asker, account: str, authors: dict[str, str]) -> Pages:
    timeline = partial(asker.client.get_users_tweets, account)
    fixed: dict[str, Any] = {"max_results": POSTS, "tweet_fields": list(FIELDS), "expansions": ["referenced_tweets.id"]}

    def pages(bounds: Mapping[str, Any]) -> Iterator[Posts]:
        for page in asker.pages(timeline, Posts, POST_USD, **fixed, **bounds):
            authors.update((post.id, post.author_id) for post in page.includes.tweets)
            yield page

    return pages


def _share(post: Post, asker: Asker, authors: Mapping[str, str]) -> Activity:
    original = post.refers("retweeted")
    return Activity(
        NETWORK,
        post.id,
        Kind.REPOST,
        post.author_id,
        post.created_at.astimezone(UTC),
        asker.now,
        target=original,
        target_author=authors.get(original, ""),
        url=f"{asker.setup.web}/i/status/{post.id}",
    )

"""What an account has reposted: https://docs.x.com/x-api/users/get-posts, where reposts are posts that say
``retweeted``. They bear their own id and time."""

from collections.abc import Mapping
from datetime import UTC
from functools import partial

from mooc.core.facts.activity import Activity, Kind
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.networks.x.answers import PostPayload
from mooc.networks.x.asker import Asker
from mooc.networks.x.capabilities import NETWORK
from mooc.networks.x.reads.search_pages import Sweep, search_cursor
from mooc.networks.x.reads.searches import pages_of


def read_reposts(question: Question, asker: Asker, cursor: str) -> Reading:
    """The reposts in the account's timeline since the last look."""
    authors: dict[str, str] = {}
    pages = pages_of(asker, partial(asker.client.get_users_tweets, question.subject), authors)
    sweep = Sweep(pages, question, search_cursor(cursor), asker.end(question), latest=asker.last(question))
    covered = sweep.run()
    reposts = [_to_repost(post, asker, authors) for post in sweep.posts_by_id.values() if post.refers("retweeted")]
    return asker.reading(
        sweep.trouble,
        activities=tuple(sorted(reposts, key=lambda repost: int(repost.key))),
        completeness=Completeness(covered),
        cursor=sweep.mark.model_dump_json(exclude_defaults=True),
    )


def _to_repost(post: PostPayload, asker: Asker, authors: Mapping[str, str]) -> Activity:
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

"""Posts that somebody answered: https://docs.bsky.app/docs/api/app-bsky-feed-get-posts, 25 a request.

Each is asked for once. What is not in the answer is answered for, too: it is deleted, or its account is not shown.
"""

from typing import Any

from mooc.core.facts.network import Question, Reading
from mooc.core.values.span import Span
from mooc.networks.bluesky import people
from mooc.networks.bluesky.client import Asker, attempt
from mooc.networks.bluesky.posts import Seen, seen
from mooc.networks.bluesky.still import BATCH


def named(question: Question, asker: Asker, api: Any) -> Reading:
    """The posts ``among``. They were answered, so that the AppView has long taken them in."""
    shown: dict[str, Seen] = {}
    answered: set[str] = set()

    def look() -> None:
        for batch in people.batches(sorted(question.among), BATCH):
            views = asker.ask(api.feed.get_posts, {"uris": batch}).posts
            shown.update((view.uri, seen(view, asker.now)) for view in views if view.uri in batch)
            answered.update(batch)

    trouble = attempt(look)
    return Reading(
        activities=tuple(one.post for one in shown.values()),
        covered=None if trouble else Span(asker.now, asker.now),
        seen=frozenset(answered),
        moment=asker.now,
        requests=asker.requests,
        sent=asker.sent,
        trouble=trouble,
    )

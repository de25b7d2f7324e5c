"""Posts that somebody answered, asked on their authors' servers: https://docs.joinmastodon.org/methods/statuses/#index.

Each is asked for once. One that its server does not have, or does not show to us, is answered for, too.
"""

from collections.abc import Sequence
from functools import partial

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.values.span import Span
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.posts import (
    BATCH,
    PostVersions,
    fetch_statuses,
    id_at_home,
    is_shown,
    parent_of,
    parents_by_id,
    to_post_versions,
)
from mooc.networks.mastodon.urls import HomeAddress, host_of, version_of
from mooc.networks.transport import catch_trouble, in_batches


def read_parents(question: Question, asker: Asker, cursor: str) -> Reading:
    """The posts that are asked about. One server that is broken does not hide the others."""
    look = _ParentsRead(asker)
    by_host: dict[str, list[str]] = {}
    for key in sorted(question.targets):
        by_host.setdefault(host_of(key), []).append(key)
    look.answered.update(by_host.pop("", ()))  # what a server no longer had when it was answered
    troubles = [catch_trouble(partial(look.server, host, keys)) for host, keys in by_host.items()]
    trouble = next((trouble for trouble in troubles if trouble), None)
    return asker.reading(
        trouble,
        activities=tuple(fact for post in look.posts for fact in post.facts),
        completeness=Completeness(
            None if trouble else Span(asker.now, asker.now), items=frozenset(look.answered), moment=asker.now
        ),
    )


class _ParentsRead:
    """What was learnt so far."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self.posts: list[PostVersions] = []
        self.answered: set[str] = set()

    def server(self, host: str, keys: Sequence[str]) -> None:
        """The posts of one server. Raises NetworkTrouble."""
        keys_by_id: dict[str, str] = {}
        for key in keys:
            try:
                keys_by_id[id_at_home(self._asker, version_of(key))] = key
            except NotThere:  # a search that finds nothing proves nothing
                continue
        for batch in in_batches([*keys_by_id], BATCH):
            fetched = fetch_statuses(self._asker, batch, host)
            statuses = [status for status in fetched if status.id in batch and is_shown(status)]
            parents = parents_by_id(self._asker, statuses, host)
            for status in statuses:
                author = str(HomeAddress(status.account.id, host))
                parent = parent_of(self._asker, status, host, parents)
                self.posts.append(to_post_versions(self._asker, status, host, author, parent))
            self.answered.update(keys_by_id[local_id] for local_id in batch)

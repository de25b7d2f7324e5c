"""What became of posts that were seen before, asked on their authors' servers.

https://docs.joinmastodon.org/methods/statuses/#index (twenty a request, 4.3) and ``#get`` (one by one, where a server
does not know the question, or leaves something out). A post that its own server does not have is deleted, or its author
is gone: who wrote it is asked for then. A server that refuses to be read says nothing of its posts.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.reading import PostStatus, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.mastodon import profiles
from mooc.networks.mastodon.answers import Status, Statuses
from mooc.networks.mastodon.asker import SPENT, Asker
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.html import plain_text
from mooc.networks.mastodon.posts import BATCH, fetch_status, id_at_home, is_shown
from mooc.networks.mastodon.urls import edit_key, host_of, version_of
from mooc.networks.transport import catch_trouble, in_batches

_ENDS = frozenset({TroubleKind.BUDGET, TroubleKind.RATE_LIMITED, TroubleKind.UNREACHABLE, TroubleKind.SERVER_ERROR})
"""What need not be tried again with the next post of the same server."""


def read_status(asker: Asker, authors: Mapping[str, str]) -> Reading:
    """The posts ``authors``: key → account. One server that is broken does not hide the others."""
    look = _StatusRead(asker, authors)
    by_host: dict[str, list[str]] = {}
    for key in sorted(authors):
        by_host.setdefault(host_of(version_of(key)), []).append(key)
    troubles = [catch_trouble(partial(look.server, host, keys)) for host, keys in by_host.items()]
    troubles.append(catch_trouble(look.authors))
    return asker.reading(
        next((trouble for trouble in troubles if trouble), None),
        post_statuses=look.post_statuses,
        texts=look.texts,
        people=tuple(look.people.values()),
    )


class _StatusRead:
    """What was learnt so far."""

    def __init__(self, asker: Asker, authors: Mapping[str, str]) -> None:
        self._asker, self._authors = asker, authors
        self.post_statuses: dict[str, PostStatus] = {}
        self.texts: dict[str, str] = {}
        self.people: dict[str, AccountProfile] = {}

    def server(self, host: str, keys: Sequence[str]) -> None:
        """The posts of one server. Raises NetworkTrouble."""
        ids_by_uri: dict[str, str] = {}
        for uri in dict.fromkeys(version_of(key) for key in keys):
            try:
                ids_by_uri[uri] = id_at_home(self._asker, uri)
            except NotThere:  # a search that finds nothing proves nothing
                continue
        uris_by_id = {local_id: uri for uri, local_id in ids_by_uri.items()}
        for batch in in_batches([*uris_by_id], BATCH):
            for local_id, status in self._fetch(batch, host):
                versions = [key for key in keys if version_of(key) == uris_by_id[local_id]]
                if status is None:
                    self.post_statuses.update((key, PostStatus.MISSING) for key in versions)
                else:
                    self._note_shown(status, host, versions)

    def _fetch(self, ids: Sequence[str], host: str) -> Iterator[tuple[str, Status | None]]:
        """Each of these posts; None for one that is provably not there. Raises NetworkTrouble."""
        server, statuses = self._asker.server(host), dict[str, Status]()
        if len(ids) > 1:
            try:
                batch = server.ask(Statuses, partial(server.api.statuses, list(ids))).root
                statuses = {status.id: status for status in batch if status.id in ids}
            except NetworkTrouble as error:
                if error.trouble.kind in _ENDS or error.trouble == SPENT:
                    raise
        yield from statuses.items()
        for local_id in ids:
            if local_id in statuses:
                continue
            try:
                status = fetch_status(self._asker, local_id, host)
            except NotThere:
                status = None
            yield local_id, status

    def _note_shown(self, status: Status, host: str, keys: Sequence[str]) -> None:
        """https://docs.joinmastodon.org/entities/Status/#edited_at: an edit keeps its id."""
        is_edited = status.edited_at and status.edited_at > status.created_at
        for key in keys:
            uri = version_of(key)
            latest = edit_key(uri, int(status.edited_at.timestamp())) if is_edited and status.edited_at else uri
            if status.uri != uri and host_of(status.uri) == host:
                raise NetworkTrouble(Trouble(TroubleKind.BAD_ANSWER, detail="another post"))
            fate = PostStatus.STANDS if key == latest else PostStatus.EDITED
            self.post_statuses[key] = fate if is_shown(status) else PostStatus.HIDDEN
            self.texts[key] = plain_text(status.content)
            author = self._authors[key]
            self.people[author] = profiles.to_profile(status.account, host)._replace(id=author)

    def authors(self) -> None:
        """How those stand of whose posts some are missing. Raises NetworkTrouble."""
        unseen = {self._authors[key] for key, fate in self.post_statuses.items() if fate is PostStatus.MISSING}
        for author in sorted(unseen - self.people.keys()):
            self.people[author] = profiles.profile(self._asker, author)

"""A post that somebody points at: reading it once."""

from urllib.parse import urlsplit

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.mastodon.answers import Status
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.client import NotThere
from mooc.networks.mastodon.posts import (
    PostVersions,
    fetch_status,
    id_at_home,
    is_shown,
    parent_of,
    parents_by_id,
    to_post_versions,
    with_posts,
)
from mooc.networks.mastodon.profiles import to_profile, user_and_host
from mooc.networks.mastodon.urls import HomeAddress, host_of, id_in
from mooc.networks.transport import catch_trouble


def read_post(asker: Asker, reference: str) -> Reading:
    """https://docs.joinmastodon.org/methods/statuses/#get, on the author's server: if the address is that of another
    server's copy, the copy names it. Nothing and no trouble: the author's server says that there is no such post.

    A followers-only or direct post is PROTECTED where a server shows it to us at all; mostly it says there is none.
    """
    posts: list[PostVersions] = []
    authors: list[AccountProfile] = []

    def look() -> None:
        host = urlsplit(reference).netloc
        try:
            status, home = _at_home(asker, reference, host)
        except NotThere:
            return
        if status.reblog is not None:
            return
        if not is_shown(status):
            raise NetworkTrouble(Trouble(TroubleKind.PROTECTED, detail="visibility"))
        author = str(HomeAddress(status.account.id, home))
        parents = parents_by_id(asker, [status], home)
        posts.append(to_post_versions(asker, status, home, author, parent_of(asker, status, home, parents)))
        authors.append(to_profile(status.account, home))

    trouble = catch_trouble(look)
    return with_posts(
        asker,
        trouble,
        posts,
        people=tuple(authors),
    )


def _at_home(asker: Asker, url: str, host: str) -> tuple[Status, str]:
    """The post as its author's server shows it, and that server. Raises NetworkTrouble."""
    status = _status(asker, url, host)
    _, home = user_and_host(status.account, host, asker.setup.loopback)
    if home == host:
        return status, host
    if not home or host_of(status.uri) != home:
        raise NetworkTrouble(Trouble(TroubleKind.BAD_ANSWER, detail="whose post it is"))
    original = _status(asker, status.uri, home)
    if "@" in original.account.acct and user_and_host(original.account, home, asker.setup.loopback)[1] != home:
        raise NetworkTrouble(Trouble(TroubleKind.BAD_ANSWER, detail="whose post it is"))
    return original, home


def _status(asker: Asker, url: str, host: str) -> Status:
    return fetch_status(asker, id_in(url) or id_at_home(asker, url), host)

"""Mastodon, and any server that speaks its API, read through Mastodon.py (https://docs.joinmastodon.org/methods/).

An account is ``ID@HOST``, a post its ActivityPub ``uri``: the same post seen on two servers is one fact. What to know
before changing anything here:

- There is no such thing as *the* network. A server shows all that its own people do, and of others only what came its
  way. So everything is read on the home server of the person it is about, without a key; only who follows the
  course's account is asked on the course's server, where that account's token is used, and nowhere else.
- Which server is asked is up to strangers. Every request goes through ``mooc.http.guard``: no address inside our own
  network, https only, no redirect, 10 seconds and 5 MiB at most.
- Time is the home server's ``created_at``. GoToSocial lets its users backdate posts, where its admins allow it.
- Follows and boosts have no time at all: their edges have no ``at``.
- A server that refuses to be read without a key (GoToSocial and Takahe by default) shows next to nothing of its people.
  What it leaves open is asked for (Takahe's lists and ``lookup``), what the course's own server knows counts: that
  proves who did something. Of all else it is "can't tell". Whose name an id is we then only know from
  ``linked_handles``.
- A list that holds fewer than the thing's own counter says is incomplete: it proves presence, never absence.
- Tag timelines prove nothing: they leave out what came from elsewhere, replies on some servers, unlisted posts on all.
- What is learnt of ids lasts as long as the process; a restart costs requests.
- Followers-only and direct posts are never kept, whoever shows them.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.planning.adhoc_requests import AdhocRequests
from mooc.core.spending.gate import Gate
from mooc.http import guard
from mooc.http.bounds import BYTES_AT_MOST, TIMEOUT
from mooc.networks.adapter import BaseAdapter
from mooc.networks.local_gate import LocalGate
from mooc.networks.mastodon import profiles, urls
from mooc.networks.mastodon.asker import REQUESTS_AT_MOST, SECONDS_AT_MOST, Asker, Setup
from mooc.networks.mastodon.capabilities import LAG, NETWORK, POSTS, read_table
from mooc.networks.mastodon.reads import (
    author_posts,
    followers,
    parents,
    post_status,
    replies,
    reposters,
    reposts,
    single_post,
    snapshots,
)
from mooc.networks.transport import PAGES_AT_MOST

ANSWERS: Mapping[str, Callable[[Question, Asker, str], Reading]] = {
    "followed_by": followers.read_followers,
    "standing": snapshots.read_profile,
    "reblogged_by": reposters.read_reposters,
    "quotes": reposters.read_quotes,
    "author_statuses": author_posts.read_posts,
    "answers": replies.read_replies,
    "shares": reposts.read_reposts,
    "profile": snapshots.read_profile,
    "named": parents.read_parents,
}


class Mastodon(BaseAdapter[Asker]):
    """The Network of that name. May be shared by threads.

    ``base_url``: the course's server, where its account lives; empty if there is none. ``token``: of that account, with
    the scopes ``read:accounts read:follows read:search read:statuses`` or ``read``; without it public reads still
    work. ``gate``: passed by every request; by default one of this process. ``loopback``: servers on 127.0.0.1 may be
    asked (tests only). ``lag``: nothing younger counts as seen. ``page``: posts a request (1-40). ``pace``: ask
    everything this often, instead of as often as the table says. ``timeout``: seconds for one whole answer.
    ``requests_at_most`` and ``seconds_at_most``: of one question. ``adhoc_requests``: who minds what is asked once.
    ``linked_handles``: stable id → the handle under which an account was linked, empty for others.
    """

    name, answers = NETWORK, ANSWERS
    profiles, single_post, post_status = profiles, single_post, post_status

    def __init__(
        self,
        base_url: str = "",
        *,
        token: str = "",
        gate: Gate | None = None,
        loopback: bool = False,
        lag: timedelta = LAG,
        page: int = POSTS,
        pace: timedelta | None = None,
        pages_at_most: int = PAGES_AT_MOST,
        requests_at_most: int = REQUESTS_AT_MOST,
        seconds_at_most: float = SECONDS_AT_MOST,
        timeout: float = TIMEOUT,
        bytes_at_most: int = BYTES_AT_MOST,
        adhoc_requests: AdhocRequests | None = None,
        linked_handles: Callable[[str], str] = lambda account: "",
    ) -> None:
        self._setup = Setup(
            session=guard.session(loopback=loopback, timeout=timeout, bytes_at_most=bytes_at_most),
            gate=gate or LocalGate(),
            course=urlsplit(base_url).netloc.lower(),
            token=token,
            lag=lag,
            page=page,
            pages_at_most=pages_at_most,
            requests_at_most=requests_at_most,
            seconds_at_most=seconds_at_most,
            loopback=loopback,
            linked_handles=linked_handles,
        )
        super().__init__(partial(Asker, self._setup), read_table(lag, pace), adhoc_requests)

    def recognise(self, url: str) -> str | None:
        """The post's address, if ``url`` is of a form that such servers give to posts."""
        return urls.recognise(url, self._setup.loopback)

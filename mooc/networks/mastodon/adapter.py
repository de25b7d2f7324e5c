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
  proves who did something. Of all else it is "can't tell". Whose name an id is we then only know from ``names``.
- A list that holds fewer than the thing's own counter says is incomplete: it proves presence, never absence.
- Tag timelines prove nothing: they leave out what came from elsewhere, replies on some servers, unlisted posts on all.
- What is learnt of ids lasts as long as the process; a restart costs requests.
- Followers-only and direct posts are never kept, whoever shows them.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.profiles import Profile
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Reading
from mooc.core.planning.adhoc_requests import AdhocRequests, adhoc_request
from mooc.core.spending.gate import Gate
from mooc.http import guard
from mooc.http.bounds import BYTES_AT_MOST, TIMEOUT
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


class Mastodon:
    """The Network of that name. May be shared by threads.

    ``base_url``: the course's server, where its account lives; empty if there is none. ``token``: of that account, with
    the scopes ``read:accounts read:follows read:search read:statuses`` or ``read``; without it public reads still
    work. ``gate``: passed by every request; by default one of this process. ``loopback``: servers on 127.0.0.1 may be
    asked (tests only). ``lag``: nothing younger counts as seen. ``page``: posts a request (1-40). ``pace``: ask
    everything this often, instead of as often as the table says. ``timeout``: seconds for one whole answer.
    ``requests_at_most`` and ``seconds_at_most``: of one question. ``asides``: who minds what is asked once. ``names``:
    stable id → the handle under which an account was linked, empty for others.
    """

    name = NETWORK

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
        asides: AdhocRequests | None = None,
        names: Callable[[str], str] = lambda account: "",
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
            linked_handles=names,
        )
        self._asides = asides
        self.reads: tuple[Read, ...] = read_table(lag, pace)

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        """Answer the question. Never raises for the network; an unknown ``question.read`` is a KeyError.

        ``trouble.until`` of a rate limit goes by the real clock, whatever ``now`` is.
        """
        return ANSWERS[question.read](question, Asker(self._setup, now, question.allowance), cursor)

    def find(self, handles: Sequence[str]) -> Mapping[str, Profile]:
        """Profiles by handle, as it was given: ``user@server``; on the course's server ``user`` alone.

        Raises NetworkTrouble.
        """
        with self._aside() as asker:
            return profiles.find(asker, handles)

    def profile(self, account: str) -> Profile:
        """The account's profile; of one that is not shown, only its standing is known. Raises NetworkTrouble."""
        with self._aside() as asker:
            return profiles.profile(asker, account)

    def recent_texts(self, account: str) -> Sequence[str]:
        """The texts of the account's own newest posts, for the code in one of them. Raises NetworkTrouble."""
        with self._aside() as asker:
            return profiles.recent_texts(asker, account)

    def _aside(self) -> AbstractContextManager[Asker]:
        return adhoc_request(self._asides, NETWORK, Asker(self._setup, datetime.now(UTC)))

    def recognise(self, url: str) -> str | None:
        """The post's address, if ``url`` is of a form that such servers give to posts."""
        return urls.recognise(url, self._setup.loopback)

    def post(self, reference: str, now: datetime) -> Reading:
        """The post at that address. Never raises for the network."""
        return single_post.read_post(Asker(self._setup, now), reference)

    def post_statuses(self, authors: Mapping[str, str], now: datetime, allowance: Limit = NO_LIMIT) -> Reading:
        """What became of these posts. Never raises for the network."""
        return post_status.read_status(Asker(self._setup, now, allowance), authors)

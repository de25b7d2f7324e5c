"""Bluesky, read through a public AppView (https://docs.bsky.app/docs/advanced-guides/api-directory). No key is needed.

Accounts are DIDs, posts at:// URIs, the time is ``indexedAt``. What to know before changing anything here:

- ``indexedAt`` is when this AppView took the post in. While it lags, posts bear a later time than their writing.
- ``createdAt`` is what the author's app claims; it is kept as ``claimed_at``, and nothing is judged by it.
- Follows and reposts have no vouched time at all: their edges have no ``at``.
- Who is suspended or deactivated still shows as a follower, but no longer among those who reposted.
- ``getQuotes`` hides quotes that the quoted author has detached: it proves no deletion, so it has no listing.
- ``searchPosts`` would find tags more cheaply, but the public AppView refuses it without a login.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from mooc.core.facts.cost import NO_LIMIT, Limit
from mooc.core.facts.profiles import Profile
from mooc.core.facts.questions import Question, Read
from mooc.core.facts.reading import Reading
from mooc.core.planning.adhoc_requests import AdhocRequests, adhoc_request
from mooc.core.spending.gate import Gate
from mooc.http.bounds import BYTES_AT_MOST, TIMEOUT
from mooc.networks.bluesky import profiles, urls
from mooc.networks.bluesky.asker import Asker, Setup
from mooc.networks.bluesky.capabilities import LAG, NETWORK, PAGE, read_table
from mooc.networks.bluesky.client import connect
from mooc.networks.bluesky.reads import (
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
from mooc.networks.bluesky.spec import PUBLIC_APPVIEW
from mooc.networks.transport import PAGES_AT_MOST

ANSWERS: Mapping[str, Callable[[Question, Asker, str], Reading]] = {
    "relationships": followers.read_followers,
    "standing": snapshots.read_profiles,
    "reposted_by": reposters.read_reposters,
    "quotes": reposters.read_quotes,
    "author_feed": author_posts.read_posts,
    "answers": replies.read_replies,
    "shares": reposts.read_reposts,
    "profiles": snapshots.read_profiles,
    "profile": snapshots.read_profile,
    "named": parents.read_parents,
}


class Bluesky:
    """The Network of that name. May be shared by threads.

    ``lag``: nothing younger counts as seen. The AppView indexes within 0.1 s on one machine and within seconds in
    public; the half minute is for a bad day. ``page``: rows a request (1-100). ``pace``: ask everything this often,
    instead of as often as the table says. ``timeout``: seconds for one whole answer. ``gate``: what its requests
    pass; None for one of its own, in memory. ``asides``: who minds what is asked once.
    """

    name = NETWORK

    def __init__(
        self,
        base_url: str = PUBLIC_APPVIEW,
        *,
        lag: timedelta = LAG,
        page: int = PAGE,
        pace: timedelta | None = None,
        pages_at_most: int = PAGES_AT_MOST,
        timeout: float = TIMEOUT,
        bytes_at_most: int = BYTES_AT_MOST,
        gate: Gate | None = None,
        asides: AdhocRequests | None = None,
    ) -> None:
        self._asides = asides
        self._setup = Setup(connect(base_url, timeout, bytes_at_most, gate), lag, page, pages_at_most)
        self.reads: tuple[Read, ...] = read_table(lag, page, pace)

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        """Answer the question. Never raises for the network; an unknown ``question.read`` is a KeyError."""
        return ANSWERS[question.read](question, Asker(self._setup, now, question.allowance), cursor)

    def find(self, handles: Sequence[str]) -> Mapping[str, Profile]:
        """Profiles by handle, as it was given (a leading @ and capitals do not matter). Raises NetworkTrouble."""
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
        """The at:// URI of the post, if ``url`` is the web address of one."""
        return urls.recognise(url)

    def post(self, reference: str, now: datetime) -> Reading:
        """The post of that at:// URI, which may name its author by handle. Never raises for the network."""
        return single_post.read_post(Asker(self._setup, now), reference)

    def post_statuses(self, authors: Mapping[str, str], now: datetime, allowance: Limit = NO_LIMIT) -> Reading:
        """What became of these posts. Never raises for the network."""
        return post_status.read_status(Asker(self._setup, now, allowance), authors)

"""Bluesky, read through a public AppView (https://docs.bsky.app/docs/advanced-guides/api-directory). No key is needed.

Accounts are DIDs, posts at:// URIs, the time is ``indexedAt``. What to know before changing anything here:

- ``indexedAt`` is when this AppView took the post in. While it lags, posts bear a later time than their writing.
- ``createdAt`` is what the author's app claims; it is kept as ``claimed_at``, and nothing is judged by it.
- Follows and reposts have no vouched time at all: their edges have no ``at``.
- Who is suspended or deactivated still shows as a follower, but no longer among those who reposted.
- ``getQuotes`` hides quotes that the quoted author has detached: it proves no deletion, so it has no listing.
- ``searchPosts`` would find tags more cheaply, but the public AppView refuses it without a login.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.planning.adhoc_requests import AdhocRequests
from mooc.core.spending.gate import Gate
from mooc.http.bounds import BYTES_AT_MOST, TIMEOUT
from mooc.networks.adapter import BaseAdapter
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


class Bluesky(BaseAdapter[Asker]):
    """The Network of that name. May be shared by threads.

    ``lag``: nothing younger counts as seen. The AppView indexes within 0.1 s on one machine and within seconds in
    public; the half minute is for a bad day. ``page``: rows a request (1-100). ``pace``: ask everything this often,
    instead of as often as the table says. ``timeout``: seconds for one whole answer. ``gate``: what its requests
    pass; None for one of its own, in memory. ``adhoc_requests``: who minds what is asked once.
    """

    name, answers = NETWORK, ANSWERS
    profiles, single_post, post_status = profiles, single_post, post_status

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
        adhoc_requests: AdhocRequests | None = None,
    ) -> None:
        self._setup = Setup(connect(base_url, timeout, bytes_at_most, gate), lag, page, pages_at_most)
        super().__init__(partial(Asker, self._setup), read_table(lag, page, pace), adhoc_requests)

    def recognise(self, url: str) -> str | None:
        """The at:// URI of the post, if ``url`` is the web address of one."""
        return urls.recognise(url)

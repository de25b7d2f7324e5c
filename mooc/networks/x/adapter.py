"""X, read through tweepy (https://docs.x.com/x-api/introduction) with the app's bearer token.

What to know before changing anything here:

- Search reaches back seven days and is 30 seconds behind. A longer absence leaves a gap, and the gap shows.
- 200 may come with ``errors``: what they name is unknown, not absent. What should have come along with a post (the
  one that it answers or quotes) is one thing, the answer another: it is complete all the same.
- ``text`` ends after 280 characters; ``note_tweet``, asked for in every read, has the whole.
- A post that search no longer shows may be deleted, or its author protected or suspended. Only a whole timeline of an
  account that can be read proves a deletion: ``author_posts`` has a listing, the searches have none.
- Followers and reposters come without a time, newest first. Each person that is read costs a cent a day: of followers
  only those are read who are new, of posts only those are listed whose counts have changed, and whether an account
  can be read is asked when a window has closed, of those who lack something.
- Handles change. The one asked for in ``replies_to`` is looked up before each search.
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
from mooc.networks.transport import PAGES_AT_MOST
from mooc.networks.x import profiles, urls
from mooc.networks.x.asker import FOLLOWERS_AT_MOST, Asker, Setup
from mooc.networks.x.capabilities import LAG, NETWORK, read_table
from mooc.networks.x.client import connect
from mooc.networks.x.reads import (
    author_posts,
    followers,
    parents,
    post_status,
    replies,
    reposters,
    reposts,
    searches,
    single_post,
    snapshots,
)
from mooc.networks.x.spec import API

WEB = "https://x.com"
ANSWERS: Mapping[str, Callable[[Question, Asker, str], Reading]] = {
    "search_tag": searches.search_tag,
    "replies_to": replies.read_replies,
    "author_posts": author_posts.read_posts,
    "standing": snapshots.read_profiles,
    "followers": followers.read_followers,
    "followers_whole": followers.read_all_followers,
    "relays": reposters.read_reposters,
    "answers_to": replies.read_replies,
    "shares": reposts.read_reposts,
    "profiles": snapshots.read_profiles,
    "profile": snapshots.read_profile,
    "named": parents.read_parents,
}


class X(BaseAdapter[Asker]):
    """The Network of that name. May be shared by threads.

    ``bearer``: the app's token. ``lag``: nothing younger counts as seen. ``pace``: ask everything this often, instead
    of as often as the table says. ``timeout``: seconds for one whole answer. ``followers_at_most``: of accounts with
    more followers only the newest hundred are read, which proves who follows and never who does not.
    ``gate``: what its requests pass; None for one of its own, in memory. ``adhoc_requests``: who minds what is asked
    once.
    """

    name, answers = NETWORK, ANSWERS
    profiles, single_post, post_status = profiles, single_post, post_status

    def __init__(
        self,
        base_url: str = API,
        *,
        bearer: str,
        lag: timedelta = LAG,
        pace: timedelta | None = None,
        pages_at_most: int = PAGES_AT_MOST,
        timeout: float = TIMEOUT,
        bytes_at_most: int = BYTES_AT_MOST,
        followers_at_most: int = FOLLOWERS_AT_MOST,
        gate: Gate | None = None,
        adhoc_requests: AdhocRequests | None = None,
    ) -> None:
        base_url = base_url.rstrip("/")
        client = connect(base_url, bearer, timeout, bytes_at_most, gate)
        web = WEB if base_url == API else base_url
        self._setup = Setup(client, web, lag, pages_at_most, followers_at_most)
        super().__init__(partial(Asker, self._setup), read_table(lag, pace), adhoc_requests)

    def recognise(self, url: str) -> str | None:
        """The id of the post, if ``url`` is the web address of one."""
        return urls.recognise(url, self._setup.web)

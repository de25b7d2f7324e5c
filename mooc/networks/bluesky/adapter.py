"""Bluesky, read through a public AppView (https://docs.bsky.app/docs/advanced-guides/api-directory). No key is needed.

Accounts are DIDs, posts at:// URIs, the time is ``indexedAt``. What to know before changing anything here:

- ``indexedAt`` is when this AppView took the post in. While it lags, posts bear a later time than their writing.
- ``createdAt`` is what the author's app claims; it is kept as ``claimed_at``, and nothing is judged by it.
- Follows and reposts have no vouched time at all: their edges have no ``at``.
- Who is suspended or deactivated still shows as a follower, but no longer among those who reposted.
- ``getQuotes`` hides quotes that the quoted author has detached: it proves no deletion, so it has no listing.
- ``searchPosts`` would find tags more cheaply, but the public AppView refuses it without a login.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from mooc.core.facts.network import (
    ENDLESS,
    Allowance,
    Edge,
    NetworkTrouble,
    Profile,
    Question,
    Read,
    Reading,
    Trouble,
    TroubleKind,
)
from mooc.core.planning.adhoc_requests import Asides, aside
from mooc.core.spending.gate import Gate
from mooc.core.values.span import Span
from mooc.networks.bluesky import named, pasted, people, still
from mooc.networks.bluesky.author_feed import read_author_feed
from mooc.networks.bluesky.client import BYTES_AT_MOST, PAGES_AT_MOST, TIMEOUT, Asker, attempt, connect
from mooc.networks.bluesky.exchanges import read_answers, read_shares
from mooc.networks.bluesky.posts import NETWORK, Seen, did_of, seen
from mooc.networks.bluesky.table import LAG, PAGE, RELATIONSHIPS, table

PUBLIC_APPVIEW = "https://public.api.bsky.app"


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
        asides: Asides | None = None,
    ) -> None:
        self._asides = asides
        self._api = connect(base_url, timeout, bytes_at_most, gate)
        self._lag, self._page, self._pages_at_most = lag, page, pages_at_most
        self.reads: tuple[Read, ...] = table(lag, page, pace)
        self._answers: Mapping[str, Callable[[Question, Asker, str], Reading]] = {
            "relationships": self._relationships,
            "standing": self._standing,
            "reposted_by": self._reposted_by,
            "quotes": self._quotes,
            "author_feed": self._author_feed,
            "answers": self._replies,
            "shares": self._shares,
            "profiles": self._standing,
            "profile": self._profile,
            "named": self._named,
        }

    def read(self, question: Question, cursor: str, now: datetime) -> Reading:
        """Answer the question. Never raises for the network; an unknown ``question.read`` is a KeyError."""
        return self._answers[question.read](question, Asker(now, self._pages_at_most, question.allowance), cursor)

    def find(self, handles: Sequence[str]) -> Mapping[str, Profile]:
        """Profiles by handle, as it was given (a leading @ and capitals do not matter). Raises NetworkTrouble."""
        with self._aside() as asker:
            return people.find(asker, self._api.actor, handles)

    def profile(self, account: str) -> Profile:
        """The account's profile; of one that is not shown, only its standing is known. Raises NetworkTrouble."""
        with self._aside() as asker:
            return people.profile(asker, self._api.actor, account)

    def recent_texts(self, account: str) -> Sequence[str]:
        """The texts of the account's own newest posts, for the code in one of them. Raises NetworkTrouble."""
        with self._aside() as asker:
            return people.recent_texts(asker, self._api.feed, account)

    def _aside(self) -> AbstractContextManager[Asker]:
        return aside(self._asides, NETWORK, Asker(datetime.now(UTC)))

    def recognise(self, url: str) -> str | None:
        """The at:// URI of the post, if ``url`` is the web address of one."""
        return pasted.recognise(url)

    def post(self, reference: str, now: datetime) -> Reading:
        """The post of that at:// URI, which may name its author by handle. Never raises for the network."""
        return pasted.post(Asker(now), self._api, reference, self._lag)

    def fates(self, authors: Mapping[str, str], now: datetime, allowance: Allowance = ENDLESS) -> Reading:
        """What became of these posts. Never raises for the network."""
        return still.still(Asker(now, self._pages_at_most, allowance), self._api, authors)

    def _relationships(self, question: Question, asker: Asker, cursor: str) -> Reading:
        """https://docs.bsky.app/docs/api/app-bsky-graph-get-relationships

        Each of ``others`` has an entry or one that says ``notFound``; of whom there is no word, nothing is known.
        """
        edges: list[Edge] = []

        def look() -> None:
            for batch in people.batches(question.among, RELATIONSHIPS):
                answer = asker.ask(self._api.graph.get_relationships, {"actor": question.subject, "others": batch})
                told = {people.did_in(one): getattr(one, "followed_by", None) for one in answer.relationships}
                edges.extend(Edge(did, question.subject, key=uri) for did, uri in told.items() if uri)
                if not told.keys() >= set(batch):
                    raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="relationships"))

        trouble = attempt(look)
        return self._state(asker, trouble, edges)

    def _standing(self, question: Question, asker: Asker, cursor: str) -> Reading:
        found: list[Profile] = []
        trouble = attempt(lambda: found.extend(people.standings(asker, self._api.actor, question.among)))
        return self._state(asker, trouble, people=found)

    def _profile(self, question: Question, asker: Asker, cursor: str) -> Reading:
        return self._standing(question._replace(among=(question.subject,)), asker, cursor)

    def _reposted_by(self, question: Question, asker: Asker, cursor: str) -> Reading:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-reposted-by"""
        post = question.subject
        who: dict[str, Edge] = {}

        def look() -> None:
            for page in asker.pages(self._api.feed.get_reposted_by, {"uri": post, "limit": self._page}):
                who.update((one.did, Edge(one.did, post, did_of(post))) for one in page.reposted_by)

        trouble = attempt(look)
        return self._state(asker, trouble, who.values())

    def _quotes(self, question: Question, asker: Asker, cursor: str) -> Reading:
        """https://docs.bsky.app/docs/api/app-bsky-feed-get-quotes; read whole, as backdated ones stand at the end."""
        found: dict[str, Seen] = {}

        def look() -> None:
            for page in asker.pages(self._api.feed.get_quotes, {"uri": question.subject, "limit": self._page}):
                found.update((view.uri, seen(view, asker.now)) for view in page.posts)

        trouble = attempt(look)
        span = Span(question.since, question.until)
        quotes = sorted((one for one in found.values() if one.post.at in span), key=lambda one: one.post.began_by)
        until = min(question.until, asker.now - self._lag)
        return Reading(
            activities=tuple(one.post for one in quotes),
            texts={one.post.key: one.text for one in quotes},
            covered=Span(question.since, until) if not trouble and until > question.since else None,
            requests=asker.requests,
            trouble=trouble,
            sent=asker.sent,
        )

    def _author_feed(self, question: Question, asker: Asker, cursor: str) -> Reading:
        methods = self._api.actor.get_profile, self._api.feed.get_author_feed
        return read_author_feed(asker, *methods, question, cursor, self._page, asker.now - self._lag)

    def _replies(self, question: Question, asker: Asker, cursor: str) -> Reading:
        return read_answers(asker, self._api.feed.get_post_thread, question, asker.now - self._lag)

    def _shares(self, question: Question, asker: Asker, cursor: str) -> Reading:
        return read_shares(asker, self._api.feed.get_author_feed, question, self._page, asker.now - self._lag)

    def _named(self, question: Question, asker: Asker, cursor: str) -> Reading:
        return named.named(question, asker, self._api)

    def _state(
        self, asker: Asker, trouble: Trouble | None, edges: Iterable[Edge] = (), people: Iterable[Profile] = ()
    ) -> Reading:
        """A look at the present: it shows how it was a lag ago, and proves that only if nothing went wrong."""
        moment = asker.now - self._lag
        covered = None if trouble else Span(moment, moment)
        return Reading(
            edges=tuple(edges),
            people=tuple(people),
            covered=covered,
            requests=asker.requests,
            trouble=trouble,
            sent=asker.sent,
        )

"""Who has passed posts on: the posts' own counts, a hundred at a time, then only those whose counts have changed.

    posts ── tweets?ids= ──▶ counts ── changed ──▶ retweeted_by, quote_tweets
                                  └─ as before, or nought ──▶ nothing new: known as of now

The counts cost half a cent a post and day, however often they are asked; a list costs a cent a person. What a list
shows is remembered by the counts that led to it, and listed again the next day, so that one who comes for one who goes
is found. https://docs.x.com/x-api/posts/get-posts-by-ids, https://docs.x.com/x-api/posts/get-reposted-by and
https://docs.x.com/x-api/posts/get-quoted-posts (it takes no since_id, and its order is not documented: read whole).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from pydantic import BaseModel

from mooc.core.facts.profiles import AccountProfile
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Edge, PostStatus, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.networks.asker import parse_cursor
from mooc.networks.transport import catch_trouble
from mooc.networks.x.answers import PostPayload, Posts, Users
from mooc.networks.x.asker import Asker
from mooc.networks.x.capabilities import BATCH, POST_USD, POSTS, USER_USD
from mooc.networks.x.posts import POST_FIELDS
from mooc.networks.x.reads.post_status import author_of, post_statuses_of

COUNTED_AT_ONCE = 40
"""How many requests for counts one look may take: four thousand posts."""
LISTED_AT_ONCE = 60
"""How many posts are listed in one look: X lets 75 be listed in 15 minutes."""
Counts = tuple[int, int, int]
"""Reposts, quotes, and the day (ordinal) on which they were listed."""


class RepostersCursor(BaseModel, frozen=True):
    """The cursor. ``listed``: post → the counts with which it was listed; ``left``: what the last look did not get
    to."""

    listed: dict[str, Counts] = {}
    left: tuple[str, ...] = ()


def read_reposters(question: Question, asker: Asker, cursor: str) -> Reading:
    """Reposts and quotes of the posts ``targets``."""
    return RepostersRead(question, asker, parse_cursor(RepostersCursor, cursor) or RepostersCursor()).reading()


class RepostersRead:
    """One look. A post is ``seen`` when nothing of it can be new; ``whole`` when all its reposts are in ``edges``."""

    def __init__(self, question: Question, asker: Asker, memory: RepostersCursor) -> None:
        self._question, self._asker, self._memory = question, asker, memory
        self._edges: list[Edge] = []
        self._quotes: dict[str, PostPayload] = {}
        self._authors: dict[str, str] = {}
        self._seen: set[str] = set()
        self._whole: set[str] = set()
        self._post_statuses: dict[str, PostStatus] = {}
        self._texts: dict[str, str] = {}
        self._people: dict[str, AccountProfile] = {}
        self._listed = {key: memory.listed[key] for key in question.targets if key in memory.listed}
        self._left: list[str] = []

    def reading(self) -> Reading:
        """The answer."""
        among = set(self._question.targets)
        postponed = [key for key in self._memory.left if key in among]
        trouble = catch_trouble(partial(self._run, postponed or list(self._question.targets)))
        moment = self._asker.moment(None)
        left = [] if trouble else self._left
        # where only the postponed ones were read, the others were seen a look ago
        is_complete = trouble is None and not left and not postponed
        reading = self._asker.with_posts(
            trouble,
            self._quotes.values(),
            self._authors,
            people=tuple(self._people.values()),
            post_statuses=self._post_statuses,
            edges=tuple(self._edges),
            completeness=Completeness(
                moment if is_complete else None,
                listed=frozenset(self._whole),
                items=frozenset(self._seen),
                moment=moment.end if moment else None,
            ),
            unfinished=bool(left),
            cursor=RepostersCursor(listed=self._listed, left=tuple(left)).model_dump_json(),
        )
        return replace(reading, texts={**self._texts, **reading.texts})

    def _run(self, post_ids: Sequence[str]) -> None:
        at_once = COUNTED_AT_ONCE * BATCH
        changed = [post for post in self._fetch_counted(post_ids[:at_once]) if self._may_be_new(post)]
        self._left = [*(post.id for post in changed[LISTED_AT_ONCE:]), *post_ids[at_once:]]
        are_whole = [self._list(post) for post in changed[:LISTED_AT_ONCE]]
        if not all(are_whole):
            raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="200 with errors"))

    def _fetch_counted(self, keys: Sequence[str]) -> Iterator[PostPayload]:
        """The posts with their counts. Of one that is gone nothing stands; of one that is hidden nothing is known.

        What became of the posts themselves is learnt by the way.
        """
        fields = ("id", "text", "note_tweet", "author_id", "created_at", "public_metrics")
        for batch, answer in self._asker.posts_by_id(keys, fields):
            self._post_statuses.update(post_statuses_of(answer.data, answer.errors))
            self._texts.update((post.id, post.whole) for post in answer.data)
            self._people.update((post.author_id, author_of(post)) for post in answer.data)
            yield from answer.data
            gone = {error.about for error in answer.errors if error.kind is TroubleKind.ACCOUNT_GONE}
            self._seen |= gone & set(batch)
            self._whole |= gone & set(batch)
            hidden = {error.about for error in answer.errors}
            if any(key not in hidden and key not in {post.id for post in answer.data} for key in batch):
                raise NetworkTrouble(Trouble(TroubleKind.PARTIAL, detail="200 with errors"))

    def _counts(self, post: PostPayload) -> Counts:
        metrics = post.public_metrics
        today = self._asker.now.toordinal()
        return (metrics.retweet_count, metrics.quote_count, today) if metrics else (1, 1, today)

    def _may_be_new(self, post: PostPayload) -> bool:
        counts, previous = self._counts(post), self._listed.get(post.id)
        if counts[:2] == (0, 0):
            self._whole.add(post.id)
        elif previous is None or self._question.exhaustive or previous != counts:
            return True
        self._seen.add(post.id)
        return False

    def _list(self, post: PostPayload) -> bool:
        """Whether its list is whole; if not, it is unknown, and the others are gone on with. Raises NetworkTrouble."""
        reposts, quotes, _ = counts = self._counts(post)
        if reposts:
            ask = partial(self._asker.client.get_retweeters, post.id, user_fields=["id"])
            for people in self._asker.pages(ask, Users, USER_USD, max_results=POSTS):
                self._edges += [Edge(user.id, post.id, post.author_id) for user in people.data]
                if people.trouble:
                    return False
        if quotes:
            self._authors[post.id] = post.author_id
            ask = partial(self._asker.client.get_quote_tweets, post.id, tweet_fields=list(POST_FIELDS))
            for page in self._asker.pages(ask, Posts, POST_USD, max_results=POSTS):
                self._quotes.update((quote.id, quote) for quote in page.data)
                if page.trouble:
                    return False
        self._seen.add(post.id)
        self._whole.add(post.id)
        self._listed[post.id] = counts
        return True

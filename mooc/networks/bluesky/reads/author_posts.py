"""Reading everything that an account has posted since a moment, posts with an old date included.

An author feed (https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed) is sorted by the earlier of two times: the
one that the author's app claims (``createdAt``) and the one that the network vouches for (``indexedAt``). Whoever posts
today with a date of 2019 stands at the very end, so that "read back to the window's start" does not mean "read all that
was indexed since". Three things make up for it:

- Every read goes a day further back than it is asked to. That covers apps with a wrong time zone, and outboxes.
- The profile's number of posts, less those that were read, is how many are older. If it has not grown since the last
  read, nothing was put behind our back. If it has, or at the first read, the feed is read to its end.
- What was found back there moves the floor down to it, so that a later read sees it again and can tell its deletion.

The authority would be ``listRecords`` on the author's own server; but it gives no ``indexedAt``, costs a look-up of the
server, and sends requests to an address that a stranger chose. The count is one request to the AppView, asked *before*
the feed: a post that comes in between then only makes the next read too thorough.

What is left: one who deletes an old post and adds a backdated one between two looks evens out the count.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.networks.asker import parse_cursor
from mooc.networks.bluesky.asker import Asker
from mooc.networks.bluesky.posts import FeedPost, posts_within, to_feed_post
from mooc.networks.transport import catch_trouble

SLACK = timedelta(days=1)


class FeedCursor(BaseModel, frozen=True):
    """The cursor: what the last complete read from ``since`` on saw. ``older``: posts that sort before ``floor``."""

    since: AwareDatetime
    floor: AwareDatetime
    older: int


@dataclass
class FeedRead:
    """One walk through a feed, newest first. ``count``: posts that the account has, as its profile says."""

    question: Question
    now: datetime
    previous: FeedCursor | None
    count: int = 0
    is_read_to_end: bool = False
    posts_by_uri: dict[str, FeedPost] = field(default_factory=dict)

    @property
    def floor(self) -> datetime:
        """The moment down to which the feed must be read at least."""
        return self.previous.floor if self.previous else self.question.since - SLACK

    def take(self, page: Any) -> None:
        """Take the account's own posts. (Its feed holds its reposts too.) Raises ValueError."""
        for item in page.feed:
            if item.post.author.did == self.question.subject and item.reason is None:
                self.posts_by_uri[item.post.uri] = to_feed_post(item.post, self.now)

    def has_reached(self, floor: datetime) -> bool:
        """Whether all that sorts after ``floor`` has been read."""
        return self.is_read_to_end or any(post.sorted_at < floor for post in self.posts_by_uri.values())

    def older_than(self, floor: datetime) -> int:
        """How many posts sort before ``floor``, those that were not read included."""
        return self.count - sum(post.sorted_at >= floor for post in self.posts_by_uri.values())

    def has_enough(self) -> bool:
        """Whether nothing can be further down that was not there last time."""
        return (
            self.previous is not None
            and self.has_reached(self.floor)
            and self.older_than(self.floor) <= self.previous.older
        )

    def is_listing(self) -> bool:
        """Whether every post that an earlier read found has been passed again, if it still stands."""
        return self.is_read_to_end or (self.previous is not None and self.has_reached(self.previous.floor))

    def asked_for(self) -> list[FeedPost]:
        """The posts that the network dates within the question's span, oldest first."""
        return posts_within(self.question, self.posts_by_uri.values())

    def next_mark(self) -> FeedCursor:
        """What the next read is to start from."""
        floor = min((self.floor, *(post.sorted_at for post in self.asked_for())))
        return FeedCursor(since=self.question.since, floor=floor, older=self.older_than(floor))


def read_posts(question: Question, asker: Asker, cursor: str) -> Reading:
    """Read all posts of ``question.subject`` from ``question.since`` on.

    Takes two requests where nothing happened. With trouble it holds what was read, and the old cursor.
    """
    previous = parse_cursor(FeedCursor, cursor)
    if previous and previous.since != question.since:
        previous = None  # it is about another span
    walk = FeedRead(question, asker.now, previous)

    def look() -> None:
        walk.count = asker.ask(asker.api.actor.get_profile, {"actor": question.subject}).posts_count or 0
        params = {"actor": question.subject, "filter": "posts_with_replies", "limit": asker.setup.page}
        for answer in asker.pages(asker.api.feed.get_author_feed, params):
            walk.take(answer)
            walk.is_read_to_end = not answer.cursor
            if walk.has_enough():
                return

    trouble = catch_trouble(look)
    if trouble and trouble.kind is TroubleKind.PARTIAL and walk.has_reached(question.since - SLACK):
        trouble = None  # too long a feed, and all is read that an app with a clock in order can have put there
    covered = asker.span(question, trouble)
    return asker.with_posts(
        trouble,
        walk.asked_for(),
        completeness=Completeness(covered, listing=covered if walk.is_listing() else None),
        cursor=cursor if trouble else walk.next_mark().model_dump_json(),
    )

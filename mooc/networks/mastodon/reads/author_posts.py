"""Reading everything that an account has posted, on its home server.

https://docs.joinmastodon.org/methods/accounts/#statuses, without boosts. There are two ways to read, by the same pages:

    list    from the newest post down (``max_id``) to the window's start: every post that still stands, so that one that
            is missing has been deleted
    climb   from the last post known (``min_id``) up to an empty page: only what is new. ``since_id`` would give the
            newest page and leave a hole

Who has posted no more than a page is listed each time: that is one request either way. Who has posted more is climbed,
and listed once a day and at the end. The time is the home server's ``created_at``. Ids are never compared: only servers
know how theirs are sorted.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from pydantic import AwareDatetime, BaseModel

from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.values.span import Span
from mooc.networks.asker import follow_pages, parse_cursor
from mooc.networks.mastodon import profiles
from mooc.networks.mastodon.answers import Status, Statuses
from mooc.networks.mastodon.asker import Asker
from mooc.networks.mastodon.client import NotThere, Server
from mooc.networks.mastodon.posts import PostVersions, is_shown, parent_of, parents_by_id, to_post_versions, with_posts
from mooc.networks.mastodon.servers import absence_on_404
from mooc.networks.mastodon.urls import HomeAddress, home_of
from mooc.networks.transport import catch_trouble

LIST_EVERY = timedelta(days=1)
SLACK = timedelta(hours=1)
"""Ids are sorted by time, but not to the second."""


class StatusesCursor(BaseModel, frozen=True):
    """The cursor: the newest post of the last complete read, how many there are since ``since``, when all were listed.

    ``last`` is empty as long as there is no post at all.
    """

    since: AwareDatetime
    last: str
    posts: int
    listed: AwareDatetime


@dataclass
class StatusesRead:
    """One read. ``held_back``: the earliest post in which somebody cannot be told yet."""

    asker: Asker
    question: Question
    home: HomeAddress
    previous: StatusesCursor | None
    posts_by_id: dict[str, PostVersions] = field(default_factory=dict)
    times_by_id: dict[str, datetime] = field(default_factory=dict)
    is_listing: bool = False
    held_back: datetime | None = None
    trouble: Trouble | None = None

    def go(self) -> None:
        """Read. Raises NetworkTrouble and ValueError."""
        server, mark, now = self.asker.server(self.home.host), self.previous, self.asker.now
        self.is_listing = (
            self.question.exhaustive
            or mark is None
            or not mark.last
            or mark.posts <= self.asker.setup.page
            or now - mark.listed >= LIST_EVERY
            or self.asker.settled >= self.question.until
        )
        if self.is_listing or not mark:
            self._list(server)
        else:
            self._climb(server, mark.last)
        if self.is_listing and not self.times_by_id and (mark is None or mark.last):
            # of a suspended account Mastodon shows no posts, as of one that never had any
            standing = profiles.to_profile(profiles.fetch_account(self.asker, self.home), self.home.host).standing
            if standing is AccountStatus.SUSPENDED:
                raise NetworkTrouble(Trouble(TroubleKind.SUSPENDED))

    def covered(self) -> Span | None:
        """What is complete now: nothing later than what is held back."""
        span = self.asker.span(self.question, None)
        if span is None or self.held_back is None:
            return span
        return Span(span.start, min(span.end, self.held_back)) if span.start < self.held_back else None

    def next_mark(self) -> StatusesCursor:
        """What the next read is to start from."""
        old = self.previous
        last = (
            max(self.times_by_id, key=self.times_by_id.__getitem__) if self.times_by_id else (old.last if old else "")
        )
        if self.is_listing or not old:
            return StatusesCursor(
                since=self.question.since, last=last, posts=len(self.posts_by_id), listed=self.asker.now
            )
        return old.model_copy(update={"last": last, "posts": old.posts + len(self.posts_by_id)})

    def _list(self, server: Server) -> None:
        floor = self.question.since - SLACK

        def fetch(below: str) -> tuple[tuple[Status, ...], str | None]:
            page, following, tells_pages = self._page(server, max_id=below or None)
            is_last = any(status.created_at < floor for status in page) or (
                not following and (not page or (following is None and tells_pages))
            )
            return page, None if is_last else following or page[-1].id

        deque(follow_pages(fetch, self.asker.setup.pages_at_most), maxlen=0)

    def _climb(self, server: Server, above: str) -> None:
        def fetch(above: str) -> tuple[tuple[Status, ...], str | None]:
            page, _, _ = self._page(server, min_id=above)
            if any(status.id == above for status in page):
                raise NetworkTrouble(Trouble(TroubleKind.LOOPING, detail="min_id"))
            return page, max(page, key=lambda status: status.created_at).id if page else None

        deque(follow_pages(fetch, self.asker.setup.pages_at_most, above), maxlen=0)

    def _page(self, server: Server, **bounds: str | None) -> tuple[tuple[Status, ...], str | None, bool]:
        """One page, taken; its next page, and whether the server tells of such.

        Raises NetworkTrouble, also where it holds nothing that was not passed before.
        """
        statuses = partial(server.api.account_statuses, self.home.id, exclude_reblogs=True)
        with absence_on_404(self.asker, self.home.host):
            page = server.ask(Statuses, partial(statuses, limit=self.asker.setup.page, **bounds)).root
        if page and all(status.id in self.times_by_id for status in page):
            raise NetworkTrouble(Trouble(TroubleKind.LOOPING))
        # before its posts cause requests of their own
        following, tells_pages = server.next_page(), server.tells_of_pages()
        fresh = [status for status in page if status.id not in self.times_by_id]
        self.times_by_id.update((status.id, status.created_at) for status in page)
        self._take([status for status in fresh if status.account.id == self.home.id and is_shown(status)])
        return page, following, tells_pages

    def _take(self, statuses: list[Status]) -> None:
        span = Span(self.question.since, self.question.until)
        asked_for = [status for status in statuses if status.created_at in span]
        try:
            parents = parents_by_id(self.asker, asked_for, self.home.host)
        except NetworkTrouble as error:
            self._hold_back(asked_for, error.trouble)
            return
        for status in asked_for:
            try:
                answered = parent_of(self.asker, status, self.home.host, parents)
                post = to_post_versions(self.asker, status, self.home.host, str(self.home), answered)
                self.asker.memory.keep(("author", post.facts[0].key), str(self.home))
                self.posts_by_id[status.id] = post
            except NetworkTrouble as error:
                self._hold_back([status], error.trouble)

    def _hold_back(self, statuses: list[Status], why: Trouble) -> None:
        moments = [status.created_at for status in statuses]
        self.held_back = min([*moments, self.held_back] if self.held_back else moments)
        self.trouble = self.trouble or why


def read_posts(question: Question, asker: Asker, cursor: str) -> Reading:
    """All posts of ``question.subject`` from ``question.since`` on. With trouble it holds what was read.

    An account that is not there (any more) has no posts: that is told by its standing, and not as absence.
    """
    previous = parse_cursor(StatusesCursor, cursor)
    if previous and previous.since != question.since:
        previous = None  # it is about another span
    walk = StatusesRead(asker, question, HomeAddress("", ""), previous)

    def look() -> None:
        walk.home = home_of(question.subject)
        try:
            walk.go()
        except NotThere as error:
            raise NetworkTrouble(Trouble(TroubleKind.ACCOUNT_GONE, detail=error.trouble.detail)) from error

    broke_off = catch_trouble(look)
    trouble = broke_off or walk.trouble
    covered = None if broke_off else walk.covered()
    posts = sorted(walk.posts_by_id.values(), key=lambda post: (post.facts[0].began_by, post.facts[0].key))
    return with_posts(
        asker,
        trouble,
        posts,
        completeness=Completeness(covered, listing=covered if walk.is_listing and not trouble else None),
        cursor=cursor if trouble else walk.next_mark().model_dump_json(),
    )

"""A world, and what it answers as of a moment."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from mooc.simulation.worlds.history import BEGINNING, History
from mooc.simulation.worlds.state import (
    AccountState,
    PostVersion,
    Readability,
    TimedRelation,
    folded,
    post_id,
    state_at,
)
from mooc.simulation.worlds.values import Event, Outage, WorldAccount


@dataclass(frozen=True)
class World:
    """What happened on one network. Frozen; every question takes the moment ``at`` as of which it is answered.

    Events may be given in any order. What is impossible is refused when YAML is read; ``problems()`` checks what
    was built in Python. Ids: accounts have those they were given, posts snowflakes made from their time.
    ``folds_tags``: the network hands hashtags out without their accents.
    """

    accounts: tuple[WorldAccount, ...]
    events: tuple[Event, ...] = ()
    outages: tuple[Outage, ...] = ()
    network: str = "x"
    folds_tags: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "events", tuple(sorted(self.events, key=lambda event: event.at)))

    @cached_property
    def _history(self) -> History:
        return History(self.accounts, self.events)

    def plus(self, *events: Event) -> "World":
        """The world in which these happened too."""
        return replace(self, events=(*self.events, *events))

    def id_of(self, handle: str) -> str:
        """The id of the account whose first handle that is. Raises KeyError."""
        return self._history.ids[handle]

    def post_id(self, name: str) -> str:
        """The id of the post, or of the version, of that name. Raises KeyError."""
        return str(self._history.named[name])

    def account(self, account: str) -> WorldAccount | None:
        """The account of that id."""
        return self._history.accounts.get(account)

    def state(self, account: str, at: datetime) -> AccountState | None:
        """How the account stands; None if there is none of that id yet."""
        return state_at(self._history.states.get(account, []), at)

    def standing(self, account: str, at: datetime) -> Readability:
        """Whether the account can be read; what does not exist is GONE."""
        state = self.state(account, at)
        return state.standing if state else Readability.GONE

    def holder(self, handle: str, at: datetime) -> str | None:
        """The id of the account that has that handle; one that is gone has lost it."""
        for account in self._history.holders.get(handle.casefold(), ()):
            state = self.state(account, at)
            if state and not state.gone and state.handle.casefold() == handle.casefold():
                return account
        return None

    def post(self, post: int, at: datetime) -> PostVersion | None:
        """That version of a post, if it has been posted and not deleted. Its author may be unreadable."""
        version = self._history.posts.get(post)
        return version if version and version.stands(at) else None

    def author(self, post: int) -> str:
        """Who wrote the post, whether it still stands or not; empty if there is none of that id."""
        version = self._history.posts.get(post)
        return version.author if version else ""

    def versions(self, post: PostVersion, at: datetime) -> list[int]:
        """Ids of the post's versions so far, oldest first."""
        posts = self._history.posts
        return [version for version in self._history.families[post.family] if posts[version].at <= at]

    def first(self, post: PostVersion) -> PostVersion:
        """The post as it was first posted."""
        return self._history.posts[post.family]

    def is_public(self, post: PostVersion, at: datetime) -> bool:
        """Whether the post is the latest version, stands, and its author can be read."""
        return post.is_latest(at) and self.standing(post.author, at) is Readability.ACTIVE

    def posts(
        self,
        at: datetime,
        since: datetime,
        *,
        author: str = "",
        tag: str = "",
        answered: str = "",
        root: str = "",
    ) -> Iterator[PostVersion]:
        """Public posts from ``since`` up to ``at``, newest first; of the most telling of the four, if one is given."""
        history = self._history
        timeline: Sequence[PostVersion] = history.timeline
        if root:
            timeline = history.by_root.get(int(root), [])
        elif answered:
            timeline = history.by_answered.get(answered, [])
        elif author:
            timeline = history.by_author.get(author, [])
        elif tag:
            timeline = history.by_tag.get(folded(tag), [])
        first = bisect_left(timeline, post_id(since), key=lambda post: post.id)
        last = bisect_left(timeline, post_id(at) + (1 << 22), key=lambda post: post.id)
        return (timeline[n] for n in range(last - 1, first - 1, -1) if self.is_public(timeline[n], at))

    def count(self, author: str, at: datetime) -> int:
        """How many posts of theirs stand, each counted once however often it was edited."""
        return sum(post.is_latest(at) for post in self._history.by_author.get(author, ()))

    def quotes(self, post: PostVersion, at: datetime) -> list[PostVersion]:
        """Public posts that quote any version of it, newest first."""
        quotes = reversed(self._history.by_quoted.get(post.family, []))
        return [quote for quote in quotes if self.is_public(quote, at)]

    def answers(self, post: PostVersion, at: datetime) -> list[PostVersion]:
        """Public posts that answer it, in whichever version, oldest first."""
        thread, versions = self._history.by_root.get(post.root, ()), self._history.families[post.family]
        return [reply for reply in thread if reply.reply_to in versions and self.is_public(reply, at)]

    def shares(self, account: str, at: datetime) -> list[tuple[PostVersion, datetime]]:
        """Public posts of others that the account has reposted, and when, oldest first."""
        history = self._history
        reposts = [
            (history.posts[history.families[family][-1]], tie.start)
            for family, ties in history.reposts.items()
            for tie in ties
            if tie.actor == account and tie.stands(at)
        ]
        return sorted(
            ((post, since) for post, since in reposts if self.is_public(post, at)), key=lambda share: share[1]
        )

    def timeline(self, account: str, at: datetime) -> list[PostVersion]:
        """What the account posted and reposted, newest first; reposts as posts of their own."""
        reposts = []
        for post, since in self.shares(account, at):
            author = self.state(post.author, since)
            text = f"RT @{author.handle if author else ''}: {post.text}"
            number = post_id(since, post.id % 4096)
            reposts.append(PostVersion(number, "", account, since, text, root=number, family=number, repost_of=post.id))
        return sorted([*self.posts(at, BEGINNING, author=account), *reposts], key=lambda post: post.id, reverse=True)

    def reposters(self, post: PostVersion, at: datetime) -> list[str]:
        """Ids of the accounts whose repost of it is public, newest first."""
        return self._actors(self._history.reposts.get(post.family, ()), at, protected=False)

    def followers(self, account: str, at: datetime) -> list[str]:
        """Ids of those who follow the account, newest first; the suspended and the gone are not shown."""
        return self._actors(self._history.followers.get(account, ()), at)

    def following(self, account: str, at: datetime) -> list[str]:
        """Ids of those whom the account follows, newest first."""
        return self._actors(self._history.following.get(account, ()), at)

    def follows(self, actor: str, target: str, at: datetime) -> bool:
        """Whether the one follows the other, however the two stand."""
        return any(tie.actor == actor and tie.stands(at) for tie in self._history.followers.get(target, ()))

    def _actors(self, ties: Iterable[TimedRelation], at: datetime, protected: bool = True) -> list[str]:
        readabilities = {Readability.ACTIVE, Readability.PROTECTED} if protected else {Readability.ACTIVE}
        standing = [tie for tie in ties if tie.stands(at) and self.standing(tie.actor, at) in readabilities]
        return [tie.actor for tie in sorted(standing, key=lambda tie: tie.start, reverse=True)]

    def outage(self, what: str, at: datetime) -> Outage | None:
        """The outage that holds for ``what`` (search, users, timeline)."""
        return next(
            (outage for outage in self.outages if outage.what in (what, "all") and outage.start <= at < outage.end),
            None,
        )

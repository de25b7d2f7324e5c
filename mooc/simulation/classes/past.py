"""What stands of all that has happened, as of a moment: events told again in plain words, without the engine and
without the fixtures' own worlds."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from mooc.core.values.span import Span
from mooc.simulation.worlds import Event, EventName
from mooc.simulation.worlds.values import EVENTS_ON_POSTS


@dataclass(frozen=True)
class PostState:
    """A post as it reads now. ``first``: when it was posted, whenever it was edited. ``name``: of its first version."""

    name: str
    by: str
    first: datetime
    text: str
    tags: tuple[str, ...]
    mentions: frozenset[str]
    links: tuple[str, ...]
    answers: str
    quotes: str

    @property
    def words(self) -> int:
        """How many words of one's own."""
        return sum(not word.startswith(("#", "@", "http")) for word in self.text.split())


@dataclass
class ReplayedState:
    """``reposts``: (who, which post) → since when; ``unfollowed_at``: (who, whom) → when last; ``profiles``: who → bio,
    picture, link."""

    posts: dict[str, PostState] = field(default_factory=dict)
    reposts: dict[tuple[str, str], datetime] = field(default_factory=dict)
    follows: set[tuple[str, str]] = field(default_factory=set)
    unfollowed_at: dict[tuple[str, str], datetime] = field(default_factory=dict)
    profiles: dict[str, dict[EventName, str]] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    _firsts: dict[str, str] = field(default_factory=dict)

    def author(self, post: str) -> str:
        """Who wrote it, also if it is gone; empty for no post."""
        return self.authors.get(post, "")

    def by(self, handle: str, window: Span) -> Iterator[PostState]:
        """What somebody wrote within the window and has not deleted."""
        return (post for post in self.posts.values() if post.by == handle and post.first in window)

    def take(self, event: Event) -> None:
        """Let it happen."""
        on = self._firsts.get(event.object, event.object)
        if event.what is EventName.POST:
            self._post(event)
        elif event.what is EventName.EDIT and on in self.posts:
            self._firsts[event.to] = on
            old = self.posts[on]
            self.posts[on] = replace(
                old,
                text=event.text,
                tags=event.tags or old.tags,
                links=event.links or old.links,
                mentions=frozenset(event.mentions) or old.mentions,
            )
        elif event.what is EventName.DELETE:
            self.posts.pop(on, None)
        elif event.what is EventName.REPOST:
            self.reposts.setdefault((event.by, on), event.at)
        elif event.what is EventName.UNREPOST:
            self.reposts.pop((event.by, on), None)
        elif event.what is EventName.FOLLOW:
            self.follows.add((event.by, event.object))
        elif event.what is EventName.UNFOLLOW:
            self.follows.discard((event.by, event.object))
            self.unfollowed_at[event.by, event.object] = event.at
        elif event.what in (EventName.BIO, EventName.PICTURE, EventName.LINK):
            self.profiles.setdefault(event.by or event.object, {})[event.what] = event.object

    def _post(self, event: Event) -> None:
        answers, quotes = (self._firsts.get(name, name) for name in (event.reply_to, event.quote_of))
        addressed = {*event.mentions, self.author(answers)} - {"", event.by}
        mentions = frozenset(addressed | set(event.mentions))
        self.authors[event.object] = event.by
        self.posts[event.object] = PostState(
            event.object, event.by, event.at, event.text, event.tags, mentions, event.links, answers, quotes
        )


def events_by_person(events: Iterable[Event]) -> Mapping[str, tuple[Event, ...]]:
    """Who → all that has to do with them: what they did, and what was said and done around the posts in which they had
    a part. Posts that answer, quote or replace each other belong together."""
    first: dict[str, str] = {}
    around: dict[str, list[Event]] = defaultdict(list)
    people: dict[str, set[str]] = defaultdict(set)
    for event in events:
        if event.what in EVENTS_ON_POSTS:
            parent = event.reply_to or event.quote_of or event.object
            top = first.get(parent, parent)
            first[event.object] = first[event.to or event.object] = top
            around[top].append(event)
            people[top] |= {event.by, *event.mentions} - {""}
        else:
            handle = event.by or event.object
            around[f"of {handle}"].append(event)
            people[f"of {handle}"].add(handle)
    by_handle: dict[str, list[Event]] = defaultdict(list)
    for top, handles in people.items():
        for handle in handles:
            by_handle[handle] += around[top]
    return {handle: tuple(sorted(events, key=lambda event: event.at)) for handle, events in by_handle.items()}


def replay(events: Iterable[Event], moment: datetime) -> ReplayedState:
    """What stands of these events, which are in order, at ``moment`` (included)."""
    stands = ReplayedState()
    for event in events:
        if event.at > moment:
            break
        stands.take(event)
    return stands

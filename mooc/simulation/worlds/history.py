"""From events to what can be asked: one pass over the events, then only look-ups."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from mooc.simulation.worlds.state import AccountState, PostVersion, TimedRelation, folded, post_id
from mooc.simulation.worlds.values import Event, EventName, WorldAccount

Change = Callable[["History", str, str | int, str, datetime, list[TimedRelation]], None]
BEGINNING = datetime(2006, 3, 21, tzinfo=UTC)
"""For accounts that have no ``since``."""


class History:
    """All of what happened, folded. Built once for a world; never changed afterwards."""

    def __init__(self, accounts: Sequence[WorldAccount], events: Sequence[Event]) -> None:
        self.accounts = {account.id: account for account in accounts}
        self.ids = {account.handle: account.id for account in accounts}
        self.states = {
            account.id: [
                AccountState(account.since or BEGINNING, account.handle, account.bio, account.picture, account.link)
            ]
            for account in accounts
        }
        self.holders: dict[str, list[str]] = defaultdict(list)
        for account in accounts:
            self.holders[account.handle.casefold()].append(account.id)
        self.named: dict[str, int] = {}
        self.posts: dict[int, PostVersion] = {}
        self.families: dict[int, list[int]] = defaultdict(list)
        self.followers: dict[str, list[TimedRelation]] = defaultdict(list)
        self.following: dict[str, list[TimedRelation]] = defaultdict(list)
        self.reposts: dict[int, list[TimedRelation]] = defaultdict(list)
        self._open: dict[tuple[str, str | int, str], int] = {}
        self._last = 0
        for event in events:
            self._take[event.what](self, event)
        self._sort()

    def _sort(self) -> None:
        self.timeline = sorted(self.posts.values())
        self.by_author: dict[str, list[PostVersion]] = defaultdict(list)
        self.by_tag: dict[str, list[PostVersion]] = defaultdict(list)
        self.by_answered: dict[str, list[PostVersion]] = defaultdict(list)
        self.by_root: dict[int, list[PostVersion]] = defaultdict(list)
        self.by_quoted: dict[int, list[PostVersion]] = defaultdict(list)
        for post in self.timeline:
            self.by_author[post.author].append(post)
            self.by_root[post.root].append(post)
            for tag in {folded(tag) for tag in post.tags}:
                self.by_tag[tag].append(post)
            if post.reply_to_author:
                self.by_answered[post.reply_to_author].append(post)
            if post.quote_family:
                self.by_quoted[post.quote_family].append(post)

    def _new_id(self, at: datetime) -> int:
        self._last = max(post_id(at), self._last + 1)
        return self._last

    def _post(self, event: Event) -> None:
        new = self._new_id(event.at)
        answered = self.posts.get(self.named.get(event.reply_to, 0))
        quoted = self.posts.get(self.named.get(event.quote_of, 0))
        mentions = [self.ids[name] for name in event.mentions]
        author = self.ids[event.by]
        if answered and answered.author not in (author, *mentions):
            mentions.insert(0, answered.author)
        self._keep(
            PostVersion(
                new,
                event.object,
                author,
                event.at,
                self._shown(event, mentions),
                event.tags,
                tuple(mentions),
                event.links,
                answered.id if answered else 0,
                answered.author if answered else "",
                answered.root if answered else new,
                quoted.id if quoted else 0,
                quoted.family if quoted else 0,
                new,
                media=event.media,
            )
        )

    def _edit(self, event: Event) -> None:
        old = self.posts[self.families[self.posts[self.named[event.object]].family][-1]]
        new = self._new_id(event.at)
        tags, links = event.tags or old.tags, event.links or old.links
        mentions = tuple(self.ids[name] for name in event.mentions) or old.mentions
        text = self._shown(event._replace(tags=tags, links=links), mentions)
        self.posts[old.id] = old._replace(replaced_at=event.at)
        self._keep(
            old._replace(
                id=new, name=event.to, at=event.at, text=text, tags=tags, links=links, mentions=mentions, gone_at=None
            )
        )

    def _keep(self, post: PostVersion) -> None:
        self.posts[post.id] = post
        self.named[post.name] = post.id
        self.families[post.family].append(post.id)

    def _shown(self, event: Event, mentions: Sequence[str]) -> str:
        """The text with the decorations that it lacks: mentions before it, tags and links after it."""
        text, folded = event.text, event.text.casefold()
        prefix = [f"@{self.states[mention][-1].handle}" for mention in mentions]
        suffix = [*(f"#{tag}" for tag in event.tags), *event.links]
        lacking = [[word for word in words if word.casefold() not in folded] for words in (prefix, suffix)]
        return " ".join([*lacking[0], *filter(None, [text]), *lacking[1]])

    def _delete(self, event: Event) -> None:
        for version in self.families[self.posts[self.named[event.object]].family]:
            self.posts[version] = self.posts[version]._replace(gone_at=event.at)

    def _relate_accounts(self, event: Event, change: Change) -> None:
        """``change``: ``_tie`` for a follow, ``_untie`` for its end."""
        actor, target = self.ids[event.by], self.ids[event.object]
        change(self, "follow", target, actor, event.at, self.followers[target])
        change(self, "following", actor, target, event.at, self.following[actor])

    def _relate_to_post(self, event: Event, change: Change) -> None:
        """``change``: ``_tie`` for a repost, ``_untie`` for its end."""
        family = self.posts[self.named[event.object]].family
        change(self, "repost", family, self.ids[event.by], event.at, self.reposts[family])

    def _tie(self, kind: str, to: str | int, actor: str, at: datetime, ties: list[TimedRelation]) -> None:
        if (kind, to, actor) not in self._open:
            self._open[kind, to, actor] = len(ties)
            ties.append(TimedRelation(actor, at))

    def _untie(self, kind: str, to: str | int, actor: str, at: datetime, ties: list[TimedRelation]) -> None:
        place = self._open.pop((kind, to, actor), None)
        if place is not None:
            ties[place] = ties[place]._replace(end=at)

    def _change(self, account: str, at: datetime, **changes: object) -> None:
        states = self.states[self.ids[account]]
        states.append(states[-1]._replace(at=at, **changes))  # type: ignore[arg-type]

    def _rename(self, event: Event) -> None:
        self._change(event.object, event.at, handle=event.to)
        self.holders[event.to.casefold()].append(self.ids[event.object])

    _take: dict[EventName, Callable[["History", Event], None]] = {
        EventName.POST: _post,
        EventName.EDIT: _edit,
        EventName.DELETE: _delete,
        EventName.FOLLOW: lambda self, event: self._relate_accounts(event, History._tie),
        EventName.UNFOLLOW: lambda self, event: self._relate_accounts(event, History._untie),
        EventName.REPOST: lambda self, event: self._relate_to_post(event, History._tie),
        EventName.UNREPOST: lambda self, event: self._relate_to_post(event, History._untie),
        EventName.RENAME: _rename,
        EventName.BIO: lambda self, event: self._change(event.by, event.at, bio=event.object),
        EventName.PICTURE: lambda self, event: self._change(event.object, event.at, picture=True),
        EventName.LINK: lambda self, event: self._change(event.by, event.at, link=event.object),
        EventName.PROTECT: lambda self, event: self._change(event.object, event.at, protected=True),
        EventName.UNPROTECT: lambda self, event: self._change(event.object, event.at, protected=False),
        EventName.SUSPEND: lambda self, event: self._change(event.object, event.at, suspended=True),
        EventName.UNSUSPEND: lambda self, event: self._change(event.object, event.at, suspended=False),
        EventName.DELETE_ACCOUNT: lambda self, event: self._change(event.object, event.at, gone=True),
    }

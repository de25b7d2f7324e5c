"""Activity: a fact seen on a network. Who did what to what, when, and when we saw it."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Kind(StrEnum):
    """What was done. ``PROFILE``: how an account shows itself, from the moment it was seen so. ``GONE`` says that an
    earlier fact no longer stands (deleted, unfollowed, un-reposted)."""

    __hash__ = str.__hash__  # as for any text; an enumeration's own is slow, and these are the keys of every fold
    POST = "post"
    REPOST = "repost"
    FOLLOW = "follow"
    PROFILE = "profile"
    GONE = "gone"


class References(NamedTuple):
    """To which other posts a post refers (their keys), and whose those are (accounts' ids). Empty: to none."""

    reply_to: str = ""
    """The post that it answers."""
    reply_to_author: str = ""
    root: str = ""
    """The conversation's first post."""
    quote_of: str = ""
    quote_author: str = ""
    edit_of: str = ""
    """The first version, where the network gives an edit a new id (X)."""

    @property
    def posts(self) -> tuple[str, str]:
        """Keys of the posts that it answers and quotes."""
        return self.reply_to, self.quote_of

    @property
    def authors(self) -> tuple[str, str]:
        """Who wrote these."""
        return self.reply_to_author, self.quote_author


class Content(NamedTuple):
    """What a post says, or a profile's bio, as far as it is judged by. The text itself is borrowed and kept apart.

    Of a PROFILE ``words`` and ``text_hash`` are those of the bio, ``links`` its links, and ``media`` is 1 if it has a
    picture of its own.
    """

    tags: tuple[str, ...] = ()
    """Casefolded, without ``#``, as the network parsed them."""
    mentions: tuple[str, ...] = ()
    """Account ids, as the network parsed them."""
    links: tuple[str, ...] = ()
    media: int = 0
    words: int = 0
    text_hash: str = ""
    """``text_hash()`` of the text: equal for texts that differ only in case, spacing, tags, mentions or links."""
    marks: tuple[str, ...] = ()
    """What the text does, see ``mooc.core.evidence.text_features``: it asks, it thanks, it gives a figure."""


NO_REFERENCES, NO_CONTENT = References(), Content()


class Activity(NamedTuple):
    """One fact, never changed once stored. Accounts and posts are named by their stable ids, never by handles.

    ``key`` names the fact within its network: the post's id (X snowflake, at:// URI, Mastodon id); for what has no
    id of its own ``follow:ACTOR>TARGET@SEEN``, ``repost:ACTOR>POST@SEEN`` and ``profile:ACTOR@SEEN`` (SEEN in epoch
    seconds); ``gone:KEY`` for the end of the fact ``KEY``.

    ``at`` is the time that the network vouches for (X ``created_at``, Bluesky ``indexedAt``), or None where it gives
    none: then the fact began after ``absent_at`` (the last complete look in which it was not there; None if there was
    no such look) and not later than ``seen_at``. All times are UTC. Of a ``GONE`` ``at`` is None, and
    ``absent_at`` the last look that is known to have shown the fact, where one is.
    """

    network: str
    key: str
    kind: Kind
    actor: str
    at: datetime | None
    seen_at: datetime
    absent_at: datetime | None = None
    target: str = ""
    """FOLLOW: the account followed. REPOST: the post's key. GONE: the key of what has gone."""
    target_author: str = ""
    """REPOST: who wrote the post. GONE: the other person whom the ended fact concerned. FOLLOW: empty."""
    claimed_at: datetime | None = None
    """The client's own claim, where it differs in kind from ``at`` (Bluesky ``createdAt``). Never judged by."""
    url: str = ""
    references: References = NO_REFERENCES
    content: Content = NO_CONTENT

    @property
    def began_by(self) -> datetime:
        """The latest moment at which the fact can have begun."""
        return self.at or self.seen_at

    @property
    def began_after(self) -> datetime | None:
        """The earliest moment at which the fact can have begun; None if it may be as old as the network."""
        return self.at or self.absent_at

    @classmethod
    def of_fields(cls, **fields: Any) -> "Activity":
        """The activity of a flat row: its own fields and those of its ``References`` and ``Content``, by name."""
        references = {name: fields.pop(name) for name in References._fields if name in fields}
        content = {name: fields.pop(name) for name in Content._fields if name in fields}
        return cls(**fields, references=References(**references), content=Content(**content))

    def fields(self) -> dict[str, Any]:
        """The same as a flat row, as the log, receipts and exports have it: ``FIELDS``, by name."""
        own = self._asdict()
        return {**{name: own[name] for name in _OWN}, **self.references._asdict(), **self.content._asdict()}


_OWN = tuple(name for name in Activity._fields if name not in ("references", "content"))
FIELDS = (*_OWN, *References._fields, *Content._fields)
"""The names of a flat row: first the activity's own, then those of its references, then those of its content."""
DEFAULTS = {name: value for name, value in Activity._field_defaults.items() if name in _OWN} | (
    References._field_defaults | Content._field_defaults
)

"""Needs: what must have been seen before "not yet" may be said."""

from enum import StrEnum
from typing import NamedTuple


class NeedKind(StrEnum):
    """What must have been seen before one may say "not yet"."""

    __hash__ = str.__hash__  # as for any text; an enumeration's own is slow, and needs are compared all the time
    POSTS = "posts"
    """Posts by ``actor`` (with ``tag``, if there is one)."""
    REPLIES = "replies"
    """Posts by ``actor`` that answer a post of the account ``object``."""
    FOLLOWS = "follows"
    """Whether ``actor`` follows the account ``object``."""
    UNFOLLOWS = "unfollows"
    """Whether ``actor`` has stopped following the account ``object``: each look must list all that stands."""
    REPOSTS = "reposts"
    """Who has reposted the post ``object``, which ``actor`` wrote."""
    QUOTES = "quotes"
    """Who has quoted the post ``object``, which ``actor`` wrote."""
    ANSWERS = "answers"
    """Who has answered the post ``object``, which ``actor`` wrote."""
    SHARES = "shares"
    """Posts of others that ``actor`` has reposted."""
    PROFILE = "profile"
    """How the account ``actor`` shows itself: its bio, its picture, its links."""
    STANDING = "standing"
    """Whether the account ``actor`` can be read at all: active, protected, suspended, gone."""
    POST = "post"
    """The one post ``object``, whoever wrote it, for ``actor``, who answered it: asked for once."""


class Need(NamedTuple):
    """One thing that must have been seen completely, over the challenge's window, before "not yet" may be said."""

    kind: NeedKind
    network: str
    actor: str
    object: str = ""
    tag: str = ""


class Scope(StrEnum):
    """What one complete answer proves."""

    STREAM = "stream"
    """Everything that happened in a span of time (posts)."""
    STATE = "state"
    """Everything that stood at one moment (follows, reposts, profiles)."""

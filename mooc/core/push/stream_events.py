"""What a stream tells, and which watches it touches."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from mooc.core.facts.hashtags import asked_as
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.questions import Read
from mooc.core.planning.plan import WatchKey, covers, key_of


class EventType(StrEnum):
    """What somebody did. ``GONE``: took back the fact ``key``. ``PROFILE``: wrote a bio or put up a picture.
    ``STANDING``: the account itself has changed."""

    POST = "post"
    REPOST = "repost"
    FOLLOW = "follow"
    PROFILE = "profile"
    GONE = "gone"
    STANDING = "standing"


class Signal(NamedTuple):
    """Somebody did something, as a stream tells it. No fact: it is not stored, and nothing is judged by it.

    The fields mean what they mean in ``mooc.core.facts.activity.Activity``; ``key`` is empty where the stream gives
    no id under which the fact will stand in the log.
    """

    network: str
    event: EventType
    actor: str
    key: str = ""
    target: str = ""
    target_author: str = ""
    reply_to: str = ""
    reply_to_author: str = ""
    quote_of: str = ""
    quote_author: str = ""
    tags: tuple[str, ...] = ()


def concerns(signal: Signal, linked: Collection[str]) -> bool:
    """Whether it is by one of the linked accounts, or done to a post of one. Of everybody else nothing is looked at."""
    people = signal.actor, signal.target_author, signal.reply_to_author, signal.quote_author
    return any(account in linked for account in people if account)


def touched_watches(signals: Iterable[Signal], reads: Sequence[Read]) -> dict[Signal, frozenset[WatchKey]]:
    """Which watches each signal touches, among all that the network's table of reads allows for."""
    return {
        signal: frozenset(
            key_of(need, read) for need in _needs(signal) for read in reads if not read.on_demand and covers(read, need)
        )
        for signal in signals
    }


def _needs(signal: Signal) -> Iterator[Need]:
    """The needs to which the signal's fact belongs."""
    network, actor = signal.network, signal.actor
    if signal.event is EventType.POST:
        yield Need(NeedKind.POSTS, network, actor)
        yield from (Need(NeedKind.POSTS, network, actor, tag=asked_as(tag)) for tag in signal.tags)
        if signal.reply_to_author:
            yield Need(NeedKind.REPLIES, network, actor, signal.reply_to_author)
            yield Need(NeedKind.ANSWERS, network, signal.reply_to_author, signal.reply_to)
        if signal.quote_of:
            yield Need(NeedKind.QUOTES, network, signal.quote_author, signal.quote_of)
    elif signal.event is EventType.REPOST:
        yield Need(NeedKind.REPOSTS, network, signal.target_author, signal.target)
        yield Need(NeedKind.SHARES, network, actor)
    elif signal.event is EventType.FOLLOW:
        yield Need(NeedKind.FOLLOWS, network, actor, signal.target)
    elif signal.event is EventType.STANDING:
        yield Need(NeedKind.STANDING, network, actor)
    elif signal.event is EventType.PROFILE:
        yield Need(NeedKind.PROFILE, network, actor)

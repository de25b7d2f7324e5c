"""Who still needs a watch, and among whom or what it is to be asked."""

from collections.abc import Collection, Hashable, Mapping
from datetime import datetime
from typing import NamedTuple

from mooc.core.evidence.verdict import Answer
from mooc.core.facts.needs import NeedKind, Scope
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.questions import Read
from mooc.core.planning.plan import recheck_age


class QueryScope(NamedTuple):
    """How a question is to be put (see there): about whom or what, whether all is to be listed, and for whom."""

    targets: tuple[str, ...]
    exhaustive: bool
    unresolved: tuple[str, ...] = ()


class WatchedAccount(NamedTuple):
    """A member's account: whose, since when (UTC), and what was last seen of whether it can be read (course time)."""

    user: Hashable
    since: datetime
    standing_at: datetime | None
    standing: str


class OpenPair(NamedTuple):
    """A pair that is not settled: whose, what stands, and when the window closes in which the watch is needed."""

    user: Hashable
    answer: str
    closes_at: datetime


class ItemSeen(NamedTuple):
    """A post that a watch goes among, for whom, and up to when it has been seen (course time)."""

    key: str
    author: str
    seen_until: datetime | None


def is_of_a_post(read: Read) -> bool:
    """Whether the read is about one post: who has reposted, quoted or answered it."""
    return read.by == "object" and read.needs <= {NeedKind.REPOSTS, NeedKind.QUOTES, NeedKind.ANSWERS}


def is_about_standings(read: Read) -> bool:
    """Whether it asks of many accounts, one by one, if they can be read."""
    return NeedKind.STANDING in read.needs and not read.by


def scope_of(
    read: Read,
    pairs: Collection[OpenPair],
    linked: Mapping[str, WatchedAccount],
    items: Collection[ItemSeen],
    covered_until: datetime | None,
    now: datetime,
) -> QueryScope | None:
    """How a watch is to be asked at ``now`` (course time); None if nobody needs it any more.

    ``pairs``: those who use it, ``linked``: their accounts, by id. Nobody needs what all have settled, or what has been
    seen (up to ``covered_until``) to the end of every window in which somebody has not. Those who are asked about one
    by one (standings, posts: ``items``) are only those of whom something is still to be known.
    """
    ahead = [pair for pair in pairs if covered_until is None or pair.closes_at > covered_until]
    targets = _targets(read, pairs, linked, items, now)
    if read.asks_once:
        return QueryScope(targets, False) if targets else None
    one_by_one = bool(read.per_item) or is_about_standings(read)
    if not ahead and not (one_by_one and targets):
        return None
    closing = {pair.user for pair in ahead if pair.closes_at <= now}
    holding = any(pair.answer == Answer.MET for pair in ahead)
    exhaustive = read.scope is Scope.STATE and (bool(closing) or holding)
    named = exhaustive and not holding and NeedKind.FOLLOWS in read.needs
    unresolved = (
        tuple(account for account, linked_account in linked.items() if linked_account.user in closing) if named else ()
    )
    return QueryScope(targets, exhaustive, unresolved)


def _targets(
    read: Read,
    pairs: Collection[OpenPair],
    linked: Mapping[str, WatchedAccount],
    items: Collection[ItemSeen],
    now: datetime,
) -> tuple[str, ...]:
    if read.per_item:
        last = _last_windows(pairs)
        waiting = {
            account: last[linked_account.user]
            for account, linked_account in linked.items()
            if linked_account.user in last
        }
        waited_for = [item for item in items if item.author in waiting]
        # what is asked only once is unseen where it never was seen
        unseen = [
            item.key
            for item in waited_for
            if item.seen_until is None or (item.seen_until < waiting[item.author] and not read.asks_once)
        ]
        return tuple(dict.fromkeys(unseen))
    if is_about_standings(read):
        return _unsure(read, pairs, linked, now)
    return tuple(linked)


def _last_windows(pairs: Collection[OpenPair]) -> dict[Hashable, datetime]:
    """Person → when the last window closes that is open for him or her."""
    last: dict[Hashable, datetime] = {}
    for pair in pairs:
        last[pair.user] = max(pair.closes_at, last.get(pair.user, pair.closes_at))
    return last


def _unsure(
    read: Read, pairs: Collection[OpenPair], linked: Mapping[str, WatchedAccount], now: datetime
) -> tuple[str, ...]:
    """Accounts of which it is to be known whether they can be read: a window has closed since the last sign of them,
    that sign is worn, or they could not be read yesterday."""
    users = {pair.user for pair in pairs}
    closed = _last_windows([pair for pair in pairs if pair.closes_at <= now])
    unsure = []
    for account, linked_account in linked.items():
        sign = max(linked_account.since, linked_account.standing_at or linked_account.since)
        patience = recheck_age(read) if linked_account.standing == AccountStatus.ACTIVE else read.every / 2
        if linked_account.user in users and (sign < now - patience or sign < closed.get(linked_account.user, sign)):
            unsure.append(account)
    return tuple(unsure)

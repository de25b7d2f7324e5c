"""Who still needs a watch, and among whom or what it is to be asked."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, Max, OuterRef, Q

from mooc.core.evidence.verdict import Answer
from mooc.core.facts.network import NeedKind, Read, Scope, Standing
from mooc.core.planning.plan import worn
from mooc.store import models
from mooc.store.log import activities


class Asked(NamedTuple):
    """How a question is to be put (see there): ``among`` whom or what, is the ``whole`` to be listed, and for whom."""

    among: tuple[str, ...]
    whole: bool
    lacking: tuple[str, ...] = ()


class Linked(NamedTuple):
    """A member's account: whose, since when (UTC), and what was last seen of whether it can be read (course time)."""

    user: int
    since: datetime
    standing_at: datetime | None
    standing: str


class _Open(NamedTuple):
    """A pair that is not settled, and when the window closes in which the watch is needed for it."""

    row: int
    user: int
    answer: str
    until: datetime


def is_of_a_post(read: Read) -> bool:
    """Whether the read is about one post: who has reposted, quoted or answered it."""
    return read.by == "object" and read.needs <= {NeedKind.REPOSTS, NeedKind.QUOTES, NeedKind.ANSWERS}


def owner(network: str, subject: str, read: Read) -> str:
    """The one account that a watch of this subject is about; empty if it is about many."""
    if read.by == "actor":
        return subject
    return activities.author_of(network, subject) if is_of_a_post(read) else ""


def how_to_ask(watch: models.Watch, read: Read, linked: Mapping[str, Linked], now: datetime) -> Asked | None:
    """How the watch is to be asked at ``now`` (course time); None if nobody needs it any more.

    ``linked``: the accounts of all who use it. Nobody needs what all have settled, or what has been seen up to the end
    of every window in which somebody has not. Those who are asked about one by one (standings, posts) are only those of
    whom something is still to be known. Number of queries: constant.
    """
    pairs = _open_pairs(watch, read)
    known = models.Coverage.objects.filter(watch=watch).aggregate(last=Max("end"))["last"]
    ahead = [pair for pair in pairs if known is None or pair.until > known]
    among = _among(watch, read, pairs, linked, now)
    if read.asks_once:
        return Asked(among, False) if among else None
    one_by_one = bool(read.each) or _is_about_standings(read)
    if not ahead and not (one_by_one and among):
        return None
    closing = {pair.user for pair in ahead if pair.until <= now}
    holding = any(pair.answer == Answer.MET for pair in ahead)
    whole = read.scope is Scope.STATE and (bool(closing) or holding)
    named = whole and not holding and NeedKind.FOLLOWS in read.needs
    lacking = tuple(account for account, one in linked.items() if one.user in closing) if named else ()
    return Asked(among, whole, lacking)


def linked_accounts(watch: int, network: str, only: Collection[str] | None = None) -> dict[str, Linked]:
    """Accounts of the members of all cohorts that use the watch; with ``only``, those of these ids. One query."""
    cohorts = models.WatchUse.objects.filter(watch=watch).values("cohort")
    members = models.Member.objects.filter(cohort__in=cohorts, left_at__isnull=True)
    rows = models.Account.objects.filter(network=network).order_by("external_id")
    if only is None:
        rows = rows.filter(user__in=members.values("user"))
    else:  # from the few accounts to their members, and not through the class
        rows = rows.filter(Exists(members.filter(user=OuterRef("user"))), external_id__in=only)
    return {
        account: Linked(user, since, standing_at, standing)
        for account, user, since, standing_at, standing in rows.values_list(
            "external_id", "user", "linked_at", "standing_at", "standing"
        )
        if user and since
    }


def _open_pairs(watch: models.Watch, read: Read) -> list[_Open]:
    """The pairs of those who use the watch about which something may still be said. Filters and no joins of what is
    open with what is used: a database that has not counted its rows yet would do that by the square of the class."""
    uses = {(use.cohort_id, use.challenge): use.until for use in watch.uses.all()}
    rows = models.Verdict.objects.filter(
        member__cohort__in={cohort for cohort, _ in uses},
        challenge__in={challenge for _, challenge in uses},
        settled=False,
        member__left_at__isnull=True,
        member__cohort__closed_at__isnull=True,
    )
    mine = owner(watch.network, watch.subject, read)
    if mine:
        same = models.Account.objects.filter(network=watch.network, external_id=mine, linked_at__isnull=False)
        rows = rows.filter(member__user__in=same.values("user"))
    found = rows.order_by().values_list("pk", "member__user", "answer", "member__cohort", "challenge")
    return [
        _Open(pk, user, answer, uses[cohort, challenge])
        for pk, user, answer, cohort, challenge in found
        if (cohort, challenge) in uses
    ]


def _among(
    watch: models.Watch, read: Read, pairs: Collection[_Open], linked: Mapping[str, Linked], now: datetime
) -> tuple[str, ...]:
    if read.each:
        last = _last_windows(pairs)
        waiting = {account: last[one.user] for account, one in linked.items() if one.user in last}
        return _never_seen(watch, waiting) if read.asks_once else _unseen_posts(watch, waiting)
    if _is_about_standings(read):
        return _unsure(read, pairs, linked, now)
    return tuple(linked)


def _is_about_standings(read: Read) -> bool:
    """Whether it asks of many accounts, one by one, if they can be read."""
    return NeedKind.STANDING in read.needs and not read.by


def _last_windows(pairs: Collection[_Open]) -> dict[int, datetime]:
    """Person → when the last window closes that is open for him or her."""
    last: dict[int, datetime] = {}
    for pair in pairs:
        last[pair.user] = max(pair.until, last.get(pair.user, pair.until))
    return last


def _unseen_posts(watch: models.Watch, waiting: Mapping[str, datetime]) -> tuple[str, ...]:
    """Posts that have not been seen up to the end of the last window of whose they are."""
    if not waiting:
        return ()
    unseen = Q(seen_until=None) | Q(seen_until__lt=max(waiting.values()))
    items = watch.items.filter(unseen).order_by("pk").values_list("key", "author", "seen_until")
    return tuple(key for key, author, seen in items if author in waiting and (seen is None or seen < waiting[author]))


def _never_seen(watch: models.Watch, waiting: Collection[str]) -> tuple[str, ...]:
    """Posts that somebody who has something open still waits for."""
    items = watch.items.filter(seen_until=None).order_by("pk").values_list("key", "author")
    return tuple(dict.fromkeys(key for key, author in items if author in waiting))


def _unsure(read: Read, pairs: Collection[_Open], linked: Mapping[str, Linked], now: datetime) -> tuple[str, ...]:
    """Accounts of which it is to be known whether they can be read: a window has closed since the last sign of them,
    that sign is worn, or they could not be read yesterday."""
    users = {pair.user for pair in pairs}
    closed = _last_windows([pair for pair in pairs if pair.until <= now])
    found = []
    for account, one in linked.items():
        sign = max(one.since, one.standing_at or one.since)
        patience = worn(read) if one.standing == Standing.ACTIVE else read.every / 2
        if one.user in users and (sign < now - patience or sign < closed.get(one.user, sign)):
            found.append(account)
    return tuple(found)

"""Who still needs a watch, and among whom or what it is to be asked."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, Max, OuterRef, QuerySet

from mooc.core.network import NeedKind, Read, Scope, Standing
from mooc.core.plan import worn
from mooc.core.verdict import Answer
from mooc.store import activities, models


class Asked(NamedTuple):
    """How a question is to be put (see there): ``among`` whom or what, is the ``whole`` to be listed, and for whom."""

    among: tuple[str, ...]
    whole: bool
    lacking: tuple[str, ...] = ()


class _Open(NamedTuple):
    """A pair that is not settled, and when the window closes in which the watch is needed for it."""

    row: int
    user: int
    answer: str
    until: datetime


def is_of_a_post(read: Read) -> bool:
    """Whether the read is about one post: who has reposted, quoted or answered it."""
    return read.by == "object" and read.needs <= {NeedKind.REPOSTS, NeedKind.QUOTES, NeedKind.ANSWERS}


def owner(watch: models.Watch, read: Read) -> str:
    """The one account that a watch is about; empty if it is about many."""
    if read.by == "actor":
        return watch.subject
    return activities.author_of(watch.network, watch.subject) if is_of_a_post(read) else ""


def how_to_ask(watch: models.Watch, read: Read, linked: Collection[str], now: datetime) -> Asked | None:
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
    return Asked(among, whole, _accounts_of(watch, closing) if named else ())


def _open_pairs(watch: models.Watch, read: Read) -> list[_Open]:
    uses = {(use.cohort_id, use.challenge): use.until for use in watch.uses.all()}
    rows = _unsettled(watch)
    mine = owner(watch, read)
    if mine:
        rows = rows.filter(
            member__user__accounts__in=models.Account.objects.filter(
                network=watch.network, external_id=mine, linked_at__isnull=False
            )
        )
    found = rows.order_by().values_list("pk", "member__user", "answer", "member__cohort", "challenge")
    return [
        _Open(pk, user, answer, uses[cohort, challenge])
        for pk, user, answer, cohort, challenge in found
        if (cohort, challenge) in uses
    ]


def _unsettled(watch: models.Watch) -> QuerySet[models.Verdict]:
    """The pairs of those who use the watch about which something may still be said."""
    use = models.WatchUse.objects.filter(
        watch=watch, cohort=OuterRef("member__cohort"), challenge=OuterRef("challenge")
    )
    return models.Verdict.objects.filter(
        Exists(use), settled=False, member__left_at__isnull=True, member__cohort__closed_at__isnull=True
    )


def _among(
    watch: models.Watch, read: Read, pairs: Collection[_Open], linked: Collection[str], now: datetime
) -> tuple[str, ...]:
    last = _last_windows(pairs)
    if read.each:
        return _never_seen(watch) if read.asks_once else _unseen_posts(watch, last)
    if _is_about_standings(read):
        return _unsure(watch, read, pairs, now)
    return tuple(sorted(linked))


def _accounts_of(watch: models.Watch, users: Collection[int]) -> tuple[str, ...]:
    return tuple(
        sorted(account for account, user in _people(watch).values_list("external_id", "user") if user in users)
    )


def _is_about_standings(read: Read) -> bool:
    """Whether it asks of many accounts, one by one, if they can be read."""
    return NeedKind.STANDING in read.needs and not read.by


def _last_windows(pairs: Collection[_Open]) -> dict[int, datetime]:
    """Person → when the last window closes that is open for him or her."""
    last: dict[int, datetime] = {}
    for pair in pairs:
        last[pair.user] = max(pair.until, last.get(pair.user, pair.until))
    return last


def _people(watch: models.Watch) -> QuerySet[models.Account]:
    """The accounts of those who have something open. By person: a join of members with all that is open, which the
    database then narrows down to what is theirs, would take as long as the square of the class."""
    people = _unsettled(watch).values("member__user")
    return models.Account.objects.filter(network=watch.network, linked_at__isnull=False, user__in=people)


def _unseen_posts(watch: models.Watch, last: Mapping[int, datetime]) -> tuple[str, ...]:
    """Posts of theirs that have not been seen up to the end of the last window."""
    owners = dict(_people(watch).values_list("external_id", "user"))
    items = watch.items.filter(author__in=_people(watch).values("external_id")).order_by("pk")
    return tuple(
        key
        for key, author, seen in items.values_list("key", "author", "seen_until")
        if author in owners and (until := last.get(owners[author] or 0)) and (seen is None or seen < until)
    )


def _never_seen(watch: models.Watch) -> tuple[str, ...]:
    """Posts that somebody who has something open still waits for."""
    items = watch.items.filter(author__in=_people(watch).values("external_id"), seen_until=None)
    return tuple(dict.fromkeys(items.order_by("pk").values_list("key", flat=True)))


def _unsure(watch: models.Watch, read: Read, pairs: Collection[_Open], now: datetime) -> tuple[str, ...]:
    """Accounts of which it is to be known whether they can be read: a window has closed since the last sign of them,
    that sign is worn, or they could not be read yesterday."""
    closed: dict[int, datetime] = {}
    for pair in pairs:
        if pair.until <= now:
            closed[pair.user] = max(pair.until, closed.get(pair.user, pair.until))
    people = _people(watch).order_by("external_id")
    found = []
    for user, account, linked_at, standing_at, standing in people.values_list(
        "user", "external_id", "linked_at", "standing_at", "standing"
    ):
        sign = last_sign(linked_at, standing_at)
        patience = worn(read) if standing == Standing.ACTIVE else read.every / 2
        if sign is None or sign < now - patience or sign < closed.get(user or 0, sign):
            found.append(account)
    return tuple(found)


def last_sign(linked_at: datetime | None, standing_at: datetime | None) -> datetime | None:
    """When the account was last known to stand as it is noted: whoever links an account is looked at."""
    return max((moment for moment in (linked_at, standing_at) if moment), default=None)

"""Texts that are due to be looked at again: which, the claim on a batch, and storing what became of the posts."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from mooc.core.course.schedule import ends
from mooc.core.facts.network import Reading
from mooc.core.planning.retention import BATCH, Kept
from mooc.store import models
from mooc.store.courses import courses
from mooc.store.courses.mapping import run_of
from mooc.store.database.faults import Work, isolated
from mooc.store.database.leases import free, lease_end, new_token
from mooc.store.log import texts
from mooc.store.log.texts import Settled
from mooc.store.watching.watches import NUDGE

AT_ONCE = 10
"""How many texts are named as due at a time: each leads to a hundred others."""
AHEAD = 1000
"""Of so many texts at the head of what is due those are sought that can be looked at together."""


class Claimed(NamedTuple):
    """Texts that this worker alone may look at now, by the post's key. ``cohort``: whose they are, and who pays.

    ``until``: when texts of this cohort are erased in any case (course time). ``over``: that time has come, or whose
    posts they are is in no cohort any more; nobody need be asked then.
    """

    network: str
    token: uuid.UUID
    texts: Mapping[str, Kept]
    cohort: int | None = None
    until: datetime | None = None
    over: bool = False


def due(now: datetime) -> list[int]:
    """Some texts that are due to be looked at again (``now`` in course time), each named once in a while only."""
    quiet = Q(nudged_until__isnull=True) | Q(nudged_until__lt=Now())
    rows = models.Text.objects.filter(_due(now), quiet).order_by("due_at", "pk")
    ids = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    if ids:
        models.Text.objects.filter(pk__in=ids).update(nudged_until=Now() + NUDGE)
    return ids


def _due(now: datetime) -> Q:
    return Q(due_at__lte=now) & free()


def late(now: datetime) -> QuerySet[models.Text]:
    """All that are due and that nobody holds."""
    return models.Text.objects.filter(_due(now))


def next_due() -> datetime | None:
    """The earliest moment (course time) at which a text falls due; None if none will. One query."""
    return models.Text.objects.order_by("due_at").values_list("due_at", flat=True).first()


def claim(text: int, now: datetime, keep_for: timedelta) -> Claimed | None:
    """Take this text and up to 99 others of its cohort that are due (compare-and-set); None if it is not due, or
    another worker got there first. ``keep_for``: how long after the end of their cohort texts are kept."""
    token = new_token(models.Text, nudged_until=None)
    if not _take(models.Text.objects.filter(_due(now), pk=text), token):
        return None
    first = models.Activity.objects.only("network", "actor").get(text=text)
    cohort, until = _whose(first, keep_for)
    over = cohort is None or (until is not None and until <= now)
    with transaction.atomic():
        others = _with(first, None if over else cohort, now)
        free_ones = models.Text.objects.filter(_due(now), pk__in=others).order_by("pk")
        locked = free_ones.select_for_update(skip_locked=True).values_list("pk", flat=True)
        _take(models.Text.objects.filter(pk__in=list(locked)), token)
    return Claimed(first.network, token, _kept(token), cohort, until, over)


def _take(rows: QuerySet[models.Text], token: uuid.UUID) -> int:
    return rows.update(lease_token=token, lease_until=lease_end())


def _kept(token: uuid.UUID) -> dict[str, Kept]:
    columns = ("activity__key", "activity__actor", "activity__seen_at", "checked_at", "body")
    rows = models.Text.objects.filter(lease_token=token).values_list(*columns)
    return {key: Kept(author, seen_at, checked_at, body) for key, author, seen_at, checked_at, body in rows}


def _whose(post: models.Activity, keep_for: timedelta) -> tuple[int | None, datetime | None]:
    """The cohort that its author is in now, and until when texts of it are kept: of several the one that keeps longest.

    One that is not closed keeps them from the end of its course on; one of which the end cannot be said has not ended.
    """
    cohorts = models.Cohort.objects.filter(
        members__left_at__isnull=True,
        members__user__accounts__network=post.network,
        members__user__accounts__external_id=post.actor,
        members__user__accounts__linked_at__isnull=False,
    )
    found: list[tuple[datetime, int]] = []
    unknown = None
    for row in cohorts.select_related("course").distinct():
        unknown = unknown or row.pk
        with isolated(Work.END, row.pk, row.pk):
            found.append((_end(row) + keep_for, -row.pk))
    if not found:
        return unknown, None
    until, pk = max(found)
    return -pk, until


def _end(row: models.Cohort) -> datetime:
    return row.closed_at or ends(courses.load(row.course.version), run_of(row))


def _with(first: models.Activity, cohort: int | None, now: datetime) -> list[int]:
    """Up to 99 texts of the same network that are due too, the longest due first: of the cohort's members, or of the
    same author where there is no cohort.

    Of those at the head of what is due the authors are looked up, one table after the other, and not of all learners
    what is due: a database that has not counted its rows yet would weigh each text against each learner.
    """
    ahead = models.Text.objects.filter(_due(now)).order_by("due_at").values_list("pk", flat=True)[:AHEAD]
    posts = models.Activity.objects.filter(pk__in=list(ahead)).values_list("pk", "network", "actor")
    authors = {text: author for text, network, author in posts if network == first.network and text != first.pk}
    theirs = {first.actor} if cohort is None else _members(cohort, first.network, set(authors.values()))
    return [text for text in ahead if authors.get(text) in theirs][: BATCH - 1]


def _members(cohort: int, network: str, accounts: Collection[str]) -> set[str]:
    """Which of these accounts are those of members of the cohort."""
    rows = models.Account.objects.filter(
        network=network,
        external_id__in=accounts,
        linked_at__isnull=False,
        user__memberships__cohort=cohort,
        user__memberships__left_at__isnull=True,
    )
    return set(rows.values_list("external_id", flat=True))


def settle(claimed: Claimed, reading: Reading, is_paid: bool, now: datetime) -> Settled:
    """Erase those of the claimed texts that must go, say when the others are due again, and give them back.

    ``is_paid``: a look at a post costs; ``now``: course time. Belongs in the transaction that stores the reading.
    """
    rows = models.Text.objects.filter(lease_token=claimed.token).select_related("activity")
    locked = list(rows.order_by("pk").select_for_update(of=("self",)))
    settled = texts.settle(locked, reading, is_paid, now, claimed.until)
    _let_loose(claimed)
    return settled


def let_go(claimed: Claimed) -> Settled:
    """Erase these texts: their time is over. Belongs in a transaction."""
    return Settled(texts.erase(models.Text.objects.filter(lease_token=claimed.token)))


def give_back(claimed: Claimed, due_at: datetime) -> None:
    """Let go of what was claimed and not looked at."""
    models.Text.objects.filter(lease_token=claimed.token).update(due_at=due_at, nudged_until=None)
    _let_loose(claimed)


def _let_loose(claimed: Claimed) -> None:
    models.Text.objects.filter(lease_token=claimed.token).update(lease_token=None, lease_until=None)

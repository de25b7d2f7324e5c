"""Texts that are due to be looked at again: which, the claim on a batch, and storing what became of the posts."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q
from django.db.models.functions import Now

from mooc.core.course.schedule import course_end
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.core.planning.retention import BATCH, RetainedText, next_look
from mooc.store import models
from mooc.store.courses import courses
from mooc.store.courses.mapping import run_of
from mooc.store.database.leases import locked_in_order
from mooc.store.judging import opening
from mooc.store.queue import OutcomeColumns, Queue, claiming
from mooc.store.retention import texts
from mooc.store.retention.texts import SettledTexts

AT_ONCE = 10
"""How many texts are named as due at a time: each leads to a hundred others."""
AHEAD = 1000
"""Of so many texts at the head of what is due those are sought that can be looked at together."""
QUEUE = Queue(
    "texts",
    models.Text,
    lambda cohort: Q(
        activity__actor__in=models.Account.objects.filter(user__memberships__cohort=cohort).values("external_id")
    ),
    outcome_columns=OutcomeColumns(parking={"body": ""}, deletes=True),
)
"""Words that nobody can look after go: whoever releases such a text asks what became of the post."""


class ClaimedTexts(NamedTuple):
    """Texts that this worker alone may look at now, by the post's key. ``cohort``: whose they are, and who pays.

    ``until``: when texts of this cohort are erased in any case (course time). ``is_over``: that time has come, or whose
    posts they are is in no cohort any more; nobody need be asked then.
    """

    network: str
    token: uuid.UUID
    ids: tuple[int, ...]
    texts: Mapping[str, RetainedText]
    cohort: int | None = None
    until: datetime | None = None
    is_over: bool = False


def due(now: datetime) -> list[int]:
    """Some texts that are due to be looked at again (``now`` in course time), each named once in a while only."""
    return QUEUE.enqueue(now, AT_ONCE)


def next_due() -> datetime | None:
    """The earliest moment (course time) at which a text falls due; None if none will. One query."""
    planned = models.Text.objects.filter(due_at__isnull=False)
    return planned.order_by("due_at").values_list("due_at", flat=True).first()


def claim(text: int, now: datetime, keep_for: timedelta, *, together: bool = False) -> ClaimedTexts | None:
    """Take this text and up to 99 others of its cohort that are due (compare-and-set); None if it is not due, or
    another worker got there first. ``keep_for``: how long after the end of their cohort texts are kept.

    Of those with which a look has failed fewer are taken at a time, and one alone in the end: what is broken must not
    pull down others. Raises SuspectRow as ``Queue.claim`` does.
    """
    token = QUEUE.claim(text, now, together=together)
    if not token:
        return None
    fields = "attempts", "activity__network", "activity__actor"
    row = models.Text.objects.select_related("activity").only(*fields).get(pk=text)
    post, tries = row.activity, row.attempts - 1
    cohort, until = _cohort_of(post, keep_for, now)
    over = cohort is None or (until is not None and until <= now)
    ids = [text]
    companions = _companions(post, None if over else cohort, now, tries)
    with claiming():
        due_too = QUEUE.due(now).filter(pk__in=companions, attempts=tries)
        ids += QUEUE.claim_many(due_too, BATCH, suspects=False if together else None, token=token).ids
    columns = "activity__key", "activity__actor", "activity__seen_at", "checked_at", "body"
    held = {key: RetainedText(*retained) for key, *retained in QUEUE.held(ids, token).values_list(*columns)}
    return ClaimedTexts(post.network, token, tuple(ids), held, cohort, until, over)


def _cohort_of(post: models.Activity, keep_for: timedelta, now: datetime) -> tuple[int | None, datetime | None]:
    """The cohort that its author is in now, and until when texts of it are kept: of several the one that keeps longest.

    One that is not closed keeps them from the end of its course on; one of which the end cannot be said has not ended:
    that is the cohort's fault, and no text's.
    """
    cohorts = models.Cohort.objects.filter(
        members__left_at__isnull=True,
        members__user__accounts__network=post.network,
        members__user__accounts__external_id=post.actor,
        members__user__accounts__linked_at__isnull=False,
    )
    candidates: list[tuple[datetime, int]] = []
    endless = None
    for row in cohorts.select_related("course").distinct():
        endless = endless or row.pk
        try:
            end = row.closed_at or course_end(courses.load(row.course.version), run_of(row))
        except Exception as error:
            opening.fail(row.pk, error, now)
        else:
            candidates.append((end + keep_for, -row.pk))
    if not candidates:
        return endless, None
    until, pk = max(candidates)
    return -pk, until


def _companions(post: models.Activity, cohort: int | None, now: datetime, tries: int) -> list[int]:
    """Up to 99 texts of the same network that are due too, the longest due first: of the cohort's members, or of the
    same author where there is no cohort. ``tries``: of those that were looked at so often in vain, an eighth each time.

    Of those at the head of what is due the authors are looked up, one table after the other, and not of all learners
    what is due: a database that has not counted its rows yet would weigh each text against each learner.
    """
    limit = (BATCH >> 3 * tries) - 1
    if limit < 1:
        return []
    ahead = QUEUE.due(now).filter(attempts=tries).order_by("due_at", "pk").values_list("pk", flat=True)[:AHEAD]
    posts = models.Activity.objects.filter(pk__in=list(ahead)).values_list("pk", "network", "actor")
    author_of = {text: author for text, network, author in posts if network == post.network and text != post.pk}
    authors = {post.actor}
    if cohort is not None:
        members = models.Account.objects.filter(
            network=post.network,
            external_id__in=set(author_of.values()),
            linked_at__isnull=False,
            user__memberships__cohort=cohort,
            user__memberships__left_at__isnull=True,
        )
        authors = set(members.values_list("external_id", flat=True))
    return [text for text in ahead if author_of.get(text) in authors][:limit]


def settle(claimed: ClaimedTexts, reading: Reading, is_paid: bool, now: datetime) -> SettledTexts:
    """Erase those of the claimed texts that must go, say when the others are due again, and give them back.

    ``is_paid``: a look at a post costs; ``now``: course time. Belongs in the transaction that stores the reading.
    """
    held = QUEUE.held(claimed.ids, claimed.token).select_related("activity")
    locked = list(held.order_by("pk").select_for_update(of=("self",)))
    settled = texts.settle(locked, reading, is_paid, now, claimed.until)
    (QUEUE.defer if reading.was_refused else QUEUE.release)(claimed.ids, claimed.token)
    return settled


def erase_expired(claimed: ClaimedTexts) -> SettledTexts:
    """Erase these texts: their time is over. Belongs in a transaction."""
    return SettledTexts(texts.erase(QUEUE.held(claimed.ids, claimed.token)))


def give_back(claimed: ClaimedTexts, wait: timedelta) -> None:
    """The texts were claimed and not looked at, for others hold what is left of the budget: they are tried soon."""
    QUEUE.defer(claimed.ids, claimed.token, not_before=Now() + wait)


def wake(network: str, troubles: Collection[TroubleKind], cohort: int | None = None) -> None:
    """Texts of which the look was put off fall due at once: all, or those of the cohort's people. Belongs in a
    transaction. ``troubles``: whichever, for why it was put off is not noted."""
    waiting = models.Text.objects.filter(
        QUEUE.of_cohort(cohort) if cohort is not None else Q(), activity__network=network, due_at__isnull=False
    )
    planned_by_id = {
        pk: next_look(seen_at, checked_at)
        for pk, seen_at, checked_at, due_at in waiting.values_list("pk", "activity__seen_at", "checked_at", "due_at")
        if due_at and due_at > next_look(seen_at, checked_at)
    }
    for planned in sorted(set(planned_by_id.values())):
        ids = [pk for pk, moment in planned_by_id.items() if moment == planned]
        put_off = models.Text.objects.filter(pk__in=ids, broken_since__isnull=True)
        locked_in_order(put_off).update(due_at=planned, not_before=None, enqueued_until=None)

"""Mentorings that begin and end, with their events in the audit log: about the learner, the mentor is the thing."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.store import events, models


def begin(pairs: Iterable[tuple[int, int]], now: datetime, by: int | None) -> None:
    """These mentors answer for these learners from now on: (learner, mentor), as member ids; who does so already is
    left alone. ``now``: course time; ``by``: the user who says so. Belongs in a transaction that holds the cohort.
    """
    requested = list(pairs)
    mentorings = models.Mentoring.objects.filter(learner__in={learner for learner, _ in requested})
    existing = set(mentorings.values_list("learner", "mentor"))
    fresh = [pair for pair in requested if pair not in existing]
    models.Mentoring.objects.bulk_create(
        models.Mentoring(learner_id=learner, mentor_id=mentor) for learner, mentor in fresh
    )
    _record(EventKind.MENTOR_ASSIGNED, fresh, now, by)


def end(mentorings: QuerySet[models.Mentoring], now: datetime, by: int | None) -> None:
    """These mentors answer for these learners no longer. Arguments as for ``begin``; belongs in a transaction."""
    ending = list(mentorings.values_list("pk", "learner", "mentor"))
    models.Mentoring.objects.filter(pk__in=[pk for pk, _, _ in ending]).delete()
    _record(EventKind.MENTOR_UNASSIGNED, [(learner, mentor) for _, learner, mentor in ending], now, by)


def _record(kind: EventKind, pairs: Collection[tuple[int, int]], now: datetime, by: int | None) -> None:
    people = events.memberships({learner for learner, _ in pairs})
    events.record_all(
        AuditEvent(
            kind,
            now,
            actor=by,
            subject=people[learner].user,
            cohort=people[learner].cohort,
            object=ObjectRef(ObjectKind.MEMBER, str(mentor)),
        )
        for learner, mentor in pairs
    )

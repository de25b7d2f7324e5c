"""Members: who is in a cohort, in which role, with which mentor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.core.values import name_search
from mooc.store import events, models
from mooc.store.cohorts import cohorts, mentor_events
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.models.cohorts import Role
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, memberships, with_roles
from mooc.store.policy.resources import Action, Resource
from mooc.store.twinomes import twinome_events
from mooc.store.twinomes.twinome_events import SeatChange


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in a cohort, in one role. ``name`` is the pseudonym; ``joined_at``, ``left_at`` in course time.

    ``mentor``: the pseudonym of who answers for a learner, where ``mine`` has looked; else empty.
    """

    id: int
    cohort: int
    user: int
    name: str
    role: str
    languages: tuple[str, ...]
    offers: tuple[str, ...]
    wants: tuple[str, ...]
    points: int
    joined_at: datetime
    left_at: datetime | None
    mentor: str = ""


@dataclass(frozen=True, slots=True)
class MentorAssignment:
    """A mentor answers for a learner; both as member ids, with their pseudonyms."""

    id: int
    mentor: int
    mentor_name: str
    learner: int
    learner_name: str


class NotInThisCohort(Exception):
    """The two are not a mentor and a learner who are in one cohort now."""


def value(row: models.Member) -> Membership:
    """From a row, with its user loaded."""
    words = (tuple(row.languages), tuple(row.offers), tuple(row.wants))
    return Membership(
        row.pk, row.cohort_id, row.user_id, row.user.name, str(row.role), *words, row.points, row.joined_at, row.left_at
    )


def values(members: QuerySet[models.Member]) -> list[Membership]:
    """From many rows, whose users need not be loaded: only what a member is made of is read. One query."""
    return [of_columns(row) for row in members.values_list(*COLUMNS)]


COLUMNS = (
    *("pk", "cohort_id", "user_id", "user__name", "role"),
    *("languages", "offers", "wants"),
    *("points", "joined_at", "left_at"),
)


def of_columns(columns: Sequence[Any]) -> Membership:
    """From what a query found in ``COLUMNS``, in that order."""
    return Membership(*columns[:5], *map(tuple, columns[5:8]), *columns[8:])


def _rows() -> QuerySet[models.Member]:
    return models.Member.objects.select_related("user")


def get(actor: Actor, pk: int, resource: Resource = Resource.ROSTER, action: Action = Action.READ) -> Membership:
    """The member, if ``actor`` may do that to this side of him or her. Raises NotVisible or Forbidden."""
    return value(policy.get(_rows(), actor, action, resource, pk))


def get_any(pk: int) -> Membership:
    """The member, whoever asks: for the engine, and where what was asked is answered already. Raises KeyError."""
    row = _rows().filter(pk=pk).first()
    if row is None:
        raise KeyError(pk)
    return value(row)


def named(actor: Actor, text: str) -> Q:
    """Members with the text in their pseudonym, or in a handle of theirs that the actor may see."""
    accounts = models.Account.objects.filter(
        policy.visible(actor, Resource.ACCOUNT), handle__iregex=name_search.name_pattern(text.removeprefix("@"))
    )
    return Q(user__name__iregex=name_search.name_pattern(text)) | Q(user__in=accounts.values("user"))


def roster(actor: Actor, cohort: int, after_id: int, limit: int, name: str = "") -> list[Membership]:
    """Members of the cohort that the actor may see, with a higher id than ``after_id``, by id; with a ``name``, those
    who have it as ``named`` says. Two queries.

    Raises NotVisible, Forbidden where the cohort is not the actor's to look into.
    """
    asker = with_roles(actor)
    policy.require_inside(asker, cohort)
    visible = policy.visible(asker, Resource.ROSTER)
    members = models.Member.objects.filter(visible, cohort=cohort, pk__gt=after_id, left_at__isnull=True)
    members = members.filter(named(asker, name)) if name else members
    return values(members.order_by("pk")[:limit])


def mine(actor: Actor) -> list[tuple[CohortDetails, Membership]]:
    """Each cohort in which the actor is now, and as what, with which mentor; the newest first. One query."""
    pairs = models.Mentoring.objects.filter(learner=OuterRef("pk")).order_by("pk")
    own_memberships = (
        memberships(actor)
        .annotate(mentor=Subquery(pairs.values("mentor__user__name")[:1]))
        .order_by("-cohort__start", "-pk")
    )
    records = own_memberships.values_list(*COLUMNS, *(f"cohort__{name}" for name in cohorts.COLUMNS), "mentor")
    width = len(COLUMNS)
    return [
        (cohorts.of_columns(row[width:-1]), replace(of_columns(row[:width]), mentor=row[-1] or "")) for row in records
    ]


def add(
    cohort: int,
    user: int,
    role: str,
    now: datetime,
    *,
    languages: Sequence[str] = (),
    offers: Sequence[str] = (),
    wants: Sequence[str] = (),
    by: int | None = None,
) -> Membership:
    """Let the person in, in that role; one who had left is back. Safe to repeat. ``now`` is course time. Who has said
    no time zone so far lives by the cohort's. ``by``: the user who lets them in, or who comes in. Belongs in a
    transaction that holds the cohort.
    """
    words = {"languages": list(languages), "offers": list(offers), "wants": list(wants)}
    row, is_new = models.Member.objects.select_related("user").get_or_create(
        cohort_id=cohort, user_id=user, role=Role(role), defaults={"joined_at": now, **words}
    )
    if is_new or row.left_at is not None:
        _record(EventKind.MEMBER_JOINED, EventKind.ROLE_GRANTED, row, now, by)
    if row.left_at is not None:
        row.left_at = None
        row.save(update_fields=["left_at"])
        seats = [SeatChange(EventKind.TWINOME_JOINED, twinome, [row.pk]) for twinome in _living_twinomes(row)]
        twinome_events.record(seats, now, by)
    zone = models.Cohort.objects.filter(pk=cohort).values("zone")[:1]
    models.User.objects.filter(pk=user, zone="").update(zone=zone)
    return value(row)


def remove(actor: Actor, pk: int) -> tuple[int, int]:
    """Leave, or remove somebody: out of the twinomes and the mentors' lists at once.

    Returns the ids of the cohort and of the user. Raises NotVisible, Forbidden. Belongs in a transaction.
    """
    row = policy.get(_rows(), actor, Action.DELETE, Resource.ENROLMENT, pk)
    cohorts.lock(row.cohort_id)
    if models.Member.objects.filter(pk=row.pk, left_at__isnull=True).update(left_at=actor.now):
        _record(EventKind.MEMBER_LEFT, EventKind.ROLE_REVOKED, row, actor.now, actor.user)
    models.Member.objects.filter(mentorings__mentor=row).update(mentor_chosen=False)
    mentorings = models.Mentoring.objects.filter(Q(learner=row) | Q(mentor=row))
    mentor_events.end(mentorings, actor.now, actor.user)
    _leave_twinomes(row, actor)
    return row.cohort_id, row.user_id


def _record(alone: EventKind, besides: EventKind, row: models.Member, now: datetime, by: int | None) -> None:
    """Record that somebody has come or gone: ``besides`` where he or she is in the cohort in another role, too."""
    members = models.Member.objects.filter(cohort=row.cohort_id, user=row.user_id, left_at__isnull=True)
    has_other_role = members.exclude(pk=row.pk).exists()
    events.record(
        AuditEvent(
            besides if has_other_role else alone,
            now,
            actor=by,
            subject=row.user_id,
            cohort=row.cohort_id,
            object=ObjectRef(ObjectKind.MEMBER, str(row.pk)),
            details={"role": str(row.role)},
        )
    )


def _leave_twinomes(row: models.Member, actor: Actor) -> None:
    """Out of the living twinomes. One of which fewer than two are left is one no longer."""
    groups = twinome_events.members_by_twinome(_living_twinomes(row))
    alone = [twinome for twinome, remaining in groups.items() if len(remaining) < 2]
    models.Twinome.objects.filter(pk__in=alone).update(dissolved_at=actor.now)
    changes = [SeatChange(EventKind.TWINOME_LEFT, twinome, [row.pk]) for twinome in groups]
    changes += [SeatChange(EventKind.TWINOME_DISSOLVED, twinome, groups[twinome]) for twinome in alone]
    twinome_events.record(changes, actor.now, actor.user)


def _living_twinomes(row: models.Member) -> list[int]:
    seats = models.TwinomeMember.objects.filter(member=row, twinome__dissolved_at__isnull=True)
    return list(seats.values_list("twinome", flat=True))


def _mentorings() -> QuerySet[models.Mentoring]:
    return models.Mentoring.objects.select_related("mentor__user", "learner__user")


def mentorings(actor: Actor, cohort: int, after_id: int, limit: int) -> list[MentorAssignment]:
    """Assignments in the cohort that the actor may see, with a higher id than ``after_id``, by id. Two queries.

    Raises NotVisible, Forbidden where the cohort is not the actor's to look into.
    """
    asker = with_roles(actor)
    policy.require_inside(asker, cohort)
    visible = policy.visible(asker, Resource.MENTORING)
    assignments = models.Mentoring.objects.filter(visible, mentor__cohort=cohort, pk__gt=after_id)
    names = ("pk", "mentor_id", "mentor__user__name", "learner_id", "learner__user__name")
    return [MentorAssignment(*row) for row in assignments.order_by("pk").values_list(*names)[:limit]]


def get_mentoring(actor: Actor, pk: int, action: Action) -> MentorAssignment:
    """The assignment, if ``actor`` may do that to it. Raises NotVisible, Forbidden."""
    return _mentoring(policy.get(_mentorings(), actor, action, Resource.MENTORING, pk))


def mentoring_of(mentor: int, learner: int) -> MentorAssignment:
    """The assignment of the two, by member id, which there is."""
    return _mentoring(_mentorings().get(mentor=mentor, learner=learner))


def _mentoring(row: models.Mentoring) -> MentorAssignment:
    return MentorAssignment(row.pk, row.mentor_id, row.mentor.user.name, row.learner_id, row.learner.user.name)

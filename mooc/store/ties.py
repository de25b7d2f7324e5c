"""Who is what to whom, as conditions for queries. The words of the permission matrix, and nothing else."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from mooc.store import models
from mooc.store.models.cohorts import Role

AFTERGLOW = timedelta(days=30)
"""How long people who have left still see their own."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``user`` is None for somebody who is not signed in; ``now`` is course time (UTC)."""

    user: int | None
    is_admin: bool
    now: datetime


def nobody() -> Q:
    """A condition that no row meets."""
    return Q(pk__in=[])


def admin(actor: Actor) -> Q:
    """Every row for a site admin, none for anybody else."""
    return ~nobody() if actor.is_admin else nobody()


def rows_of(actor: Actor, *roles: Role) -> QuerySet[models.Member]:
    """The memberships that the actor has now, in one of these roles (all, if none is named)."""
    if actor.user is None:
        return models.Member.objects.none()
    rows = models.Member.objects.filter(user=actor.user, left_at__isnull=True)
    return rows.filter(role__in=roles) if roles else rows


def own(actor: Actor) -> Q:
    """Members: the actor's own rows, for 30 days after leaving too."""
    if actor.user is None:
        return nobody()
    still_there = Q(left_at__isnull=True) | Q(left_at__gt=actor.now - AFTERGLOW)
    return Q(user=actor.user) & still_there


def cohorts_of(actor: Actor, *roles: Role) -> QuerySet[models.Member]:
    """Ids of cohorts in which the actor has one of these roles now."""
    return rows_of(actor, *roles).values("cohort")  # type: ignore[return-value]  # a subquery of ids


def facilitated(actor: Actor) -> Q:
    """Members of cohorts that the actor facilitates."""
    return Q(left_at__isnull=True, cohort__in=cohorts_of(actor, Role.FACILITATOR))


def assigned(actor: Actor) -> Q:
    """Learners for whom the actor answers as a mentor."""
    pairs = models.Mentoring.objects.filter(mentor__in=rows_of(actor, Role.MENTOR))
    return Q(left_at__isnull=True, role=Role.LEARNER, pk__in=pairs.values("learner"))


def fellows(actor: Actor) -> Q:
    """Learners who share a living twinome with the actor, the actor included."""
    seats = models.TwinomeMember.objects.filter(twinome__in=twinomes_of(actor)).values("member")
    return Q(left_at__isnull=True, pk__in=seats)


def twinomes_of(actor: Actor) -> QuerySet[models.TwinomeMember]:
    """Ids of the living twinomes in which the actor has a seat now."""
    seats = models.TwinomeMember.objects.filter(
        member__in=rows_of(actor, Role.LEARNER), twinome__dissolved_at__isnull=True
    )
    return seats.values("twinome")  # type: ignore[return-value]  # a subquery of ids


def peers(actor: Actor) -> Q:
    """Learners of the cohorts in which the actor is a learner."""
    return Q(left_at__isnull=True, role=Role.LEARNER, cohort__in=cohorts_of(actor, Role.LEARNER))


def through(path: str, condition: Q) -> Q:
    """A condition on members, put on rows that lead to one by ``path`` (``member``)."""
    return Q(**{f"{path}__in": models.Member.objects.filter(condition)})

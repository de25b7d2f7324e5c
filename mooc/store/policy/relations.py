"""Who is what to whom, as conditions for queries. The words of the permission matrix, and nothing else."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, QuerySet

from mooc.store import models
from mooc.store.models.cohorts import Role

ACCESS_AFTER_LEAVING = timedelta(days=30)
"""How long people who have left still see their own."""


class HeldRole(NamedTuple):
    """A role that somebody has in a cohort now, with the id of that membership."""

    member: int
    cohort: int
    role: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``user`` is None for somebody who is not signed in; ``now`` is course time (UTC).

    ``roles``: all that he or she is now, where that has been read already (see ``with_roles``), or, on the pages of a
    cohort, all that he or she is there; else every condition looks for itself. Never kept from one request to the next.
    """

    user: int | None
    is_admin: bool
    now: datetime
    roles: tuple[HeldRole, ...] | None = None


Ids = QuerySet[models.Member] | tuple[int, ...]
"""What stands behind ``__in``: a subquery, or the ids themselves."""


class NoRows(Q):
    """A condition that no row meets, as a value that adds nothing to ``|`` and takes all from ``&``.

    So whatever is built of it either is it again or holds no trace of it, and asks the database for nothing.
    """

    def __init__(self) -> None:
        super().__init__(pk__in=())

    def __or__(self, other: Q) -> Q:
        return other

    def __and__(self, other: Q) -> Q:
        return self

    __ror__, __rand__ = __or__, __and__

    def __invert__(self) -> Q:
        """Every row. Not an empty ``Q()``: of that, ``|`` leaves no trace either."""
        return ~Q(pk__in=())


def no_rows() -> Q:
    """A condition that no row meets."""
    return NoRows()


def admin(actor: Actor) -> Q:
    """Every row for a site admin, none for anybody else."""
    return ~no_rows() if actor.is_admin else no_rows()


def memberships(actor: Actor, *roles: Role) -> QuerySet[models.Member]:
    """The memberships that the actor has now, in one of these roles (all, if none is named)."""
    if actor.user is None:
        return models.Member.objects.none()
    members = models.Member.objects.filter(user=actor.user, left_at__isnull=True)
    return members.filter(role__in=roles) if roles else members


def with_roles(actor: Actor) -> Actor:
    """The actor with what he or she is at this moment, so that the conditions of one answer need not look it up.

    One query; none where it is known. For what is answered at once: who is let go sees nothing in the next request.
    """
    if actor.roles is not None:
        return actor
    roles = memberships(actor).values_list("pk", "cohort_id", "role")
    return replace(actor, roles=tuple(HeldRole(*columns) for columns in roles))


def without_facilitated(actor: Actor) -> Actor:
    """The actor, where known, without the roles in cohorts that he or she facilitates: who facilitates sees there all
    that a learner or a mentor would.
    """
    if actor.roles is None:
        return actor
    facilitated_cohorts = cohorts_of(actor, Role.FACILITATOR)
    return replace(actor, roles=tuple(tie for tie in actor.roles if tie.cohort not in facilitated_cohorts))


def rows_of(actor: Actor, *roles: Role) -> Ids:
    """Ids of the memberships that the actor has now, in one of these roles (all, if none is named)."""
    if actor.roles is None:
        return memberships(actor, *roles)
    return tuple(tie.member for tie in actor.roles if not roles or tie.role in roles)


def own(actor: Actor) -> Q:
    """Members: the actor's own rows, for 30 days after leaving too."""
    if actor.user is None:
        return no_rows()
    is_recent = Q(left_at__isnull=True) | Q(left_at__gt=actor.now - ACCESS_AFTER_LEAVING)
    return Q(user=actor.user) & is_recent


def cohorts_of(actor: Actor, *roles: Role) -> Ids:
    """Ids of cohorts in which the actor has one of these roles now."""
    if actor.roles is None:
        return memberships(actor, *roles).values("cohort")  # type: ignore[return-value]  # a subquery of ids
    return tuple(tie.cohort for tie in actor.roles if not roles or tie.role in roles)


def _has_none(actor: Actor, *roles: Role) -> bool:
    """Whether it is known that the actor has none of these roles anywhere: no row need be asked then."""
    return actor.roles is not None and not rows_of(actor, *roles)


def facilitated(actor: Actor) -> Q:
    """Members of cohorts that the actor facilitates."""
    if _has_none(actor, Role.FACILITATOR):
        return no_rows()
    return Q(left_at__isnull=True, cohort__in=cohorts_of(actor, Role.FACILITATOR))


def mentees_of(actor: Actor) -> Q:
    """Learners for whom the actor answers as a mentor."""
    if _has_none(actor, Role.MENTOR):
        return no_rows()
    pairs = models.Mentoring.objects.filter(mentor__in=rows_of(actor, Role.MENTOR))
    return Q(left_at__isnull=True, role=Role.LEARNER, pk__in=pairs.values("learner"))


def twinome_peers(actor: Actor) -> Q:
    """Learners who share a living twinome with the actor, the actor included."""
    if _has_none(actor, Role.LEARNER):
        return no_rows()
    seats = models.TwinomeMember.objects.filter(
        twinome__dissolved_at__isnull=True, twinome__seats__member__in=rows_of(actor, Role.LEARNER)
    )
    return Q(left_at__isnull=True, pk__in=seats.values("member"))


def twinomes_of(actor: Actor) -> QuerySet[models.TwinomeMember]:
    """Ids of the living twinomes in which the actor has a seat now."""
    seats = models.TwinomeMember.objects.filter(
        member__in=rows_of(actor, Role.LEARNER), twinome__dissolved_at__isnull=True
    )
    return seats.values("twinome")  # type: ignore[return-value]  # a subquery of ids


def peers(actor: Actor) -> Q:
    """Learners of the cohorts in which the actor is a learner."""
    if _has_none(actor, Role.LEARNER):
        return no_rows()
    return Q(left_at__isnull=True, role=Role.LEARNER, cohort__in=cohorts_of(actor, Role.LEARNER))


def via_member(condition: Q) -> Q:
    """A condition on members, put on rows that belong to one."""
    if isinstance(condition, NoRows):
        return condition
    return Q(member__in=models.Member.objects.filter(condition))


def via_user(condition: Q) -> Q:
    """A condition on members, put on rows that belong to one of their users."""
    if isinstance(condition, NoRows):
        return condition
    return Q(user__in=models.Member.objects.filter(condition).values("user"))


def owned(actor: Actor) -> Q:
    """Rows that belong to a user: those of the actor."""
    return no_rows() if actor.user is None else Q(user=actor.user)


def in_cohort(actor: Actor) -> Q:
    """Cohorts: those that the actor is in, all for a site admin."""
    return Q(pk__in=cohorts_of(actor)) | admin(actor)


def facilitates(actor: Actor) -> Q:
    """Cohorts: those that the actor facilitates."""
    return Q(pk__in=cohorts_of(actor, Role.FACILITATOR))


def supervised(actor: Actor) -> Q:
    """Members of whom the actor may see the work: one's own, those one answers for, one's cohort's."""
    return own(actor) | mentees_of(actor) | facilitated(actor)


def own_active(actor: Actor) -> Q:
    """The actor's own rows as a learner, in cohorts that run."""
    return own(actor) & Q(left_at__isnull=True, role=Role.LEARNER, cohort__closed_at__isnull=True)


def peers_and_admin(actor: Actor) -> Q:
    """Those who know that a peer is there, even where they may read no more."""
    return peers(actor) | admin(actor)

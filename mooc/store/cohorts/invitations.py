"""Invitations: links that let so many people into a cohort, for so long."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.store import events, models
from mooc.store.cohorts import cohorts
from mooc.store.cohorts.cohorts import CohortDetails
from mooc.store.models.cohorts import Role
from mooc.store.people.tokens import digest
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action, Resource

USES = {"learner": 200, "mentor": 20, "facilitator": 1}
"""Role → how many people a link lets in, where whoever makes it says nothing else."""
MOST = 50
"""Links that a cohort may have out at once."""
SHOWN = 4


@dataclass(frozen=True, slots=True)
class InvitationDetails:
    """What may be shown of a link: the ``beginning`` of its secret, how many ``uses`` are ``used``. Real time."""

    id: int
    cohort: int
    role: str
    beginning: str
    uses: int
    used: int
    created_at: datetime
    expires_at: datetime


class NotInvited(Exception):
    """The invitation is unknown, too old, used up or ended."""


class TooManyInvitations(Exception):
    """The cohort has as many links out as it may have: one has to end first."""


def _living() -> QuerySet[models.Invitation]:
    return models.Invitation.objects.filter(
        used__lt=F("uses"), expires_at__gt=timezone.now(), cohort__closed_at__isnull=True
    )


def invite(actor: Actor, cohort: int, role: str, good_for: timedelta, uses: int | None = None) -> str:
    """A secret that lets so many people in (``USES`` by default), for a while (real time); it is not kept.

    Raises NotVisible, Forbidden, TooManyInvitations. Belongs in a transaction.
    """
    row = cohorts.get(actor, cohort, Resource.PEOPLE, Action.WRITE)
    secret = secrets.token_urlsafe(24)
    cohorts.lock(row.id)
    invitations = models.Invitation.objects.filter(cohort=row.id)
    invitations.exclude(pk__in=_living()).delete()
    if invitations.count() >= MOST:
        raise TooManyInvitations
    invitation = models.Invitation.objects.create(
        cohort_id=row.id,
        role=Role(role),
        digest=digest(secret),
        beginning=secret[:SHOWN],
        uses=USES[role] if uses is None else uses,
        expires_at=timezone.now() + good_for,
    )
    _record(
        EventKind.INVITATION_CREATED,
        actor,
        invitation,
        {"role": str(invitation.role), "uses": str(invitation.uses)},
    )
    return secret


def _record(kind: EventKind, actor: Actor, row: models.Invitation, details: Mapping[str, str]) -> None:
    link = ObjectRef(ObjectKind.INVITATION, str(row.pk))
    event = AuditEvent(kind, actor.now, actor=actor.user, cohort=row.cohort_id, object=link, details=details)
    events.record(event)


def invited(secret: str, user: int | None = None) -> tuple[CohortDetails, str]:
    """The cohort and role of an invitation that still lets somebody in, or has let in ``user``. Raises NotInvited."""
    row = models.Invitation.objects.filter(digest=digest(secret)).select_related("cohort__course").first()
    if row is None or not (_is_in(row, user) or _living().filter(pk=row.pk).exists()):
        raise NotInvited
    return cohorts.value(row.cohort), row.role


def _is_in(row: models.Invitation, user: int | None) -> bool:
    memberships = models.Member.objects.filter(cohort=row.cohort_id, user=user, role=row.role, left_at__isnull=True)
    return user is not None and memberships.exists()


def spend(secret: str, user: int) -> None:
    """Note that the invitation lets the person in; who is in already, in that role, spends nothing. Raises NotInvited.
    Belongs in a transaction that holds the cohort."""
    row = models.Invitation.objects.filter(digest=digest(secret)).first()
    if row is None or not (_is_in(row, user) or _living().filter(pk=row.pk).update(used=F("used") + 1)):
        raise NotInvited


def listed(actor: Actor, cohort: int) -> list[InvitationDetails]:
    """The links of the cohort that still let somebody in, the newest first. Raises NotVisible, Forbidden."""
    row = cohorts.get(actor, cohort, Resource.PEOPLE)
    invitations = _living().filter(policy.visible(actor, Resource.INVITATION), cohort=row.id).order_by("-pk")
    columns = "pk", "cohort_id", "role", "beginning", "uses", "used", "created_at", "expires_at"
    return [InvitationDetails(*invitation) for invitation in invitations.values_list(*columns)]


def end(actor: Actor, pk: int) -> None:
    """The link lets nobody in any more. Raises NotVisible. Belongs in a transaction."""
    row = policy.get(models.Invitation.objects.all(), actor, Action.DELETE, Resource.INVITATION, pk)
    _record(EventKind.INVITATION_ENDED, actor, row, {"role": row.role})
    row.delete()

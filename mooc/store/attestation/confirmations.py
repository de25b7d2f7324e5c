"""Confirmations: a peer of the twinome says to have seen what a challenge asks for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mooc.core.checks.attest import AttestedBy
from mooc.core.facts.audience import Relation
from mooc.core.facts.proof import Attestation
from mooc.store import models
from mooc.store.cohorts import members
from mooc.store.cohorts.members import Membership
from mooc.store.models.cohorts import Role
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, rows_of, twinomes_of
from mooc.store.policy.resources import Action, Resource

SELF, MENTOR = (Relation.SELF,), (Relation.COHORT, Relation.MENTORS)


@dataclass(frozen=True, slots=True)
class ConfirmationDetails:
    """``by`` says, at ``at``, that ``member`` did what the challenge asks for; both as member ids, with pseudonyms.

    Course time, UTC. ``withdrawn_at``: since when it counts no more; a pass that was made before stays.
    """

    id: int
    member: int
    member_name: str
    by: int
    by_name: str
    challenge: str
    url: str
    at: datetime
    withdrawn_at: datetime | None


class ConfirmedAlready(Exception):
    """This person has confirmed that already."""


def _rows() -> QuerySet[models.Confirmation]:
    return models.Confirmation.objects.select_related("member__user", "by__user")


def _value(row: models.Confirmation) -> ConfirmationDetails:
    return ConfirmationDetails(
        row.pk,
        row.member_id,
        row.member.user.name,
        row.by_id,
        row.by.user.name,
        row.challenge,
        row.url,
        row.at,
        row.withdrawn_at,
    )


def listed(actor: Actor, member: int, after_id: int, limit: int, challenge: str = "") -> list[ConfirmationDetails]:
    """What peers have said of the member, withdrawn ones included, with a higher id than ``after_id``, by id: of all
    challenges, or of one.

    Raises NotVisible, Forbidden.
    """
    policy.require(actor, Action.READ, Resource.CONFIRMATIONS_OF, member)
    only = {"challenge": challenge} if challenge else {}
    return [_value(row) for row in _rows().filter(member=member, pk__gt=after_id, **only).order_by("pk")[:limit]]


def given(actor: Actor, challenge: str, cohort: int) -> list[ConfirmationDetails]:
    """What the actor has said of others in that challenge of the cohort, and not withdrawn."""
    confirmations = _rows().filter(
        by__in=rows_of(actor), by__cohort=cohort, challenge=challenge, withdrawn_at__isnull=True
    )
    return [_value(row) for row in confirmations.order_by("pk")]


def get(actor: Actor, pk: int, action: Action) -> ConfirmationDetails:
    """The confirmation, if ``actor`` may do that to it. Raises NotVisible, Forbidden."""
    return _value(policy.get(_rows(), actor, action, Resource.CONFIRMATION, pk))


def as_whom(actor: Actor, member: Membership, accepted: Collection[AttestedBy]) -> Membership | None:
    """The membership as which the actor vouches for the member; None if no word of theirs counts. ``accepted``: whose
    is asked for: peers of the twinome may always vouch, a mentor, or the member, where that person's word is taken."""
    memberships = models.Member.objects.filter(Q(pk__in=rows_of(actor)), cohort=member.cohort).select_related("user")
    if member.user == actor.user:
        row = memberships.filter(pk=member.id).first() if AttestedBy.SELF in accepted else None
    else:
        shared = models.TwinomeMember.objects.filter(twinome__in=twinomes_of(actor), member=member.id).values("twinome")
        row = peer = memberships.filter(role=Role.LEARNER, seats__twinome__in=shared).first()
        if AttestedBy.MENTOR in accepted and (peer is None or AttestedBy.PEER not in accepted):
            row = memberships.filter(role=Role.MENTOR, mentees__learner=member.id).first() or peer
    return None if row is None else members.value(row)


def add(member: int, by: int, challenge: str, url: str, at: datetime) -> tuple[ConfirmationDetails, bool]:
    """Store the word of ``by`` on the member and challenge, at ``at`` (course time); whether it is new."""
    row, is_new = _rows().get_or_create(
        member_id=member, by_id=by, challenge=challenge, withdrawn_at=None, defaults={"url": url, "at": at}
    )
    return _value(row), is_new


def end(pk: int, now: datetime) -> bool:
    """The word counts no more from ``now`` on (course time); whether it did."""
    return models.Confirmation.objects.filter(pk=pk, withdrawn_at__isnull=True).update(withdrawn_at=now) > 0


def of_members(member_ids: Collection[int]) -> dict[tuple[int, str], tuple[Attestation, ...]]:
    """(Member, challenge) → what peers have said and not withdrawn. One query."""
    confirmations = models.Confirmation.objects.filter(member__in=member_ids, withdrawn_at__isnull=True).order_by(
        "at", "pk"
    )
    attestations: dict[tuple[int, str], tuple[Attestation, ...]] = {}
    columns = "member", "challenge", "by", "by__role", "at", "url"
    for member, challenge, by, role, at, url in confirmations.values_list(*columns):
        attestation = Attestation(str(by), at, url)
        ties = SELF if by == member else MENTOR if role == Role.MENTOR else attestation.ties
        attestations[member, challenge] = (*attestations.get((member, challenge), ()), attestation._replace(ties=ties))
    return attestations

"""Confirmations: a peer of the twinome says to have seen what a challenge asks for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from mooc.core.audit import AuditEvent, EventKind
from mooc.core.checks.attest import AttestedBy, attested_by
from mooc.core.facts.audience import Relation
from mooc.core.facts.proof import Attestation as Word
from mooc.store import events, models
from mooc.store.cohorts import members
from mooc.store.courses import courses
from mooc.store.models.cohorts import Role
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, rows_of, twinomes_of
from mooc.store.policy.resources import Action, Resource

SELF, MENTOR = (Relation.SELF,), (Relation.COHORT, Relation.MENTORS)


@dataclass(frozen=True, slots=True)
class Confirmation:
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


def _value(row: models.Confirmation) -> Confirmation:
    return Confirmation(
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


def listed(actor: Actor, member: int, after_id: int, limit: int, challenge: str = "") -> list[Confirmation]:
    """What peers have said of the member, withdrawn ones included, with a higher id than ``after_id``, by id: of all
    challenges, or of one.

    Raises NotVisible, Forbidden.
    """
    policy.require(actor, Action.READ, Resource.CONFIRMATIONS_OF, member)
    only = {"challenge": challenge} if challenge else {}
    return [_value(row) for row in _rows().filter(member=member, pk__gt=after_id, **only).order_by("pk")[:limit]]


def given(actor: Actor, challenge: str, cohort: int) -> list[Confirmation]:
    """What the actor has said of others in that challenge of the cohort, and not withdrawn."""
    confirmations = _rows().filter(
        by__in=rows_of(actor), by__cohort=cohort, challenge=challenge, withdrawn_at__isnull=True
    )
    return [_value(row) for row in confirmations.order_by("pk")]


def confirm(actor: Actor, member: int, challenge: str, url: str = "") -> Confirmation:
    """Say that the member did what the challenge asks for. Peers of the twinome may always; a
    mentor, or the member, where the challenge takes that person's word.

    Raises NotVisible (no such challenge too), Forbidden, ConfirmedAlready. Belongs in a transaction.
    """
    subject = members.get(actor, member, Resource.CONFIRMATIONS_OF, Action.WRITE)
    version = models.Cohort.objects.values_list("course__version", flat=True).get(pk=subject.cohort)
    rules = {rule.challenge: rule.check for rule in courses.load(version).challenges()}
    if challenge not in rules:
        raise policy.NotVisible(Resource.CONFIRMATIONS_OF)
    by = _as_whom(actor, subject, attested_by(rules[challenge]))
    if by is None:
        raise policy.Forbidden("confirm")
    row, is_new = models.Confirmation.objects.get_or_create(
        member_id=member, by=by, challenge=challenge, withdrawn_at=None, defaults={"url": url, "at": actor.now}
    )
    if not is_new:
        raise ConfirmedAlready
    _record(EventKind.ATTESTATION_GIVEN, actor, row)
    return _value(_rows().get(pk=row.pk))


def _as_whom(actor: Actor, member: members.Member, accepted: Collection[AttestedBy]) -> models.Member | None:
    """The membership as which the actor says so; None if no word of theirs counts. ``accepted``: whose is asked for."""
    memberships = models.Member.objects.filter(Q(pk__in=rows_of(actor)), cohort=member.cohort)
    if member.user == actor.user:
        return memberships.filter(pk=member.id).first() if AttestedBy.SELF in accepted else None
    shared = models.TwinomeMember.objects.filter(twinome__in=twinomes_of(actor), member=member.id).values("twinome")
    peer = memberships.filter(role=Role.LEARNER, seats__twinome__in=shared).first()
    if peer is not None and (AttestedBy.PEER in accepted or AttestedBy.MENTOR not in accepted):
        return peer
    mentors = memberships.filter(role=Role.MENTOR, mentees__learner=member.id)
    return (mentors.first() if AttestedBy.MENTOR in accepted else None) or peer


def withdraw(actor: Actor, pk: int) -> tuple[int, str]:
    """Take back what one has said: it counts no more. Returns the member and the challenge that it was said of.

    Raises NotVisible, Forbidden. Belongs in a transaction.
    """
    row = policy.get(_rows(), actor, Action.DELETE, Resource.CONFIRMATION, pk)
    if models.Confirmation.objects.filter(pk=row.pk, withdrawn_at__isnull=True).update(withdrawn_at=actor.now):
        _record(EventKind.ATTESTATION_WITHDRAWN, actor, row)
    return row.member_id, row.challenge


def _record(kind: EventKind, actor: Actor, row: models.Confirmation) -> None:
    """Record what somebody has done with his or her word on the member and challenge."""
    mentor_or_peer = AttestedBy.MENTOR if row.by.role == Role.MENTOR else AttestedBy.PEER
    by = AttestedBy.SELF if row.by_id == row.member_id else mentor_or_peer
    events.record(
        AuditEvent(
            kind,
            actor.now,
            actor=actor.user,
            subject=row.member.user_id,
            cohort=row.member.cohort_id,
            object=events.challenge_ref(row.challenge),
            details={"as": by.value},
        )
    )


def of_members(member_ids: Collection[int]) -> dict[tuple[int, str], tuple[Word, ...]]:
    """(Member, challenge) → what peers have said and not withdrawn. One query."""
    confirmations = models.Confirmation.objects.filter(member__in=member_ids, withdrawn_at__isnull=True).order_by(
        "at", "pk"
    )
    attestations: dict[tuple[int, str], tuple[Word, ...]] = {}
    columns = "member", "challenge", "by", "by__role", "at", "url"
    for member, challenge, by, role, at, url in confirmations.values_list(*columns):
        word = Word(str(by), at, url)
        ties = SELF if by == member else MENTOR if role == Role.MENTOR else word.ties
        attestations[member, challenge] = (*attestations.get((member, challenge), ()), word._replace(ties=ties))
    return attestations

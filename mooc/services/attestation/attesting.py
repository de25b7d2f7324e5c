"""Attesting: somebody says to have seen what a challenge asks for, or takes it back; then it is judged anew.

``mooc.store.attestation.confirmations`` reads what was said.
"""

from django.db import transaction

from mooc.core.audit import AuditEvent, EventKind
from mooc.core.checks.attest import AttestedBy, attested_by
from mooc.store import events
from mooc.store.attestation import confirmations
from mooc.store.attestation.confirmations import ConfirmationDetails, ConfirmedAlready
from mooc.store.cohorts import cohorts, members
from mooc.store.cohorts.members import Membership
from mooc.store.judging import dirty_pairs
from mooc.store.judging.dirty_pairs import News
from mooc.store.policy.policy import Forbidden, NotVisible
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action, Resource


def attest(actor: Actor, member: int, challenge: str, url: str = "") -> ConfirmationDetails:
    """Say that the member did what the challenge asks for; ``url``: where it was seen, if there is an address of it.
    Peers of the twinome may always; a mentor, or the member, where the challenge takes that person's word.

    Raises NotVisible (no such challenge too), Forbidden, ConfirmedAlready.
    """
    with transaction.atomic():
        subject = members.get(actor, member, Resource.CONFIRMATIONS_OF, Action.WRITE)
        course = cohorts.course_of(cohorts.get_any(subject.cohort))
        rules = {rule.challenge: rule.check for rule in course.challenges()}
        if challenge not in rules:
            raise NotVisible(Resource.CONFIRMATIONS_OF)
        by = confirmations.as_whom(actor, subject, attested_by(rules[challenge]))
        if by is None:
            raise Forbidden("confirm")
        confirmation, is_new = confirmations.add(member, by.id, challenge, url, actor.now)
        if not is_new:
            raise ConfirmedAlready
        _record(EventKind.ATTESTATION_GIVEN, actor, subject, by, challenge)
        dirty_pairs.mark_dirty(News(pairs=[(member, challenge)]))
    return confirmation


def withdraw(actor: Actor, confirmation: int) -> None:
    """Take back what one has said: it counts no more. A pass that was made meanwhile stays. Raises NotVisible,
    Forbidden."""
    with transaction.atomic():
        withdrawn = confirmations.get(actor, confirmation, Action.DELETE)
        if confirmations.end(confirmation, actor.now):
            subject, by = members.get_any(withdrawn.member), members.get_any(withdrawn.by)
            _record(EventKind.ATTESTATION_WITHDRAWN, actor, subject, by, withdrawn.challenge)
        dirty_pairs.mark_dirty(News(pairs=[(withdrawn.member, withdrawn.challenge)]))


def _record(kind: EventKind, actor: Actor, subject: Membership, by: Membership, challenge: str) -> None:
    """Record what somebody has done with his or her word on the member and challenge."""
    mentor_or_peer = AttestedBy.MENTOR if by.role == "mentor" else AttestedBy.PEER
    attested_as = AttestedBy.SELF if by.id == subject.id else mentor_or_peer
    events.record(
        AuditEvent(
            kind,
            actor.now,
            actor=actor.user,
            subject=subject.user,
            cohort=subject.cohort,
            object=events.challenge_ref(challenge),
            details={"as": attested_as.value},
        )
    )

"""Reviewing: a pass that waits for the eyes of a peer or a mentor is approved, or another try is asked for.

``mooc.store.attestation.reviews`` lists what waits.
"""

from django.db import transaction

from mooc.core.audit import AuditEvent, EventKind
from mooc.store import events
from mooc.store.attestation import reviews
from mooc.store.attestation.reviews import AGAIN, APPROVED, AnsweredAlready, CommentMissing, NothingToAsk, ReviewRound
from mooc.store.cohorts import members
from mooc.store.policy.policy import NotVisible
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action, Resource
from mooc.store.receipts import points


def answer(actor: Actor, review: int, decision: str, comment: str = "") -> ReviewRound:
    """Approve a pass (``approved``: its points count from now on), or ask for another try (``again``), saying what is
    missing. Raises NotVisible, Forbidden, AnsweredAlready, CommentMissing.
    """
    with transaction.atomic():
        waiting = reviews.get(actor, review, Action.READ)
        if not waiting.answer:
            reviews.get(actor, review, Action.WRITE)
        if decision == AGAIN and not comment.strip():
            raise CommentMissing
        answered = reviews.close(actor, waiting, decision, comment.strip())
        if answered is None:
            raise AnsweredAlready
        _record(EventKind.REVIEW_APPROVED if decision == APPROVED else EventKind.REVIEW_RETURNED, actor, answered)
        if decision == APPROVED:
            points.hold([answered.member])
            reviews.award_points(answered.member, answered.challenge)
    return answered


def ask_again(actor: Actor, member: int, challenge: str, note: str = "") -> ReviewRound:
    """The learner has tried again: a new round waits. Raises NotVisible, Forbidden, NothingToAsk."""
    with transaction.atomic():
        members.get(actor, member, Resource.REVIEWS_OF, Action.WRITE)
        last = reviews.last(member, challenge)
        if last is None:
            raise NotVisible(Resource.REVIEWS_OF)
        review = reviews.begin(member, challenge, last.kind, actor.now, note.strip()) if last.answer == AGAIN else None
        if review is None:
            raise NothingToAsk
        _record(EventKind.REVIEW_REQUESTED, actor, review)
    return review


def _record(kind: EventKind, actor: Actor, review: ReviewRound) -> None:
    """Record what the actor has done with this round."""
    subject = events.memberships([review.member])[review.member]
    events.record(
        AuditEvent(
            kind,
            actor.now,
            actor=actor.user,
            subject=subject.user,
            cohort=subject.cohort,
            object=events.challenge_ref(review.challenge),
            details={"reviewer": review.kind},
        )
    )

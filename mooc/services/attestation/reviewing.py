"""Reviewing: a pass that waits for somebody's eyes is approved, or another try is asked for and made.

``mooc.store.attestation.reviews`` reads them. Each change is one transaction: the answer and the
points that follow from it.
"""

from django.db import transaction

from mooc.store.attestation import reviews
from mooc.store.attestation.reviews import Review
from mooc.store.policy.relations import Actor


def answer(actor: Actor, review: int, decision: str, comment: str = "") -> Review:
    """Approve a pass (``approved``: its points count from now on), or ask for another try (``again``), saying what is
    missing. Raises NotVisible, Forbidden, AnsweredAlready, CommentMissing.
    """
    with transaction.atomic():
        return reviews.answer(actor, review, decision, comment)


def ask_again(actor: Actor, member: int, challenge: str, note: str = "") -> Review:
    """The learner has tried again: a new round waits. Raises NotVisible, Forbidden, NothingToAsk."""
    with transaction.atomic():
        return reviews.ask_again(actor, member, challenge, note)

"""What people look at themselves after the machine has."""

from typing import ClassVar

from django.db import models

from mooc.store.models.cohorts import Member


class Review(models.Model):
    """One round: a pass waits for the eyes of a peer or a mentor (``kind``), and is answered once.

    ``answer``: empty while it waits, ``approved``, or ``again`` (another try is asked for). ``note``: what the learner
    says with another try; ``comment``: what ``by`` answers. Course time.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="reviews")
    challenge = models.CharField(max_length=60)
    kind = models.CharField(max_length=6)
    asked_at = models.DateTimeField()
    note = models.TextField(blank=True)
    answer = models.CharField(max_length=8, blank=True)
    comment = models.TextField(blank=True)
    by = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="reviews_given")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "attestation_review"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "challenge"], condition=models.Q(answer=""), name="one_review_waits"
            ),
            models.CheckConstraint(condition=~models.Q(member=models.F("by")), name="nobody_reviews_oneself"),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

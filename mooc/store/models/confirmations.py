"""What peers say to have seen."""

from typing import ClassVar

from django.db import models

from mooc.store.models.cohorts import Member


class Confirmation(models.Model):
    """A member says that another of the same twinome did what a challenge asks for. Never changed, only withdrawn.

    ``member``: who did it; ``by``: who saw it; ``url``: where, if told. Course time. Where a challenge takes a mentor's
    word or one's own, ``by`` is the mentor, or the member.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="confirmations")
    by = models.ForeignKey(Member, models.CASCADE, related_name="confirmations_given")
    challenge = models.CharField(max_length=60)
    url = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "attestation_confirmation"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "by", "challenge"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="a_peer_confirms_once",
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation {self.pk}"

"""People of the school who see each other, and swap codes."""

from typing import ClassVar

from django.db import models

from mooc.store.models.cohorts import Member


class MeetingCode(models.Model):
    """A one-time code by which somebody shows to have met ``member``. Only a keyed digest of it is kept.

    ``expires_at``: real time. ``used_by``: who entered it, at ``used_at`` (course time). Two people have met when each
    has entered a code of the other.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="meeting_codes")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(Member, models.CASCADE, null=True, related_name="meeting_codes_used")
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "attestation_meeting_code"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(member=models.F("used_by")), name="nobody_meets_oneself")
        ]

    def __str__(self) -> str:
        return f"meeting code {self.pk}"

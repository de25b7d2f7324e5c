"""Small peer groups."""

from typing import ClassVar

from django.db import models

from mooc.store.models.cohorts import Cohort, Member


class Twinome(models.Model):
    """A group of two to five learners. ``why``: the reasons, see ``mooc.core.pairing``."""

    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="twinomes")
    made_at = models.DateTimeField()
    dissolved_at = models.DateTimeField(null=True)
    why = models.JSONField(default=list)

    class Meta:
        db_table = "twinomes_twinome"

    def __str__(self) -> str:
        return f"twinome {self.pk}"


class TwinomeMember(models.Model):
    """A member belongs to a twinome."""

    twinome = models.ForeignKey(Twinome, models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, models.CASCADE, related_name="seats")

    class Meta:
        db_table = "twinomes_member"
        constraints: ClassVar = [models.UniqueConstraint(fields=["twinome", "member"], name="one_seat_in_a_twinome")]

    def __str__(self) -> str:
        return f"seat {self.pk}"

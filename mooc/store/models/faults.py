"""Work that fails by itself."""

from typing import ClassVar

from django.db import models

from mooc.store.models.cohorts import Cohort


class Fault(models.Model):
    """A row on which work fails, again and again, while all other work goes on; gone when it succeeds.

    ``work`` and ``row``: see ``mooc.store.database.faults.Work``. ``kind``: the name of the exception, no word of
    what it said. Real time (the database's clock): ``since``, ``last_at``, ``retry_at``: when it is tried again.
    """

    work = models.CharField(max_length=12)
    row = models.BigIntegerField()
    cohort = models.ForeignKey(Cohort, models.CASCADE, related_name="faults", null=True)
    kind = models.CharField(max_length=60)
    times = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    retry_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["work", "row"], name="a_fault_is_noted_once")]

    def __str__(self) -> str:
        return f"fault {self.pk} {self.work}:{self.row}"

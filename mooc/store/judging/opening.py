"""Opening challenges: which cohorts have one whose time has come."""

from datetime import datetime

from django.db import transaction

from mooc.core.course.schedule import windows
from mooc.store import models
from mooc.store.courses import courses
from mooc.store.courses.mapping import run_of
from mooc.store.judging import verdicts


def due(now: datetime) -> list[int]:
    """Cohorts in which a challenge opens by ``now`` (course time), or whose members have changed."""
    rows = models.Cohort.objects.filter(advance_at__lte=now, closed_at__isnull=True)
    return list(rows.order_by("advance_at").values_list("pk", flat=True))


def next_due() -> datetime | None:
    """The earliest moment at which a cohort is to be advanced; None if none is."""
    rows = models.Cohort.objects.filter(advance_at__isnull=False, closed_at__isnull=True)
    return rows.order_by("advance_at").values_list("advance_at", flat=True).first()


def advance(cohort: int, now: datetime) -> None:
    """Open what is to be open by ``now``, and note when the next challenge opens. Safe to repeat, and side by side."""
    with transaction.atomic():
        row = models.Cohort.objects.select_for_update(of=("self",)).select_related("course").get(pk=cohort)
        if row.advance_at is None or row.advance_at > now:
            return
        opens = {name: span.start for name, span in windows(courses.load(row.course.version), run_of(row)).items()}
        verdicts.open_for(cohort, [name for name, start in opens.items() if start <= now])
        row.advance_at = min((start for start in opens.values() if start > now), default=None)
        row.save(update_fields=["advance_at"])

"""Opening challenges: which cohorts have one whose time has come; and what keeps a whole cohort from going on."""

import uuid
from datetime import datetime

from django.db.models import Q

from mooc.core.course.schedule import windows
from mooc.store import models
from mooc.store.courses import courses
from mooc.store.courses.mapping import run_of
from mooc.store.database.outages import is_outage
from mooc.store.judging import evaluation_batch, verdicts
from mooc.store.queue import Queue

QUEUE: Queue[models.Cohort] = Queue(
    "cohorts",
    models.Cohort,
    lambda cohort: Q(pk=cohort),
    due_field="advance_at",
    is_wanted=Q(closed_at__isnull=True),
)


def due(now: datetime) -> list[int]:
    """Cohorts in which a challenge opens by ``now`` (course time), or whose members have changed."""
    return list(QUEUE.due(now).order_by("advance_at").values_list("pk", flat=True))


def next_due() -> datetime | None:
    """The earliest moment at which a cohort is to be advanced; None if none is."""
    cohorts = models.Cohort.objects.filter(advance_at__isnull=False, closed_at__isnull=True)
    return cohorts.order_by("advance_at").values_list("advance_at", flat=True).first()


def claim(cohort: int, now: datetime, *, together: bool = False) -> uuid.UUID | None:
    """Take the cohort for opening what is to be open by ``now``. See ``Queue.claim``."""
    return QUEUE.claim(cohort, now, together=together)


def advance(cohort: int, token: uuid.UUID, now: datetime) -> None:
    """Open what is to be open by ``now``, and note when the next challenge opens. Raises LostLease. Belongs in a
    transaction."""
    row = QUEUE.hold(cohort, token)
    version = models.CourseVersion.objects.values_list("version", flat=True).get(pk=row.course_id)
    opens = {name: span.start for name, span in windows(courses.load(version), run_of(row)).items()}
    verdicts.open_for(cohort, [name for name, start in opens.items() if start <= now])
    next_opening = min((start for start in opens.values() if start > now), default=None)
    QUEUE.release([cohort], token, advance_at=next_opening)


def is_readable(cohort: int, now: datetime) -> bool:
    """Whether the course and the calendar of the cohort can be read; if not, the cohort as a whole waits, and it is no
    fault of its members. One query."""
    try:
        evaluation_batch.require_loadable(cohort)
    except Exception as error:
        fail(cohort, error, now)
        return False
    return True


def fail(cohort: int, error: Exception, now: datetime) -> None:
    """The cohort as a whole cannot be read: it is seen whether it opens, once it has rested. Raises what is the
    database's."""
    if is_outage(error):
        raise error
    QUEUE.fail_unclaimed(cohort, error, advance_at=now)

"""What a cohort watches, and what of it fails. Facilitators alone are shown it."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Min, Q

from mooc.store import models
from mooc.store.models.cohorts import Role


@dataclass(frozen=True, slots=True)
class Failing:
    """A network that can't be read. ``since`` is real time, ``next_look`` course time; both UTC."""

    network: str
    trouble: str
    since: datetime | None
    next_look: datetime | None


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many learners there are now, how many of them are in a twinome, how many twinomes there are, and how many
    learners have a mentor."""

    learners: int
    placed: int
    twinomes: int
    mentored: int


def watching(cohort: int) -> tuple[list[Failing], datetime | None]:
    """What fails, by network and reason, the longest first; and when a network is asked next (course time), None if
    nothing is planned. One query.
    """
    rows = models.Watch.objects.filter(uses__cohort=cohort, due_at__isnull=False).order_by()
    found = list(rows.values_list("network", "trouble").annotate(Min("failing_since"), Min("due_at")))
    failing = [Failing(*row) for row in found if row[1]]
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(failing, key=lambda one: one.since or never), min((row[3] for row in found), default=None)


def crowd(cohort: int) -> Crowd:
    """The learners of a cohort, counted. One query."""
    rows = models.Member.objects.filter(cohort=cohort, role=Role.LEARNER, left_at__isnull=True)
    living = Q(seats__isnull=False, seats__twinome__dissolved_at__isnull=True)
    found = rows.aggregate(
        learners=Count("pk", distinct=True),
        placed=Count("pk", distinct=True, filter=living),
        twinomes=Count("seats__twinome", distinct=True, filter=living),
        mentored=Count("pk", distinct=True, filter=Q(mentorings__isnull=False)),
    )
    return Crowd(**found)

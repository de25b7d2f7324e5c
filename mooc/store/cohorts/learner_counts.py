"""The learners of a cohort, counted."""

from dataclasses import dataclass

from django.db.models import Count, Q

from mooc.store import models
from mooc.store.models.cohorts import Role


@dataclass(frozen=True, slots=True)
class LearnerCounts:
    """How many learners there are now, how many of them are in a twinome, how many twinomes there are, and how many
    learners have a mentor."""

    learners: int
    placed: int
    twinomes: int
    mentored: int


def learner_counts(cohort: int) -> LearnerCounts:
    """The learners of a cohort, counted. One query."""
    members = models.Member.objects.filter(cohort=cohort, role=Role.LEARNER, left_at__isnull=True)
    living = Q(seats__isnull=False, seats__twinome__dissolved_at__isnull=True)
    counts = members.aggregate(
        learners=Count("pk", distinct=True),
        placed=Count("pk", distinct=True, filter=living),
        twinomes=Count("seats__twinome", distinct=True, filter=living),
        mentored=Count("pk", distinct=True, filter=Q(mentorings__isnull=False)),
    )
    return LearnerCounts(**counts)

"""What a cohort watches, and what of it fails. Facilitators alone are shown it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from mooc.store import models


@dataclass(frozen=True, slots=True)
class Failing:
    """A network that can't be read. ``since`` is real time, ``next_look`` course time; both UTC."""

    network: str
    trouble: str
    since: datetime | None
    next_look: datetime | None


def failing(cohort: int) -> list[Failing]:
    """What fails, by network and reason, the longest first. One query."""
    rows = models.Watch.objects.filter(uses__cohort=cohort, due_at__isnull=False).exclude(trouble="")
    found = rows.values("network", "trouble").annotate(since=Min("failing_since"), next=Min("due_at"))
    return [Failing(row["network"], row["trouble"], row["since"], row["next"]) for row in found.order_by("since")]


def next_look(cohort: int) -> datetime | None:
    """When a network is asked next; None if nothing is planned. One query."""
    rows = models.Watch.objects.filter(uses__cohort=cohort, due_at__isnull=False)
    moment: datetime | None = rows.aggregate(first=Min("due_at"))["first"]
    return moment


def placed(cohort: int) -> tuple[int, int]:
    """How many learners are in a twinome, and how many twinomes there are. Two queries."""
    living = models.Twinome.objects.filter(cohort=cohort, dissolved_at__isnull=True)
    seats = models.TwinomeMember.objects.filter(twinome__in=living, member__left_at__isnull=True)
    return seats.values("member").distinct().count(), living.count()

"""What a cohort watches, and what of it fails: for facilitators alone. And what of all work is not getting done."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Min, Q

from mooc.store import models
from mooc.store.database import faults
from mooc.store.models.cohorts import Role
from mooc.store.pasted_links import pasted_links
from mooc.store.retention import retention
from mooc.store.watching import watches


@dataclass(frozen=True, slots=True)
class Failing:
    """A network that can't be read. ``since`` is real time, ``next_look`` course time; both UTC."""

    network: str
    trouble: str
    since: datetime | None
    next_look: datetime | None


LATE = timedelta(minutes=15)
"""What has been due for so long is not getting done."""
TRANSIENT = 2
"""What failed so often, and no more, may well succeed next time."""


class Undone(NamedTuple):
    """Due work that is not getting done. ``oldest``: for how long the oldest row has been due; ``failing``: kind of
    work → rows that fail by themselves."""

    oldest: timedelta
    failing: dict[str, int]

    @property
    def state(self) -> str:
        """``ok``, ``late`` (nobody gets round to it) or ``failing``."""
        return "failing" if self.failing else "late" if self.oldest >= LATE else "ok"


def undone(now: datetime, real_now: datetime) -> Undone:
    """What is due at ``now`` (course time) and not getting done; what waits for a network or a budget is not due. Five
    queries."""
    told = [one for one in faults.everywhere() if one.times > TRANSIENT]
    ages = [real_now - one.since for one in told]
    moments = [
        rows.order_by("due_at").values_list("due_at", flat=True).first()
        for rows in (watches.late(now), pasted_links.late(now), retention.late(now))
    ]
    opens = models.Cohort.objects.filter(advance_at__lte=now, closed_at__isnull=True)
    moments.append(opens.order_by("advance_at").values_list("advance_at", flat=True).first())
    ages += [now - moment for moment in moments if moment]
    return Undone(max(ages, default=timedelta(0)), {one.work.value: one.rows for one in told})


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

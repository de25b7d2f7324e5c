"""What a cohort watches, and what of it fails: for facilitators alone. And what of all work is not getting done."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db.models import Min

from mooc.store import models
from mooc.store.operations import operations
from mooc.store.operations.operations import OperationState


@dataclass(frozen=True, slots=True)
class Failing:
    """A network that can't be read. ``since`` is real time, ``next_look`` course time; both UTC."""

    network: str
    trouble: str
    since: datetime | None
    next_look: datetime | None


TRANSIENT = timedelta(seconds=90)
"""What has failed for so long, and no longer, may well succeed next time."""
SEEN_TO = timedelta(days=1)
"""What was parked so long ago has been heard of by whoever can act: it stays listed, and makes nothing unready."""


class OverdueWork(NamedTuple):
    """Due work that is not getting done. ``ages``: kind → for how long its oldest row has been due; ``failing``: kind →
    rows that fail by themselves, or were parked lately; ``parked``: kind → all rows that are parked; ``broken``: for
    how long the oldest of ``failing`` has failed."""

    ages: dict[str, timedelta]
    failing: dict[str, int]
    parked: dict[str, int]
    broken: timedelta

    @property
    def oldest(self) -> timedelta:
        """For how long the oldest row has been due."""
        return max([*self.ages.values(), self.broken])

    @property
    def state(self) -> str:
        """``ok``, ``late`` (nobody gets round to it) or ``failing``."""
        return "failing" if self.failing else "late" if self.oldest >= operations.LATE else "ok"


def overdue_work(now: datetime, real_now: datetime) -> OverdueWork:
    """What is due at ``now`` (course time) and not getting done; what waits for a network or a budget is not due. One
    query for each kind, and one."""
    failing, parked, broken = Counter[str](), Counter[str](), timedelta(0)
    for summary in operations.all_summaries():
        age = real_now - summary.since
        if summary.state is OperationState.PARKED:
            parked[summary.kind] += summary.rows
        if age > TRANSIENT and (summary.state is OperationState.FAILING or age < SEEN_TO):
            failing[summary.kind] += summary.rows
            broken = max(broken, age)
    return OverdueWork(operations.ages(now, real_now), dict(failing), dict(parked), broken)


def failing_watches(cohort: int) -> tuple[list[Failing], datetime | None]:
    """What fails, by network and reason, the longest first; and when a network is asked next (course time), None if
    nothing is planned. One query.
    """
    watches = models.Watch.objects.filter(uses__cohort=cohort, due_at__isnull=False).order_by()
    by_trouble = list(watches.values_list("network", "trouble").annotate(Min("failing_since"), Min("due_at")))
    failing = [Failing(*row) for row in by_trouble if row[1]]
    never = datetime.max.replace(tzinfo=UTC)
    return sorted(failing, key=lambda failure: failure.since or never), min(
        (row[3] for row in by_trouble), default=None
    )

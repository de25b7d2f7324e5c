"""Work that fails by itself: it is noted, backs off, and never stops the work beside it.

    with isolated(Work.COLLECT, watch):      a failure is the row's: noted, and the caller goes on
        ...                                  the database is away: nobody's fault, and raised

What is noted is read by the pages of those who can act, and by who watches over the site.
"""

import logging
import traceback
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Now

from mooc.store import models
from mooc.store.database import outages
from mooc.store.database.leases import LostLease

log = logging.getLogger(__name__)

AT_MOST = timedelta(minutes=5)
"""Between two tries of what fails again and again."""
FORGOTTEN = timedelta(days=1)
"""A fault that has not shown for so long is over: nobody wants that work any more."""


class Work(StrEnum):
    """What was to be done, and which row it was for."""

    OPEN = "open"
    """Opening the challenges of a cohort."""
    JUDGE = "judge"
    """Judging what is due in a cohort."""
    PAIR = "pair"
    """Judging one member's challenge: a verdict's row."""
    COLLECT = "collect"
    """Reading a watch."""
    LINK = "link"
    """Looking at a pasted link."""
    TEXTS = "texts"
    """Looking whether posts still stand: a text."""
    END = "end"
    """When the texts of a cohort are to be erased."""
    LETTER = "letter"
    """Writing of a budget to its facilitators."""


class Told(NamedTuple):
    """What fails of one kind: how many rows, how often at most, since when (real time), the exceptions' names."""

    work: Work
    rows: int
    times: int
    since: datetime
    kinds: tuple[str, ...]


@contextmanager
def isolated(work: Work, row: int, cohort: int | None = None, *, clears: bool = True) -> Iterator[None]:
    """Do the work of a row. What fails is noted, and not raised: the caller goes on with the next row.

    ``clears``: a success ends the fault, for one query. Raised are outages of the database, and what is no failure of
    the work: a lease that another worker has, a time limit, the end of the process.
    """
    try:
        yield
    except LostLease:
        raise
    except Exception as error:
        if outages.is_away(error):
            raise
        note(work, row, error, cohort)
    else:
        if clears:
            models.Fault.objects.filter(work=work, row=row).delete()


def note(work: Work, row: int, error: Exception, cohort: int | None = None) -> None:
    """Note that the work failed. The log names the row and where it broke; what the exception says may be personal."""
    kind = type(error).__name__[:60]
    fault, _ = models.Fault.objects.get_or_create(
        work=work,
        row=row,
        defaults={"cohort_id": cohort, "kind": kind, "since": Now(), "last_at": Now(), "retry_at": Now()},
    )
    wait = min(timedelta(seconds=1 << min(fault.times + 1, 12)), AT_MOST)
    models.Fault.objects.filter(pk=fault.pk).update(
        kind=kind, times=F("times") + 1, last_at=Now(), retry_at=Now() + wait
    )
    if not fault.times:
        log.error("%s %d: %s\n%s", work, row, kind, "".join(traceback.format_tb(error.__traceback__)))
    else:
        log.warning("%s %d: %s, for the %dth time", work, row, kind, fault.times + 1)


def resting(work: Work) -> set[int]:
    """The rows that are not to be tried yet. One query."""
    return set(models.Fault.objects.filter(work=work, retry_at__gt=Now()).values_list("row", flat=True))


def awake(work: Work, rows: Collection[int]) -> list[int]:
    """Those of the rows that may be tried now. One query, none for no rows."""
    asleep = resting(work) if rows else set()
    return [row for row in rows if row not in asleep]


def of_cohort(cohort: int) -> list[Told]:
    """What fails in a cohort, the longest first. One query."""
    watches = models.WatchUse.objects.filter(cohort=cohort).values("watch")
    return _told(Q(cohort=cohort) | Q(work=Work.COLLECT, row__in=watches))


def everywhere() -> list[Told]:
    """What fails at all, the longest first. One query."""
    return _told(Q())


def _told(where: Q) -> list[Told]:
    rows = models.Fault.objects.filter(where, last_at__gt=Now() - FORGOTTEN).order_by()
    found: dict[Work, Told] = {}
    for work, kind, n, times, since in rows.values_list("work", "kind").annotate(
        Count("pk"), Max("times"), Min("since")
    ):
        old = found.get(Work(work), Told(Work(work), 0, 0, since, ()))
        kinds = tuple(sorted({*old.kinds, kind}))
        found[old.work] = Told(old.work, old.rows + n, max(old.times, times), min(old.since, since), kinds)
    return sorted(found.values(), key=lambda one: one.since)

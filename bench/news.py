"""Judging 1,000 new activities in a cohort of 50,000 against one of 500."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from statistics import median

from bench.ground import START, Figure, cohort, posts, read_named, reading_x, scaled, seconds
from mooc.core.facts.cost import EndpointUsage
from mooc.core.facts.reading import Completeness, Reading
from mooc.core.values.span import Span
from mooc.services import checking, ingest
from mooc.store import models
from mooc.store.judging import verdicts
from mooc.store.watching import watches

LARGE, SMALL, NEWS = scaled(50_000, 1000), 500, scaled(1_000)


def figures() -> Iterator[Figure]:
    """One figure: seconds, the large cohort's over the small one's."""
    reading_x()
    numbers = count()
    small = _news(SMALL, 0, numbers)
    large = _news(LARGE, 100_000, numbers)
    small(), large()
    measured = [seconds(large) / seconds(small) for _ in range(5)]
    yield Figure(f"judge {NEWS} news in {LARGE} / in {SMALL}", median(measured), 1.3, at_most=True)


def _news(size: int, first: int, numbers: "count[int]") -> Callable[[], None]:
    row = cohort(size, 4, f"of-{size}", first)
    verdicts.open_for(row.pk, [f"c{n}" for n in range(4)])
    models.Verdict.objects.filter(member__cohort=row).update(judged_version=1, input_version=1)
    read = read_named("search_tag")
    watch = models.Watch.objects.create(
        network="x", read=read.name, subject=row.name, since=START, until=START + timedelta(days=28), due_at=START
    )
    models.WatchUse.objects.create(watch=watch, cohort=row, challenge="c2", since=START, until=watch.until)
    models.Coverage.objects.create(watch=watch, start=START, end=START + timedelta(minutes=1))

    def work() -> None:
        number = next(numbers)
        models.Watch.objects.filter(pk=watch.pk).update(due_at=START)
        claimed = watches.claim(watch.pk, START)
        assert claimed
        facts = tuple(posts(NEWS, SMALL, number * NEWS, first))
        covered = Span(START, START + timedelta(days=1, minutes=number))
        ingest.store_watch_reading(
            claimed,
            read,
            Reading(facts, completeness=Completeness(covered), usage=(EndpointUsage("read", 10),)),
            covered.end,
        )
        while checking.judge_due(row.pk, covered.end):
            pass

    return work

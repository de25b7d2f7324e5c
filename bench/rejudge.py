"""Judging everything again against reading the same rows through the ORM.

A course of ten weeks with four challenges each, all of it covered; a hundred things have happened to each member.
"""

from collections.abc import Iterator
from datetime import timedelta

from bench.ground import START, Figure, cohort, fill, scaled, seconds, x_reads
from mooc.core.judging.judge import judge
from mooc.store import models
from mooc.store.judging import evaluation_batch
from mooc.store.judging.verdicts import BATCH

MEMBERS, CHALLENGES, EACH = scaled(10_000), 40, 100
END = START + timedelta(weeks=CHALLENGES // 4)


def figures() -> Iterator[Figure]:
    """One figure: seconds, ours over the ORM's, taken in turn for every 200 members and their share of the log."""
    row = cohort(MEMBERS, CHALLENGES)
    fill(MEMBERS * EACH, MEMBERS, every=(END - START) / EACH)
    for read, subject in (("search_tag", "mooc"), ("followers", "host"), ("replies_to", "host"), ("standing", "")):
        watch = models.Watch.objects.create(network="x", read=read, subject=subject, since=START, until=END)
        models.Coverage.objects.create(watch=watch, start=START, end=END)
    judging, reading = 0.0, 0.0
    members = list(models.Member.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, MEMBERS, BATCH):
        batch = members[first : first + BATCH]
        judging += seconds(lambda batch=batch: _judge(row.pk, batch))  # type: ignore[misc]
        reading += seconds(lambda first=first, batch=batch: _read(first * EACH, len(batch) * EACH))  # type: ignore[misc]
    yield Figure(f"judge {MEMBERS}x{CHALLENGES} over {MEMBERS * EACH} / ORM read", judging / reading, 3, at_most=True)


def _judge(cohort: int, batch: list[int]) -> None:
    evaluations = evaluation_batch.load(cohort, set(batch), {"x": x_reads()})
    for member in batch:
        for challenge in evaluations.course.challenges():
            judge(challenge, evaluations.course.version, evaluations.scene(member, challenge.challenge, END))


def _read(first: int, count: int) -> None:
    activities = models.Activity.objects.filter(pk__gt=first, pk__lte=first + count).order_by("pk")
    for _ in activities.iterator(chunk_size=2000):
        pass

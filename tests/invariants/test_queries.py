"""The number of queries is the same for ten members and for a thousand."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from django.db import connection
from django.test.utils import CaptureQueriesContext

from mooc.services import checking
from mooc.store import models
from mooc.store.courses import courses
from tests.databases import undone, vacuum
from tests.invariants.env import FOLLOW_ON, HOST, HOUR, LIVE, START, Ground, watch
from tests.invariants.world import post


def _queries(work: Callable[[], object]) -> int:
    """How many; an insert of many rows, which goes in batches of some hundreds, counts as one."""
    with CaptureQueriesContext(connection) as seen:
        work()
    words = [query["sql"].split() for query in seen.captured_queries]
    return len([head for head, _ in groupby(found[2] if found[0] == "INSERT" else id(found) for found in words)])


def _drain(cohort: int, now: datetime) -> None:
    while checking.judge_due(cohort, now):
        pass


def _counted(ground: Ground, people: int) -> dict[str, int]:
    """Queries of each step, from a class that has just opened to one in which everybody has done everything."""
    stage = ground.stage(LIVE, FOLLOW_ON, people=people)
    courses.load.cache_clear()
    ids = list(models.Account.objects.filter(user__isnull=False).values_list("external_id", flat=True))
    counted = {
        "open": _queries(lambda: checking.due(START)),
        "first": _queries(lambda: checking.judge_due(stage.cohort.pk, START)),
    }
    _drain(stage.cohort.pk, START)
    counted["due"] = _queries(lambda: checking.due(START))
    ground.world.posts = [post(f"{pk}-{n}", pk, START) for pk in ids for n in (1, 2)]
    ground.world.followers[HOST] = ids
    for read in ("tag", "followers"):
        pk = watch(read).pk
        counted[f"collect {read}"] = _queries(lambda pk=pk: checking.collect(pk, START + HOUR))  # type: ignore[misc]
    counted["judge"] = _queries(lambda: checking.judge_due(stage.cohort.pk, START + HOUR))
    _drain(stage.cohort.pk, START + HOUR)
    assert models.Receipt.objects.count() == 2 * people, "everybody has done everything"
    ground.world.followers[HOST] = []
    models.Watch.objects.update(due_at=START)
    counted["collect unfollows"] = _queries(lambda: checking.collect(watch("followers").pk, START + 2 * HOUR))
    counted["take back"] = _queries(lambda: checking.judge_due(stage.cohort.pk, START + 2 * HOUR))
    return counted


def test_the_number_of_queries_does_not_grow_with_the_members(world: Ground, transactional_db: None) -> None:
    vacuum(connection)
    with undone():
        few = _counted(Ground(world.world), 10)
    with undone():
        world.world.__init__()  # type: ignore[misc]
        many = _counted(world, 1000)
    assert many == few
    assert max(few.values()) < 40, few

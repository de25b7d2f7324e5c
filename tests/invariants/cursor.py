"""3. The cursor moves in the transaction that stores what it covers."""

import pytest

from mooc.services import checking
from mooc.store import models
from mooc.store.judging import dirty_pairs
from tests.building.work import work
from tests.invariants.env import HOUR, LATER, LIVE, START, Ground, dies, verdict, watch
from tests.invariants.world import post


def i3_when_storing_fails_the_cursor_has_not_moved(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    work(START + HOUR)
    ground.world.posts = [post(n, "11", START + HOUR * (1 + n / 10)) for n in (1, 2)]
    pk = watch("tag").pk
    before = _seen(pk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dirty_pairs, "mark_dirty", _power_cut)
        with pytest.raises(ZeroDivisionError):
            checking.collect(pk, LATER)
    assert _seen(pk) == before
    dies()
    work(LATER)
    assert verdict(stage, "ada").answer == "met"


def i3_facts_coverage_and_cursor_move_together(ground: Ground) -> None:
    ground.stage(LIVE)
    work(START + HOUR)
    ground.world.posts = [post(1, "11", START + HOUR)]
    pk = watch("tag").pk
    work(LATER)
    cursor, covered, facts, looks = _seen(pk)
    assert (cursor, covered, facts) == (LATER.isoformat(), [LATER], 1)
    assert looks >= 2


def _power_cut(*args: object) -> tuple[int, ...]:
    raise ZeroDivisionError


def _seen(pk: int) -> tuple[str, list[object], int, int]:
    row = models.Watch.objects.get(pk=pk)
    ends = list(row.coverage.order_by("end").values_list("end", flat=True))
    return row.cursor, list(ends), models.Activity.objects.count(), row.polls.count()

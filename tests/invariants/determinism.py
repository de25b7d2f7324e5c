"""6. Same log, same rule version, same moment: same verdict, byte for byte."""

import random
from collections.abc import Collection
from datetime import timedelta

import pytest

from mooc.core.facts.activity import Activity
from mooc.services.operations.rechecking import recheck
from mooc.store import models
from mooc.store.judging import evaluation_batch
from mooc.store.log import activities
from tests.building.work import work
from tests.invariants.env import FOLLOW, FOLLOW_ON, HOST, HOUR, LATER, LIVE, START, Ground, judged_anew
from tests.invariants.world import post


def i6_the_order_of_arrival_does_not_show(ground: Ground) -> None:
    stage = ground.stage(LIVE, FOLLOW)
    ground.world.posts = [post(n, "11", START + n * timedelta(minutes=7)) for n in range(5)]
    ground.world.followers[HOST] = ["11"]
    work(LATER)
    wanted = judged_anew(stage.cohort.pk)
    touching = activities.touching
    for seed in range(5):

        def shuffled(accounts: Collection[activities.AccountKey], seed: int = seed) -> list[Activity]:
            return random.Random(seed).sample(found := touching(accounts), len(found))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(evaluation_batch, "touching", shuffled)
            assert judged_anew(stage.cohort.pk) == wanted


def i6_rechecking_finds_nothing_that_differs(ground: Ground) -> None:
    stage = ground.stage(LIVE, FOLLOW_ON)
    ground.world.posts = [post(n, "11", START + n * HOUR / 2) for n in (1, 2)]
    ground.world.followers[HOST] = ["12"]
    for hours in range(1, 5):
        work(START + hours * HOUR)
    assert list(recheck(stage.cohort.pk)) == []
    assert models.Receipt.objects.count() == 2


def i6_a_receipt_that_was_changed_is_noticed(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    work(START + HOUR)
    kept = models.Receipt.objects.get()
    kept.body["facts"] = kept.body["facts"][:1] * 2
    kept.save()
    assert [found.rejudged for found in recheck(stage.cohort.pk)] == ["tampered"]

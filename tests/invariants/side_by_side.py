"""2. Actors take ids, may run twice, late, or side by side."""

import pytest
from django.db import IntegrityError

from mooc.core.judging.credit import Credit
from mooc.core.judging.evaluate import evaluate
from mooc.services import checking, networks
from mooc.store import models
from mooc.store.database.leases import LostLease
from mooc.store.judging import evaluation_batch, verdicts
from mooc.store.log import activities
from mooc.store.watching import watches
from tests.building.work import work
from tests.invariants.env import FOLLOW, HOST, HOUR, LATER, LIVE, START, Ground, dies, verdict, watch
from tests.invariants.world import post


def i2_one_of_two_workers_gets_a_watch(ground: Ground) -> None:
    ground.stage(LIVE)
    work(START)
    pk = watch("tag").pk
    assert watches.claim(pk, LATER)
    assert watches.claim(pk, LATER) is None


def i2_one_of_two_workers_gets_a_pair(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    checking.due(START)
    assert verdicts.claim(stage.cohort.pk, START)
    assert verdicts.claim(stage.cohort.pk, START) is None


def i2_a_message_that_comes_twice_or_late_does_nothing(ground: Ground) -> None:
    ground.stage(LIVE)
    work(START)
    pk = watch("tag").pk
    assert checking.collect(pk, LATER)
    asked = len(ground.world.asked)
    assert checking.collect(pk, LATER) is None
    assert len(ground.world.asked) == asked


def i2_who_lost_the_lease_of_a_watch_stores_nothing(ground: Ground) -> None:
    ground.stage(LIVE)
    work(START)
    ground.world.posts = [post(1, "11", START)]
    pk = watch("tag").pk
    looks = models.Poll.objects.count()

    def taken_over(question: object) -> None:
        dies()
        assert watches.claim(pk, LATER)

    ground.world.before_answer = taken_over
    assert checking.collect(pk, LATER) is None
    assert not models.Activity.objects.exists()
    assert models.Poll.objects.exclude(trouble="lost").count() == looks, "but for what it has cost"


def i2_who_lost_the_lease_of_a_pair_stores_nothing(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    work(START + HOUR)
    models.Verdict.objects.update(input_version=9)
    late = verdicts.claim(stage.cohort.pk, LATER)
    assert late
    dies()
    models.Verdict.objects.update(attempts=0)
    assert verdicts.claim(stage.cohort.pk, LATER)
    with pytest.raises(LostLease):
        verdicts.store(late, _credits_of_nothing(late), verdicts.JudgedBy(LATER, "v", {"c1": "live_post/1"}))
    assert verdict(stage, "ada").answer == "met"


def _credits_of_nothing(batch: verdicts.Batch) -> dict[int, Credit]:
    known = evaluation_batch.load(batch.cohort, {pair.member for pair in batch.pairs}, networks.tables())
    found = {}
    for pair in batch.pairs:
        challenge, scene = known.course.challenge(pair.challenge), known.scene(pair.member, pair.challenge, LATER)
        _, found[pair.row] = evaluate(challenge, known.course.version, pair.previous, scene)
    return found


def i2_a_fact_that_another_worker_stores_meanwhile_is_stored_once(ground: Ground) -> None:
    fact = post(1, "11", START)
    to_row, raced = activities._to_row, []

    def after_the_other(one: object) -> models.Activity:
        if not raced:
            raced.append(True)
            to_row(fact).save(force_insert=True)
        return to_row(fact)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(activities, "_to_row", after_the_other)
        try:
            activities.add("x", [fact])
        except IntegrityError as error:
            raise AssertionError("looked first, wrote later") from error
    assert raced
    assert models.Activity.objects.count() == 1


def i2_the_same_reading_twice_adds_nothing(ground: Ground) -> None:
    stage = ground.stage(LIVE, FOLLOW)
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    ground.world.followers[HOST] = ["11"]
    work(START + HOUR)
    before = _all_that_counts()
    models.Watch.objects.update(cursor="", due_at=LATER)
    models.Verdict.objects.update(input_version=9)
    work(LATER)
    assert _all_that_counts() == before
    assert models.Member.objects.get(pk=stage.learners["ada"]).points == 20


def _all_that_counts() -> list[int]:
    return [model.objects.count() for model in (models.Activity, models.Receipt, models.Verdict, models.AuditEntry)]


def i2_opening_twice_makes_one_row_for_each(ground: Ground) -> None:
    stage = ground.stage(LIVE, LIVE)
    verdicts.open_for(stage.cohort.pk, ["c1"])
    verdicts.open_for(stage.cohort.pk, ["c1", "c2"])
    verdicts.open_for(stage.cohort.pk, ["c1", "c2"])
    assert models.Verdict.objects.count() == 4

"""5. A pass is taken back only where the challenge says that it must hold, and only on positive evidence."""

from django.db.models import F

from mooc.core.facts.reconcile import gone_activity
from mooc.store import models
from mooc.store.log import activities
from tests import histories
from tests.building.work import work
from tests.invariants.env import FOLLOW, FOLLOW_ON, HOST, HOUR, LATER, LIVE, OUTAGE, START, Ground, verdict
from tests.invariants.world import post


def i5_an_outage_takes_nothing_back(ground: Ground) -> None:
    stage = ground.stage(FOLLOW_ON, LIVE)
    ground.world.followers[HOST] = ["11"]
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    work(START + HOUR)
    assert models.Receipt.objects.count() == 2
    ground.world.trouble = {"tag": OUTAGE, "followers": OUTAGE, "standing": OUTAGE}
    work(LATER)
    models.Verdict.objects.update(input_version=9)
    work(LATER + HOUR)
    assert (verdict(stage, "ada", "c1").answer, verdict(stage, "ada", "c2").answer) == ("met", "met")
    assert models.Receipt.objects.count() == 2


def i5_no_deletion_takes_back_what_need_not_hold(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    work(START + HOUR)
    activities.add("x", [gone_activity(fact, LATER) for fact in ground.world.posts])
    for moment, trouble in ((LATER, {"tag": OUTAGE}), (LATER + HOUR, {}), (LATER + 2 * HOUR, {})):
        ground.world.trouble = trouble
        models.Verdict.objects.update(input_version=F("judged_version") + 1)
        work(moment)
        assert verdict(stage, "ada").answer == "met"
        assert models.Receipt.objects.count() == 1
    assert any(change.trouble == "evidence_gone" for change in histories.changes()), "it was seen, though"


def i5_an_answer_cut_short_takes_nothing_back(ground: Ground) -> None:
    stage = ground.stage(FOLLOW_ON)
    ground.world.followers[HOST] = ["11", "12"]
    work(START + HOUR)
    ground.world.short = {"followers"}
    work(LATER)
    models.Verdict.objects.update(input_version=9)
    work(LATER + HOUR)
    assert stage.answers() == {"ada": "met", "bob": "met"}
    assert not models.Activity.objects.filter(kind="gone").exists()


def i5_an_unfollow_takes_back_only_what_must_hold(ground: Ground) -> None:
    stage = ground.stage(FOLLOW_ON, FOLLOW)
    ground.world.followers[HOST] = ["11"]
    work(START + HOUR)
    ground.world.followers[HOST] = []
    work(LATER)
    assert verdict(stage, "ada", "c1").answer == "not_yet"
    assert verdict(stage, "ada", "c2").answer == "met"
    assert list(models.Receipt.objects.values_list("challenge", flat=True)) == ["c2"]
    assert models.Member.objects.get(pk=stage.learners["ada"]).points == 10

"""9. Text of others is borrowed."""

from django.core.serializers.json import DjangoJSONEncoder

from mooc.core.evidence.verdict import Answer
from mooc.core.judging.receipt import receipt_from_json, rejudge
from mooc.services.operations.rechecking import recheck
from mooc.store import models
from tests.building.work import work
from tests.invariants.env import HOUR, LATER, LIVE, START, Ground, judged_anew, verdict
from tests.invariants.world import post


def i9_without_any_text_every_receipt_and_verdict_stands(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    work(START + HOUR)
    erased, _ = models.Text.objects.all().delete()
    assert erased == 2, "there was something to erase"
    assert list(recheck(stage.cohort.pk)) == []
    for body, digest in models.Receipt.objects.values_list("body", "digest"):
        assert rejudge(receipt_from_json(body, digest)).answer is Answer.MET
    before = judged_anew(stage.cohort.pk)
    assert b'"met"' in before
    work(LATER)
    assert verdict(stage, "ada").answer == "met"


def i9_nothing_that_outlives_a_text_holds_it(ground: Ground) -> None:
    ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    work(START + HOUR)
    kept = [
        *models.Receipt.objects.values_list("body", flat=True),
        *models.Verdict.objects.values_list("finding", flat=True),
    ]
    assert kept
    assert "text of" not in DjangoJSONEncoder().encode(kept)


def i9_of_strangers_no_text_is_kept(ground: Ground) -> None:
    ground.stage(LIVE)
    ground.world.posts = [post(1, "11", START), post(2, "a stranger", START)]
    work(START + HOUR)
    assert list(models.Text.objects.values_list("body", flat=True)) == ["text of 1"]
    assert models.Activity.objects.count() == 2

"""What is stored and can no longer be read is judged again, and stops nobody beside it."""

import pytest

from mooc.services import checking
from mooc.services.operations import rejudging
from mooc.services.operations.rechecking import recheck
from mooc.store import models
from mooc.store.judging import lost_evidence
from mooc.store.progress import progress
from tests.building.work import work
from tests.invariants.env import HOUR, LIVE, START, Ground, history, verdict
from tests.invariants.world import post

BODY = {"answer": "perhaps"}
NOW = START + 2 * HOUR


def test_it_is_judged_again_with_the_others(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    work(START + HOUR)
    row = verdict(stage, "bob")
    before = row.finding, row.answer
    assert models.Verdict.objects.filter(pk=row.pk).update(finding=BODY)
    assert progress.verdicts(stage.learners["bob"])["c1"].checking
    rejudging.rejudge_unreadable()
    ground.world.posts = [post(n, "11", START + 3 * HOUR / 2) for n in range(2)]
    work(NOW)
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}
    assert (verdict(stage, "bob").finding["answer"], verdict(stage, "bob").answer) == ("not_yet", before[1])
    assert history(stage, "bob") == ["cant_tell", "not_yet"], "no new answer, no new line"


@pytest.mark.parametrize("settled", [True, False])
def test_a_pass_stays_a_pass(ground: Ground, settled: bool) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in range(2)]
    work(START + HOUR)
    version = verdict(stage, "ada").judged_version
    assert models.Verdict.objects.filter(answer="met").update(finding=BODY, settled=settled) == 1
    assert progress.verdicts(stage.learners["ada"])["c1"].answer == "met"
    rejudging.rejudge_unreadable()
    assert verdict(stage, "ada").input_version == version + (not settled)
    if settled:
        assert not checking.judge_due(stage.cohort.pk, NOW)
        assert (verdict(stage, "ada").answer, models.Receipt.objects.count()) == ("met", 1)
        return
    assert checking.judge_due(stage.cohort.pk, NOW)
    assert verdict(stage, "ada").finding["answer"] == "met"
    assert models.Receipt.objects.count() == 1
    assert history(stage, "ada").count("met") == 1


def test_a_post_that_ended_finds_a_pass_that_cannot_be_read(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in range(2)]
    work(START + HOUR)
    assert models.Verdict.objects.filter(answer="met").update(finding=BODY) == 1
    row = verdict(stage, "ada")
    assert not lost_evidence._drop_evidence(row)
    assert row.finding == BODY


@pytest.mark.parametrize("spoil", ["receipt", "fact"])
def test_recheck_goes_on_and_names_it(ground: Ground, spoil: str) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, who, START) for n, who in enumerate(("11", "11", "12"))]
    work(START + HOUR)
    assert list(recheck(stage.cohort.pk)) == []
    if spoil == "receipt":
        assert models.Receipt.objects.update(body=["no", "receipt"])
        expected = (stage.learners["ada"], "c1", "receipt", "tampered")
    else:
        assert models.Activity.objects.filter(actor="12").update(kind="bogus")
        expected = (stage.learners["bob"], "c1", "not_yet", "unreadable")
    assert [tuple(one) for one in recheck(stage.cohort.pk)] == [expected]

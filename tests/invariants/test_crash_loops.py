"""What kills whoever touches it is left alone after five times, said to be so, and holds up nobody else."""

import pytest

from mooc.core.evidence.scene import Scene
from mooc.core.evidence.verdict import Verdict
from mooc.core.facts.questions import Question
from mooc.core.judging import evaluate
from mooc.services import checking
from mooc.store import models
from mooc.store.database.leases import MAX_ATTEMPTS
from tests.building.classes import Stage
from tests.building.work import work
from tests.invariants.env import HOUR, LATER, LIVE, START, Ground, dies, forget_hints, history, verdict, watch
from tests.invariants.world import post


class WorkerKilled(BaseException):
    """Stands for the death of the process: nothing of ours catches it."""


@pytest.fixture
def killed(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> tuple[Stage, list[str]]:
    """A cohort in which whoever judges bob dies; and a list of those deaths."""
    stage = ground.stage(LIVE, people=10)
    judge, deaths = evaluate.judge, list[str]()

    def judging(challenge: object, version: str, scene: Scene) -> Verdict:
        if scene.member == str(stage.learners["bob"]):
            deaths.append(scene.member)
            raise WorkerKilled
        return judge(challenge, version, scene)  # type: ignore[arg-type]

    monkeypatch.setattr(evaluate, "judge", judging)
    return stage, deaths


def _judge_until_quiet(cohort: int, rounds: int = 60) -> None:
    for _ in range(rounds):
        try:
            if not checking.judge_due(cohort, START):
                return
        except WorkerKilled:
            dies()
    raise AssertionError("there is no end to it")


def test_a_pair_that_kills_its_workers_is_given_up_and_the_others_are_judged(killed: tuple[Stage, list[str]]) -> None:
    stage, deaths = killed
    checking.due(START)
    _judge_until_quiet(stage.cohort.pk)
    assert len(deaths) == MAX_ATTEMPTS
    row = verdict(stage, "bob")
    assert (row.answer, row.trouble) == ("cant_tell", "crashing")
    assert history(stage, "bob") == ["cant_tell"]
    others = models.Verdict.objects.exclude(pk=row.pk)
    assert others.count() == 9
    assert not others.filter(judged_at=None).exists()


def test_with_the_next_news_it_is_tried_once_more(
    killed: tuple[Stage, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, deaths = killed
    checking.due(START)
    _judge_until_quiet(stage.cohort.pk)
    models.Verdict.objects.update(input_version=9)
    _judge_until_quiet(stage.cohort.pk)
    assert len(deaths) == MAX_ATTEMPTS + 1
    assert history(stage, "bob") == ["cant_tell"], "no new answer, no new line"
    monkeypatch.undo()


def test_a_pass_is_kept_though_its_judging_crashes(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START) for n in (1, 2)]
    work(START + HOUR)
    models.Verdict.objects.update(input_version=9)

    def kill(*what: object) -> Verdict:
        raise WorkerKilled

    monkeypatch.setattr(evaluate, "judge", kill)
    _judge_until_quiet(stage.cohort.pk)
    assert stage.answers() == {"ada": "met", "bob": "cant_tell"}
    assert models.Receipt.objects.count() == 1


def test_a_watch_that_kills_its_workers_waits_and_says_so(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    work(START + HOUR)

    def kill(question: Question) -> None:
        raise WorkerKilled

    ground.world.before_answer = kill
    pk, asked = watch("tag").pk, len(ground.world.asked)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(WorkerKilled):
            checking.collect(pk, LATER)
        dies()
    assert checking.collect(pk, LATER), "it is not asked any more"
    assert len(ground.world.asked) == asked + MAX_ATTEMPTS
    assert watch("tag").trouble == "crashing"
    assert (watch("tag").due_at, watch("tag").reason) == (None, "killed")
    assert watch("tag").parked_at
    checking.judge_due(stage.cohort.pk, LATER)
    assert (verdict(stage, "bob").answer, verdict(stage, "bob").trouble) == ("cant_tell", "crashing")
    _it_heals(ground, stage)


def _it_heals(ground: Ground, stage: Stage) -> None:
    """Released, it is tried again; and when that goes well, all is well."""
    ground.world.before_answer = lambda question: None
    models.Watch.objects.filter(read="tag").update(due_at=LATER)
    forget_hints()
    work(LATER + HOUR)
    assert verdict(stage, "bob").answer == "not_yet"
    assert (watch("tag").attempts, watch("tag").trouble, watch("tag").parked_at) == (0, "", None)

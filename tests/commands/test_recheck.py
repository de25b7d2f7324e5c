"""`mooc recheck` finds what was changed by hand, and nothing else."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner, Result

from mooc.commands.recheck import app
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.store import models
from tests.building.classes import START, Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import work
from tests.services.test_checking import HOUR, LIVE, Told, post


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    network = Told()
    only_networks(monkeypatch, network)
    return network


@pytest.fixture
def stage(db: None, told: Told) -> Stage:
    """Ada has met it, Bob has not yet."""
    stage = Stage(a_course(LIVE))
    stage.learner("ada", "11")
    stage.learner("bob", "12")
    told.posts = [post(1, "11", START + HOUR), post(2, "11", START + 2 * HOUR), post(3, "12", START + HOUR)]
    work(START)
    work(START + 3 * HOUR)
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}
    return stage


def rechecked(*names: str) -> Result:
    return CliRunner().invoke(app, list(names))


def line(result: Result, name: str) -> list[str]:
    """What is said of the one pair that differs."""
    assert result.exit_code == 1
    (found,) = [line.split() for line in result.stdout.splitlines()[1:]]
    assert found[2] == name
    return found[3:]


def test_nothing_differs_however_much_later_it_is(stage: Stage) -> None:
    result = rechecked()
    assert (result.exit_code, result.stdout) == (0, "Judged again: nothing differs.\n")


def test_an_outage_since_then_is_no_difference(stage: Stage, told: Told) -> None:
    told.trouble = Trouble(TroubleKind.SERVER_ERROR)
    work(START + 4 * HOUR)
    assert stage.answers() == {"ada": "met", "bob": "cant_tell"}
    assert rechecked().exit_code == 0


def test_a_verdict_changed_by_hand(stage: Stage) -> None:
    models.Verdict.objects.filter(member=stage.learners["bob"]).update(answer="cant_tell")
    assert line(rechecked(), "bob") == ["c1", "cant_tell", "not_yet"]


def test_a_pass_given_by_hand(stage: Stage) -> None:
    models.Verdict.objects.filter(member=stage.learners["bob"]).update(answer="met", settled=True)
    assert line(rechecked(), "bob") == ["c1", "met", "no", "receipt"]


def test_a_pass_taken_by_hand(stage: Stage) -> None:
    models.Verdict.objects.filter(member=stage.learners["ada"]).update(answer="not_yet")
    assert line(rechecked(), "ada") == ["c1", "not_yet", "met"]


def test_a_tampered_receipt(stage: Stage) -> None:
    receipt = models.Receipt.objects.get(member=stage.learners["ada"])
    receipt.body["facts"][0]["at"] = (START + timedelta(minutes=1)).isoformat()
    receipt.save()
    assert line(rechecked(stage.cohort.name), "ada") == ["c1", "receipt", "tampered"]


def test_a_lost_receipt(stage: Stage) -> None:
    models.Receipt.objects.filter(member=stage.learners["ada"]).delete()
    assert line(rechecked(), "ada") == ["c1", "met", "no", "receipt"]


def test_what_is_about_to_be_judged_anyway_is_left_out(stage: Stage) -> None:
    models.Verdict.objects.filter(member=stage.learners["bob"]).update(answer="met", input_version=99)
    assert rechecked().exit_code == 0


def test_nothing_is_changed_by_looking(stage: Stage) -> None:
    models.Verdict.objects.filter(member=stage.learners["bob"]).update(answer="cant_tell")
    rechecked()
    assert stage.answers() == {"ada": "met", "bob": "cant_tell"}


def test_a_cohort_that_there_is_not(stage: Stage) -> None:
    result = rechecked("nowhere")
    assert result.exit_code == 2
    assert f"there is no cohort 'nowhere'; there are: {stage.cohort.name}" in result.stderr

"""`mooc cohort budget`: the forecast before opening, the cap, what is spent, and a network that is asked again."""

from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mooc.commands.cohort.command import app
from mooc.runtime import clocks
from mooc.runtime.clocks import PlayedClock
from mooc.store import models
from mooc.store.spending import provider_suspensions
from tests.building.classes import START, Stage, a_course
from tests.building.networks import only_networks
from tests.services.test_checking import LIVE, Told

COURSE = """\
course: small
title: {en: Small steps}
hashtag: mooc
pace: self_paced
lists: [host]
units:
  - unit: one
    title: {en: One}
    challenges:
      - {challenge: live, title: {en: L}, brief: b.md, check: {live_post: {tag: "{hashtag}", at_least: 2, moments: 1}}}
"""


@pytest.fixture(autouse=True)
def network(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    only_networks(monkeypatch, told)
    monkeypatch.setattr(clocks, "_current", PlayedClock(START))


@pytest.fixture
def stage() -> Stage:
    stage = Stage(a_course(LIVE))
    stage.learner("ada", "11")
    return stage


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args))


def test_a_new_cohort_is_told_its_price_and_a_cap(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "course.yaml").write_text(COURSE)
    (folder / "b.md").write_text("Do it.")
    said = run(
        "create", str(folder), "--start", "2026-11-02", "--zone", "Europe/Paris", "--network", "x", "--list", "host="
    )
    assert said.exit_code == 0, said.output
    assert "x: " in said.output and "with 100 learners, as forecast" in said.output
    assert "a cap for that: mooc cohort budget small --network x --usd" in said.output
    assert models.Cohort.objects.filter(name="small").exists(), "it refuses nothing"


def test_the_cap_is_set_and_shown_beside_what_is_spent(stage: Stage) -> None:
    said = run("budget", stage.cohort.name, "--network", "x", "--usd", "20")
    assert said.exit_code == 0, said.output
    models.Budget.objects.update(spent_usd=Decimal("17"), spent_requests=900, step="link")
    shown = run("budget", stage.cohort.name).output
    assert "900 requests, $17.00" in shown and "$20.00" in shown and "85%" in shown and "link" in shown
    assert "for 1" in shown, "as many learners as there are"
    assert "for 1000" in run("budget", stage.cohort.name, "--learners", "1000").output
    run("budget", stage.cohort.name, "--network", "x", "--requests", "5000")
    row = models.Budget.objects.get()
    assert (row.cap_usd, row.cap_requests) == (20, 5000), "what is not typed stays"
    run("budget", stage.cohort.name, "--network", "x", "--usd", "none")
    assert models.Budget.objects.get().cap_usd is None


@pytest.mark.parametrize(
    ("args", "option"),
    [
        (("--network", "myspace", "--usd", "1"), "--network"),
        (("--usd", "1"), "--network"),
        (("--network", "x", "--usd", "-1"), "--usd"),
        (("--network", "x", "--usd", "much"), "--usd"),
        (("--network", "x", "--usd", "NaN"), "--usd"),
        (("--network", "x", "--usd", "1.005"), "--usd"),
        (("--network", "x", "--requests", "1e3"), "--requests"),
    ],
)
def test_a_wrong_value_is_named_by_its_option(stage: Stage, args: tuple[str, ...], option: str) -> None:
    said = run("budget", stage.cohort.name, *args)
    assert said.exit_code == 2
    assert option in said.output
    assert not models.Budget.objects.exists()


def test_a_cohort_that_there_is_not(stage: Stage) -> None:
    assert run("budget", "nowhere").exit_code == 2


def test_an_operator_lets_a_network_be_asked_again(stage: Stage) -> None:
    provider_suspensions.suspend("x")
    assert "no credit there" in run("budget", stage.cohort.name).output
    assert "x is asked again." in run("resume", "x").output
    assert "Nothing had stopped x." in run("resume", "x").output

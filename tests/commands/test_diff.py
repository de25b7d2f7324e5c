"""`mooc diff` says what changed and for whom, and writes nothing; `mooc cohort move` does it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from mooc.commands import diff
from mooc.commands.cohort import command as cohort
from mooc.lessonfiles import read_course
from mooc.runtime import clocks
from mooc.runtime.clocks import PlayedClock
from mooc.store import models
from mooc.store.cohorts import cohorts
from tests.building.classes import START, Stage
from tests.building.networks import only_networks
from tests.building.work import work
from tests.services.test_checking import HOUR, Told, post

COURSE = """\
course: small
title: {{en: Small}}
hashtag: mooc
pace: self_paced
units:
  - unit: one
    title: {{en: One}}
    challenges:
      - challenge: write
        title: {{en: Write}}
        brief: b.md
        check: {{post: {{tag: "{{hashtag}}", at_least: {number}}}}}
"""


def course(folder: Path, number: int) -> Path:
    folder.mkdir()
    (folder / "course.yaml").write_text(COURSE.format(number=number), encoding="utf-8")
    (folder / "b.md").write_text("Write.\n", encoding="utf-8")
    return folder


@pytest.fixture
def stage(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Two posts are asked for, and Bob has written one."""
    network = Told()
    only_networks(monkeypatch, network)
    monkeypatch.setattr(clocks, "_current", PlayedClock(START + 4 * HOUR))
    stage = Stage(read_course(course(tmp_path / "old", 2)))
    course(tmp_path / "new", 1)
    stage.learner("bob", "12")
    network.posts = [post(3, "12", START + HOUR)]
    work(START)
    work(START + 3 * HOUR)
    assert stage.answer("bob", "write") == "not_yet"
    return stage


def ran(app: object, *args: str) -> Result:
    return CliRunner().invoke(app, list(args))  # type: ignore[arg-type]


def test_without_a_cohort_it_says_what_changed(stage: Stage, tmp_path: Path) -> None:
    result = ran(diff.app, str(tmp_path / "old"), str(tmp_path / "new"))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        '~ write: check: {"post":{"at_least":2,"tag":"{hashtag}"}} -> {"post":{"tag":"{hashtag}"}}'
    ]


def test_a_course_does_not_differ_from_itself(stage: Stage, tmp_path: Path) -> None:
    assert ran(diff.app, *[str(tmp_path / "old")] * 2).stdout == "Nothing differs.\n"


def test_with_a_cohort_it_says_for_whom(stage: Stage, tmp_path: Path) -> None:
    result = ran(diff.app, str(tmp_path / "old"), str(tmp_path / "new"), "--cohort", stage.cohort.name)
    assert result.exit_code == 0
    assert "In cohort-0: 1 verdicts would change." in result.stdout
    assert ["bob", "write", "not_yet", "met"] in [line.split() for line in result.stdout.splitlines()]
    assert stage.answer("bob", "write") == "not_yet"


def test_a_cohort_that_is_not_there_is_named(stage: Stage, tmp_path: Path) -> None:
    result = ran(diff.app, str(tmp_path / "old"), str(tmp_path / "new"), "--cohort", "south")
    assert result.exit_code == 2
    assert "cohort-0" in result.output


def test_a_course_with_errors_is_told_line_by_line(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "new" / "b.md").unlink()
    result = ran(diff.app, str(tmp_path / "old"), str(tmp_path / "new"))
    assert result.exit_code == 2
    assert "course.yaml:11:" in result.output


def test_a_cohort_moves(stage: Stage, tmp_path: Path) -> None:
    result = ran(cohort.app, "move", stage.cohort.name, str(tmp_path / "new"))
    new = read_course(tmp_path / "new")
    assert result.stdout == f"cohort-0 has moved to version {new.version[:8]} of small.\n"
    assert cohorts.get_any(stage.cohort.pk).version == new.version
    work(START + 5 * HOUR)
    assert stage.answer("bob", "write") == "met"
    again = ran(cohort.app, "move", stage.cohort.name, str(tmp_path / "new"))
    assert again.stdout == f"cohort-0 has already version {new.version[:8]} of small.\n"
    assert models.AuditEntry.objects.filter(kind="course_version_changed").count() == 1

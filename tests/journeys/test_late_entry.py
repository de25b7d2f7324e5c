"""Who joins late has time all the same, and what is watched is watched for as long."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from mooc.core.course.course import Course
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from mooc.store.judging import dirty_pairs
from mooc.store.judging.dirty_pairs import News
from mooc.store.progress import learner_progress
from tests.building.budget_env import HOUR, TAGGED, Scene, scenes
from tests.building.classes import START, WEEK, Stage, a_course

DAY = timedelta(days=1)
BACK = START + WEEK + 2 * DAY
"""When bob joins: the first and only week is over."""


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


def _course(late: str | None) -> Course:
    plain = a_course(TAGGED, pace="weekly").model_copy(update={"late_entry": late})
    return plain.model_copy(update={"version": f"{late}".rjust(64, "0")})


def _posts(name: str, at: datetime) -> Event:
    return Event(at, EventName.POST, f"{name}-{at:%d%H}", name, text=f"by {name}", tags=("mooc",))


def _stage(late: str | None) -> Stage:
    stage = Stage(_course(late))
    stage.learner("ada", "11")
    return stage


def _join(stage: Stage, at: datetime) -> None:
    stage.learner("bob", "12", linked_at=at)
    models.Member.objects.filter(pk=stage.learners["bob"]).update(joined_at=at)
    models.Cohort.objects.update(advance_at=at)
    dirty_pairs.mark_dirty(News(users=[models.Member.objects.get(pk=stage.learners["bob"]).user_id]))


@pytest.mark.django_db
class TestLateEntry:
    def _work(self, here: Scene, stage: Stage) -> None:
        for day in range(9):
            here.work(START + day * DAY + HOUR)
        _join(stage, BACK)
        for day in range(9):
            here.work(BACK + day * DAY + HOUR)

    def test_it_is_met_within_the_days_after_joining(self, scene: Callable[..., Scene]) -> None:
        here, stage = scene(_posts("ada", BACK + DAY), _posts("bob", BACK + DAY)), _stage("5d")
        self._work(here, stage)
        assert stage.answers() == {"ada": "not_yet", "bob": "met"}, "ada had her week"

    def test_and_after_these_days_it_counts_no_more(self, scene: Callable[..., Scene]) -> None:
        here, stage = scene(_posts("bob", BACK + 6 * DAY)), _stage("5d")
        self._work(here, stage)
        assert stage.answer("bob") == "not_yet", "the watch went on until then: it can be told"

    def test_without_late_entry_the_week_is_over(self, scene: Callable[..., Scene]) -> None:
        here, stage = scene(_posts("bob", BACK + DAY)), _stage(None)
        self._work(here, stage)
        assert stage.answer("bob") == "not_yet"

    def test_each_sees_a_window_of_his_or_her_own(self, scene: Callable[..., Scene]) -> None:
        here, stage = scene(), _stage("5d")
        self._work(here, stage)
        ends = {
            name: learner_progress.course_progress(stage.actor(name, BACK), pk).items[0].window.end
            for name, pk in stage.learners.items()
        }
        assert ends == {"ada": START + WEEK, "bob": BACK + 5 * DAY}

"""From what the machine has met to the points that somebody's eyes give."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from mooc.core.course.course import Course
from mooc.services.attestation import reviewing
from mooc.services.operations.rechecking import recheck
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from mooc.store.attestation import reviews
from mooc.store.attestation.reviews import APPROVED
from mooc.store.progress import cohort_progress
from tests.building.budget_env import HOUR, TAGGED, Scene, scenes
from tests.building.classes import START, Stage, a_course


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


def _course(kind: str, check: dict[str, Any] = TAGGED) -> Course:
    body = a_course(check).model_dump(mode="json")
    body["units"][0]["challenges"][0]["review"] = kind
    return Course.model_validate(body | {"version": f"{kind}{check}".encode().hex().rjust(64, "0")[:64]})


def _written(name: str, hours: int) -> Event:
    return Event(START + hours * HOUR, EventName.POST, name, name, text=f"by {name}", tags=("mooc",))


def _points(stage: Stage, name: str) -> int:
    return models.Member.objects.get(pk=stage.learners[name]).points


@pytest.mark.django_db
class TestReviews:
    def _met(self, scene: Callable[..., Scene], kind: str) -> tuple[Scene, Stage]:
        here, stage = scene(_written("ada", 1), _written("bob", 2)), Stage(_course(kind))
        stage.learner("ada", "11")
        stage.learner("bob", "12")
        mentor = stage.staff("mentor", "max")
        stage.learners["max"] = mentor.pk
        models.Mentoring.objects.create(mentor=mentor, learner_id=stage.learners["ada"])
        for hour in range(4):
            here.work(START + hour * HOUR)
        return here, stage

    def test_it_is_met_with_a_receipt_and_its_points_wait(self, scene: Callable[..., Scene]) -> None:
        here, stage = self._met(scene, "mentor")
        assert (stage.answer("ada"), stage.answer("bob")) == ("met", "met")
        assert [row.points for row in models.Receipt.objects.all()] == [0, 0]
        assert list(recheck(stage.cohort.pk)) == []
        (need,) = cohort_progress.needs(stage.actor("max", here.now), stage.cohort.pk)
        assert (need.waiting.why, need.waiting.challenge) == ("review", "c1")
        (waiting,) = reviews.waiting(stage.actor("max", here.now), stage.cohort.pk)
        assert need.waiting.since == waiting.asked_at
        reviewing.answer(stage.actor("max", here.now), waiting.id, APPROVED)
        assert (_points(stage, "ada"), _points(stage, "bob")) == (10, 0)
        assert cohort_progress.needs(stage.actor("max", here.now), stage.cohort.pk) == []

    def test_judged_again_nothing_begins_anew(self, scene: Callable[..., Scene]) -> None:
        here, _ = self._met(scene, "mentor")
        models.Verdict.objects.update(input_version=9, settled=False)
        here.work(START + 5 * HOUR)
        assert models.Review.objects.count() == 2

    def test_what_is_for_peers_is_told_to_a_mentor_after_some_days(self, scene: Callable[..., Scene]) -> None:
        here, stage = self._met(scene, "peer")
        at_once, later = (stage.actor("max", here.now + days * timedelta(days=1)) for days in (0, 4))
        reasons = {one.waiting.why for one in cohort_progress.needs(at_once, stage.cohort.pk)}
        assert "review" not in reasons
        assert "review" in {one.waiting.why for one in cohort_progress.needs(later, stage.cohort.pk)}

    def test_without_a_review_the_points_come_at_once(self, scene: Callable[..., Scene]) -> None:
        _, stage = self._met(scene, "none")
        assert _points(stage, "ada") == 10
        assert not models.Review.objects.exists()

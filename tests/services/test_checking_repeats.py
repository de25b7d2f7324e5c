"""A challenge that comes back: each turn opens in its week, has its own verdict, and its own points."""

from datetime import timedelta

import pytest

from mooc.core.course.course import Course
from mooc.core.course.repeats import expand_repeats
from mooc.store import models
from tests.building.classes import START, Stage, a_course
from tests.building.networks import only_networks
from tests.building.work import work
from tests.services.test_checking import HOUR, Told, post

WEEK = timedelta(days=7)


def weekly() -> Course:
    """Two weeks; the challenge of the first comes back in the second."""
    body = a_course({"post": {"tag": "{hashtag}"}}, {"reply": {"to": "host"}}, pace="weekly").model_dump(mode="json")
    first, second = body["units"][0]["challenges"]
    unit = body["units"][0]
    body["units"] = [
        unit | {"challenges": [first | {"repeat": 2}]},
        unit | {"unit": "two", "challenges": [second]},
    ]
    return expand_repeats(Course.model_validate(body | {"version": "a" * 64}))


@pytest.fixture
def stage(db: None, monkeypatch: pytest.MonkeyPatch) -> Stage:
    network = Told()
    network.posts = [post(1, "11", START + HOUR), post(2, "12", START + WEEK + HOUR)]
    only_networks(monkeypatch, network)
    stage = Stage(weekly())
    stage.learner("ada", "11")
    stage.learner("bob", "12")
    return stage


def test_each_is_judged_by_what_was_done_in_its_own_week(stage: Stage) -> None:
    work(START)
    work(START + 2 * HOUR)
    assert not models.Verdict.objects.filter(challenge="c1-2").exists(), "the second turn has not opened"
    assert stage.answers("c1") == {"ada": "met", "bob": "not_yet"}
    for at in (START + WEEK, START + WEEK + 2 * HOUR):
        work(at)
    assert stage.answers("c1") == {"ada": "met", "bob": "not_yet"}
    assert stage.answers("c1-2") == {"ada": "not_yet", "bob": "met"}
    points = {name: models.Member.objects.get(pk=pk).points for name, pk in stage.learners.items()}
    assert points == {"ada": 10, "bob": 10}

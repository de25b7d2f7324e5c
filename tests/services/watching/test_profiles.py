"""Who has just written a bio and opens the challenge is read at once, alone, and not when the class's turn comes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bench.classroom import work
from mooc.runtime import clocks
from mooc.services.operations.rechecking import recheck
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from mooc.store.policy.relations import Actor
from mooc.store.progress import learner_progress
from tests.building.classes import START, Stage, a_course
from tests.building.x_sandbox import XSandbox, x_sandbox

MINUTE = timedelta(minutes=1)
WRITTEN = Event(START + 60 * MINUTE, EventName.BIO, "I count birds by the sea", "ada")
TOO_SHORT = Event(START + 60 * MINUTE, EventName.BIO, "hi", "bob")


class Course:
    """A class on X, as the sandbox plays it. It is ``now``."""

    def __init__(self, stage: Stage, x: XSandbox) -> None:
        self.stage, self.x = stage, x

    def to(self, minutes: float) -> None:
        """Let time go on; nothing falls due on the way."""
        self.x.now = START + minutes * MINUTE
        clocks.use(self)
        work(self.x.now)

    def now(self) -> datetime:
        return self.x.now

    def opens(self, name: str, **headers: Any) -> str:
        """The learner opens the page of the challenge; then what is due is done. Returns the answer after that."""
        client = Client(headers=headers)
        client.force_login(models.User.objects.get(name=name))
        assert client.get(f"/cohorts/{self.stage.cohort.name}/challenges/c1/").status_code == 200
        work(self.x.now)
        return self.stage.answer(name)


@pytest.fixture
def course(db: None) -> Iterator[Course]:
    stage = Stage(a_course({"profile": {"min_words": 3}}))
    for name, account in (("ada", "11"), ("bob", "12"), ("cleo", "13")):
        stage.learner(name, account)
    with x_sandbox(WRITTEN, TOO_SHORT) as x:
        course = Course(stage, x)
        course.to(5)
        yield course
    clocks.use(clocks.SystemClock())


def test_a_profile_is_read_as_its_challenge_is_opened_and_that_of_nobody_else(course: Course) -> None:
    assert course.stage.answers() == {"ada": "not_yet", "bob": "not_yet", "cleo": "not_yet"}, (
        "all were read as it began"
    )
    course.to(62)
    before = dict(course.x.sandbox.ledger.requests)
    assert course.opens("ada") == "met"
    asked = {path: n - before.get(path, 0) for path, n in course.x.sandbox.ledger.requests.items()}
    assert {path: n for path, n in asked.items() if n} == {"users": 1}, "one request, about one account"
    assert course.stage.answers() == {"ada": "met", "bob": "not_yet", "cleo": "not_yet"}
    assert list(recheck(course.stage.cohort.pk)) == []


def test_what_was_read_on_demand_supports_a_not_yet_of_now(course: Course) -> None:
    course.to(62)
    assert course.opens("bob") == "not_yet"
    row = models.Verdict.objects.get(member=course.stage.learners["bob"])
    assert row.as_of is not None and row.as_of > START + 60 * MINUTE
    cleo = models.Verdict.objects.get(member=course.stage.learners["cleo"])
    assert cleo.as_of is not None and cleo.as_of < START + 60 * MINUTE, "of whom nothing new was asked"


def test_it_is_not_read_again_and_again(course: Course) -> None:
    course.to(10)
    course.opens("ada")
    sent = sum(course.x.sandbox.ledger.requests.values())
    course.to(40)
    course.opens("ada")
    assert sum(course.x.sandbox.ledger.requests.values()) == sent, "X is paid: once an hour at most"
    course.to(71)
    assert course.opens("ada") == "met"
    assert sum(course.x.sandbox.ledger.requests.values()) == sent + 1


def test_a_page_that_asks_for_news_by_itself_reads_nothing(course: Course) -> None:
    course.to(62)
    sent = sum(course.x.sandbox.ledger.requests.values())
    assert course.opens("ada", HX_Request="true") == "not_yet"
    assert sum(course.x.sandbox.ledger.requests.values()) == sent


def test_nor_does_anybody_elses_page(course: Course) -> None:
    course.to(62)
    ada, bob = course.stage.learners["ada"], models.User.objects.get(name="bob")
    sent = sum(course.x.sandbox.ledger.requests.values())
    client = Client()
    client.force_login(bob)
    assert client.get(f"/cohorts/{course.stage.cohort.name}/learners/{ada}/c1/").status_code == 404
    learner_progress.course_progress(Actor(models.User.objects.get(name="ada").pk, False, course.x.now), ada)
    work(course.x.now)
    assert sum(course.x.sandbox.ledger.requests.values()) == sent

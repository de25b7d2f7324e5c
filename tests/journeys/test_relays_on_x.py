"""Who has passed on whose post: one question goes among all posts, and each post is covered on its own."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from fixtures.sandbox import Endpoint, Fault
from fixtures.sandbox.wire import Wire
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from tests import histories
from tests.building.classes import START, WEEK, Stage, a_course
from tests.building.x_sandbox import HOUR, XSandbox, x_sandbox

RELAY = {"relay": {"at_least": 1, "by": "outside_cohort", "tag": "{hashtag}"}}


class School:
    """ada and bob, whose posts are to be passed on. ``counted``: how many posts each request for counts named."""

    def __init__(self, x: XSandbox) -> None:
        self.x, self.counted = x, list[int]()
        self.stage = Stage(a_course(RELAY))
        self.stage.learner("ada", "11")
        self.stage.learner("bob", "12")
        serve = x.sandbox.answer

        def answer(endpoint: Endpoint, subject: str, params: dict[str, str], token: str) -> Wire | None:
            if endpoint.name == "tweets":
                self.counted.append(len(params["ids"].split(",")))
            return serve(endpoint, subject, params, token)

        x.sandbox.answer = answer  # type: ignore[method-assign,assignment]

    def post(self, name: str, by: str, at: datetime) -> None:
        self.x.happens(Event(at, EventName.POST, name, by, f"what {name} says", ("mooc",)))

    def repost(self, name: str, by: str, at: datetime) -> None:
        self.x.happens(Event(at, EventName.REPOST, name, by))

    def play_to(self, moment: datetime) -> None:
        self.x.play((moment - START) / HOUR)


@pytest.fixture
def school(db: None) -> Iterator[School]:
    with x_sandbox() as x:
        yield School(x)


def test_only_the_post_that_was_passed_on_is_listed_and_then_no_longer_asked_about(school: School) -> None:
    school.post("a", "ada", START + HOUR)
    school.post("b", "bob", START + HOUR)
    school.play_to(START + 3 * HOUR)
    assert school.stage.answers() == {"ada": "not_yet", "bob": "not_yet"}
    school.repost("a", "zoe", START + 3.5 * HOUR)
    school.play_to(START + 8 * HOUR)
    assert school.stage.answers() == {"ada": "met", "bob": "not_yet"}
    assert school.x.sandbox.ledger.requests["retweeted_by"] == 1
    assert (school.counted[0], school.counted[-1]) == (2, 1), "once it is met, a post is left alone"


def test_of_a_post_that_is_new_it_is_known_that_nobody_has_passed_it_on(school: School) -> None:
    school.post("b", "bob", START + HOUR)
    school.play_to(START + 2.5 * HOUR)
    school.post("a", "ada", school.x.now)
    school.play_to(START + 3.2 * HOUR)
    row = models.Verdict.objects.get(member=school.stage.learners["ada"])
    assert (row.answer, row.as_of) == ("not_yet", START + 2.5 * HOUR)
    assert models.WatchItem.objects.get(author="11").seen_until is None, "it has not been looked at yet"


def test_while_a_list_fails_nothing_is_called_absent(school: School) -> None:
    school.post("a", "ada", START + HOUR)
    school.repost("a", "zoe", START + 1.5 * HOUR)
    school.x.sandbox.faults.add("retweeted_by", Fault.SERVER_ERROR, times=20)
    school.play_to(START + 7 * HOUR)
    assert school.x.sandbox.faults.total >= 1
    assert school.stage.answers() == {"ada": "cant_tell", "bob": "not_yet"}
    school.x.sandbox.faults.clear()
    school.play_to(START + 9 * HOUR)
    assert school.stage.answers() == {"ada": "met", "bob": "not_yet"}
    later = [
        change.answer
        for change in histories.changes(school.stage.learners["ada"])
        if change.as_of and change.as_of > START + 1.5 * HOUR
    ]
    assert "not_yet" not in later


def test_what_is_posted_and_passed_on_in_the_last_minutes_is_seen(school: School) -> None:
    end = START + WEEK
    school.play_to(end - 20 * timedelta(minutes=1))
    school.post("a", "ada", end - 10 * timedelta(minutes=1))
    school.repost("a", "zoe", end - 5 * timedelta(minutes=1))
    school.play_to(end + HOUR)
    assert school.stage.answers() == {"ada": "met", "bob": "not_yet"}
    assert not models.Watch.objects.filter(due_at__isnull=False).exists(), "then all is over"


def test_what_was_asked_is_in_the_ledger_to_the_cent(school: School) -> None:
    school.post("a", "ada", START + HOUR)
    school.repost("a", "zoe", START + 1.5 * HOUR)
    school.repost("a", "yan", START + 1.6 * HOUR)
    school.play_to(START + 30 * HOUR)
    looks = models.Poll.objects.all()
    assert sum(look.requests for look in looks) == sum(school.x.sandbox.ledger.requests.values())
    assert sum(look.usd for look in looks) == school.x.sandbox.ledger.spent

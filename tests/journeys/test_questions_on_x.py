"""``help`` on X: the question that a stranger asked is read once, by its id, for all who answered it."""

from collections.abc import Iterator

import pytest

from fixtures.sandbox import Fault
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from tests import histories
from tests.building.classes import START, Stage, a_course
from tests.building.x_sandbox import HOUR, XSandbox, x_sandbox


def said(hours: float, name: str, by: str, text: str, reply_to: str = "") -> Event:
    return Event(START + hours * HOUR, EventName.POST, name, by, text, reply_to=reply_to or None)


ASKED = said(1, "asked", "zoe", "Does anybody know this bird?")
HELPED = (
    said(2, "a1", "ada", "It is a wren, by its voice", "asked"),
    said(2.1, "b1", "bob", "A wren: listen how it ends", "asked"),
    said(3, "z1", "zoe", "Thank you!", "a1"),
    said(3.1, "z2", "zoe", "Thank you, too!", "b1"),
)


def looked_up() -> int:
    """How often questions were asked for."""
    return models.Poll.objects.filter(watch__read="named", requests__gt=0).count()


@pytest.fixture
def x(db: None) -> Iterator[XSandbox]:
    with x_sandbox() as x:
        yield x


@pytest.fixture
def stage(db: None) -> Stage:
    """ada and bob, who are to help strangers."""
    stage = Stage(a_course({"help": {"min_words": 3}}))
    stage.learner("ada", "11")
    stage.learner("bob", "12")
    return stage


def test_one_look_shows_a_strangers_question_to_all_who_answered_it(x: XSandbox, stage: Stage) -> None:
    x.happens(ASKED, *HELPED)
    x.play(10)
    assert stage.answers() == {"ada": "met", "bob": "met"}
    assert looked_up() == 1
    assert models.Activity.objects.filter(network="x", actor="21").count() == 3, "the question and what was answered"


def test_what_a_stranger_said_without_asking_is_no_help(x: XSandbox, stage: Stage) -> None:
    x.happens(said(1, "asked", "zoe", "This bird is a wren."), *HELPED)
    x.play(10)
    assert stage.answers() == {"ada": "not_yet", "bob": "not_yet"}
    assert looked_up() == 1, "what it says is known"


def test_until_somebody_says_thank_you_no_question_is_looked_up(x: XSandbox, stage: Stage) -> None:
    x.happens(ASKED, *HELPED[:2])
    x.play(10)
    assert stage.answers() == {"ada": "not_yet", "bob": "not_yet"}
    assert looked_up() == 0


def test_of_a_question_that_is_gone_nobody_can_tell(x: XSandbox, stage: Stage) -> None:
    x.happens(ASKED, *HELPED, Event(START + 2.5 * HOUR, EventName.DELETE, "asked"))
    x.play(10)
    assert stage.answers() == {"ada": "cant_tell", "bob": "cant_tell"}
    assert set(models.Verdict.objects.values_list("trouble", flat=True)) == {"not_shown"}
    before = looked_up()
    assert before <= 2, "that it is not shown is an answer to each who waits for it"
    x.play(30)
    assert looked_up() == before


def test_while_the_question_cannot_be_read_nothing_is_called_absent(x: XSandbox, stage: Stage) -> None:
    x.happens(ASKED, *HELPED)
    x.sandbox.faults.add("tweets", Fault.SERVER_ERROR)
    x.play(10)
    assert x.sandbox.faults.total == 1
    changes = histories.changes(stage.learners["ada"])
    assert [(change.answer, change.trouble) for change in changes][-2:] == [("cant_tell", "server_error"), ("met", "")]
    assert stage.answers() == {"ada": "met", "bob": "met"}

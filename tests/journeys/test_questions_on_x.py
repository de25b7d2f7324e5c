"""``help`` on X: the question that a stranger asked is read once, by its id, for all who answered it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from bench.classroom import only_network, work
from fixtures.sandbox import Fault, RateLimits, Sandbox
from mooc.networks.local_gate import LocalGate
from mooc.networks.registry import open_network
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from mooc.store import models
from tests import histories
from tests.building.classes import START, Stage, a_course

HOUR = timedelta(hours=1)
CAST = (
    WorldAccount("host", "99"),
    WorldAccount("ada", "11"),
    WorldAccount("bob", "12"),
    WorldAccount("zoe", "21"),
    WorldAccount("yan", "22"),
)


def said(hours: float, name: str, by: str, text: str, reply_to: str = "") -> Event:
    return Event(START + hours * HOUR, EventName.POST, name, by, text, reply_to=reply_to or None)


ASKED = said(1, "asked", "zoe", "Does anybody know this bird?")
HELPED = (
    said(2, "a1", "ada", "It is a wren, by its voice", "asked"),
    said(2.1, "b1", "bob", "A wren: listen how it ends", "asked"),
    said(3, "z1", "zoe", "Thank you!", "a1"),
    said(3.1, "z2", "zoe", "Thank you, too!", "b1"),
)


class School(NamedTuple):
    stage: Stage
    sandbox: Sandbox
    play: Callable[[float], None]

    def happens(self, *events: Event) -> None:
        self.sandbox.world = self.sandbox.world.plus(*events)

    @property
    def looked_up(self) -> int:
        """How often questions were asked for."""
        return models.Poll.objects.filter(watch__read="named", requests__gt=0).count()


@pytest.fixture
def school(db: None) -> Iterator[School]:
    """ada and bob, who are to help strangers; ``play(5)``: let five hours pass since the start."""
    now = [START]

    def seconds() -> float:
        return now[0].timestamp()

    def play(hours: float) -> None:
        end = START + hours * HOUR
        while now[0] < end:
            work(now[0])
            due: datetime | None = (
                models.Watch.objects.filter(due_at__isnull=False).order_by("due_at").values_list("due_at", flat=True)
            ).first()
            now[0] = min(end, max(due or end, now[0] + timedelta(minutes=20)))
        work(now[0])

    with Sandbox(World(CAST), lambda: now[0]) as sandbox:
        sandbox.limits = RateLimits(clock=seconds)
        x = open_network("x", base_url=sandbox.url, bearer=sandbox.bearer, gate=LocalGate(clock=seconds))
        stage = Stage(a_course({"help": {"min_words": 3}}))
        stage.learner("ada", "11")
        stage.learner("bob", "12")
        with only_network(x):
            yield School(stage, sandbox, play)


def test_one_look_shows_a_strangers_question_to_all_who_answered_it(school: School) -> None:
    school.happens(ASKED, *HELPED)
    school.play(10)
    assert school.stage.answers() == {"ada": "met", "bob": "met"}
    assert school.looked_up == 1
    assert models.Activity.objects.filter(network="x", actor="21").count() == 3, "the question and what was answered"


def test_what_a_stranger_said_without_asking_is_no_help(school: School) -> None:
    school.happens(said(1, "asked", "zoe", "This bird is a wren."), *HELPED)
    school.play(10)
    assert school.stage.answers() == {"ada": "not_yet", "bob": "not_yet"}
    assert school.looked_up == 1, "what it says is known"


def test_until_somebody_says_thank_you_no_question_is_looked_up(school: School) -> None:
    school.happens(ASKED, *HELPED[:2])
    school.play(10)
    assert school.stage.answers() == {"ada": "not_yet", "bob": "not_yet"}
    assert school.looked_up == 0


def test_of_a_question_that_is_gone_nobody_can_tell(school: School) -> None:
    school.happens(ASKED, *HELPED, Event(START + 2.5 * HOUR, EventName.DELETE, "asked"))
    school.play(10)
    assert school.stage.answers() == {"ada": "cant_tell", "bob": "cant_tell"}
    assert set(models.Verdict.objects.values_list("trouble", flat=True)) == {"not_shown"}
    looked_up = school.looked_up
    assert looked_up <= 2, "that it is not shown is an answer to each who waits for it"
    school.play(30)
    assert school.looked_up == looked_up


def test_while_the_question_cannot_be_read_nothing_is_called_absent(school: School) -> None:
    school.happens(ASKED, *HELPED)
    school.sandbox.faults.add("tweets", Fault.SERVER_ERROR)
    school.play(10)
    assert school.sandbox.faults.total == 1
    changes = histories.changes(school.stage.learners["ada"])
    assert [(change.answer, change.trouble) for change in changes][-2:] == [("cant_tell", "server_error"), ("met", "")]
    assert school.stage.answers() == {"ada": "met", "bob": "met"}

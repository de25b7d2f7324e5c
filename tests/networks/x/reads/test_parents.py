"""Posts that somebody answered, asked for by id on X."""

from decimal import Decimal

import pytest

from fixtures.sandbox import Fault
from mooc.core.evidence.text_features import QUESTION
from mooc.core.facts.cost import Limit
from mooc.core.facts.troubles import TroubleKind
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.conftest import MakeStage
from tests.networks.x.sandbox_reader import at, tagged

ASKED = Event(at(1), EventName.POST, "asked", "zoe", text="Where is the harbour?")
SAID = Event(at(1.1), EventName.POST, "said", "cleo", text="The ferry is late")


def test_a_hundred_are_one_request(a_stage: MakeStage) -> None:
    stage = a_stage(*tagged(101, at(0)), now=at(1))
    keys = [stage.id(f"ada-{at(0):%d%H%M}-{n}") for n in range(101)]
    reading = stage.read("named", targets=keys[:100])
    assert (reading.requests, reading.rows, reading.usd) == (1, 100, Decimal("0.5"))
    assert reading.completeness.items == set(keys[:100]) == {post.key for post in reading.activities}
    assert stage.read("named", targets=keys).requests == 2


def test_a_question_and_what_is_none_can_be_told_apart(a_stage: MakeStage) -> None:
    stage = a_stage(ASKED, SAID, now=at(2))
    question, other = stage.read("named", targets=[stage.id("asked"), stage.id("said")]).activities
    assert (question.actor, QUESTION in question.content.marks, QUESTION in other.content.marks) == ("21", True, False)


@pytest.mark.parametrize(
    "why",
    [
        Event(at(2), EventName.DELETE, "asked"),
        Event(at(2), EventName.PROTECT, "zoe"),
        Event(at(2), EventName.SUSPEND, "zoe"),
    ],
)
def test_one_that_is_not_shown_is_answered_for(a_stage: MakeStage, why: Event) -> None:
    stage = a_stage(ASKED, SAID, why, now=at(3))
    reading = stage.read("named", targets=[stage.id("asked"), stage.id("said")])
    assert [post.key for post in reading.activities] == [stage.id("said")]
    assert reading.completeness.items == {stage.id("asked"), stage.id("said")}
    assert (reading.trouble, reading.rows, reading.completeness.moment) == (None, 1, at(3))


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.RATE_LIMITED, Fault.TRUNCATED])
def test_of_an_answer_that_does_not_come_nothing_is_known(a_stage: MakeStage, fault: Fault) -> None:
    stage = a_stage(ASKED, now=at(2))
    stage.sandbox.faults.add("tweets", fault)
    reading = stage.read("named", targets=[stage.id("asked")])
    assert stage.sandbox.faults.total == 1
    assert reading.trouble and not reading.completeness.items and reading.completeness.covered is None


def test_no_more_is_asked_for_than_is_allowed(a_stage: MakeStage) -> None:
    stage = a_stage(ASKED, SAID, now=at(2))
    keys = [stage.id("asked"), stage.id("said")]
    reading = stage.read("named", targets=keys, allowance=Limit(usd=Decimal("0.005")))
    assert (reading.completeness.items, reading.usd) == ({keys[0]}, Decimal("0.005"))
    assert reading.trouble and reading.trouble.kind is TroubleKind.BUDGET

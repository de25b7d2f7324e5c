"""What became of posts that were seen before, on X."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from fixtures.sandbox import Fault
from mooc.core.facts.cost import Limit
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.reading import PostStatus, Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.sandbox_reader import ADA, BOB, CLEO, Stage, at, tagged

MakeStage = Callable[..., Stage]
POSTS = tuple(
    Event(at(1), EventName.POST, f"{who.handle}-{n}", who.handle, text=f"{who.handle} says {n}")
    for who in (ADA, BOB, CLEO)
    for n in (1, 2)
)


def look(stage: Stage, *names: str, **how: Limit) -> Reading:
    people = {"ada": ADA.id, "bob": BOB.id, "cleo": CLEO.id}
    return stage.x.post_statuses({stage.id(name): people[name.partition("-")[0]] for name in names}, stage.now, **how)


def post_statuses(stage: Stage, reading: Reading) -> dict[str, PostStatus]:
    names = {
        stage.id(event.object): event.object for event in stage.sandbox.world.events if event.what is EventName.POST
    }
    return {names[key]: fate for key, fate in reading.post_statuses.items()}


def standings(reading: Reading) -> dict[str, AccountStatus]:
    return {person.id: person.standing for person in reading.people}


def test_a_hundred_are_asked_for_at_once_and_are_free_on_the_day_they_were_read(a_stage: MakeStage) -> None:
    stage = a_stage(*tagged(250, at(0)))
    stage.now = at(1)
    stage.read("search_tag", "mooc")
    bill, asked = stage.sandbox.ledger.spent, stage.asked
    authors = {stage.id(f"ada-{at(0):%d%H%M}-{n}"): ADA.id for n in range(250)}
    reading = stage.x.post_statuses(authors, stage.now)
    assert set(reading.post_statuses.values()) == {PostStatus.STANDS} and len(reading.post_statuses) == 250
    assert (reading.requests, stage.asked - asked) == (3, 3)
    assert reading.usd == stage.sandbox.ledger.spent - bill == 0
    stage.now = at(25)
    assert stage.x.post_statuses(authors, stage.now).usd == stage.sandbox.ledger.spent - bill == 250 * Decimal("0.005")


def test_one_that_is_missing_is_known_by_another_of_the_same_author(a_stage: MakeStage) -> None:
    stage = a_stage(*POSTS, Event(at(2), EventName.DELETE, "ada-1"), now=at(3))
    reading = look(stage, "ada-1", "ada-2")
    assert post_statuses(stage, reading) == {"ada-1": PostStatus.MISSING, "ada-2": PostStatus.STANDS}
    assert standings(reading) == {ADA.id: AccountStatus.ACTIVE}
    assert reading.requests == 1, "nobody is asked how she stands"
    assert reading.texts == {stage.id("ada-2"): "ada says 2"}


def test_how_the_author_of_a_missing_one_stands_is_asked_for(a_stage: MakeStage) -> None:
    gone = [
        Event(at(2), EventName.DELETE, "ada-1"),
        Event(at(2), EventName.SUSPEND, "bob"),
        Event(at(2), EventName.DELETE_ACCOUNT, "cleo"),
    ]
    stage = a_stage(*POSTS, *gone, now=at(3))
    reading = look(stage, "ada-1", "bob-1", "cleo-1")
    assert (
        set(reading.post_statuses.values()) <= {PostStatus.MISSING, PostStatus.HIDDEN}
        and len(reading.post_statuses) == 3
    )
    assert standings(reading) == {
        ADA.id: AccountStatus.ACTIVE,
        BOB.id: AccountStatus.SUSPENDED,
        CLEO.id: AccountStatus.GONE,
    }
    assert reading.requests == 2
    assert reading.usd == stage.sandbox.ledger.spent == Decimal("0.01"), "what is missing costs nothing"


def test_one_that_is_protected_is_hidden(a_stage: MakeStage) -> None:
    stage = a_stage(*POSTS, Event(at(2), EventName.PROTECT, "ada"), now=at(3))
    reading = look(stage, "ada-1", "bob-1")
    assert post_statuses(stage, reading) == {"ada-1": PostStatus.HIDDEN, "bob-1": PostStatus.STANDS}
    assert standings(reading) == {ADA.id: AccountStatus.PROTECTED, BOB.id: AccountStatus.ACTIVE}


def test_one_that_was_edited_has_another_version(a_stage: MakeStage) -> None:
    stage = a_stage(*POSTS, now=at(1))
    before = {stage.id("ada-1"): ADA.id}
    stage.happens(Event(at(1.2), EventName.EDIT, "ada-1", to="ada-1b", text="ada says something else"))
    stage.now = at(2)
    assert set(stage.x.post_statuses(before, stage.now).post_statuses.values()) == {PostStatus.EDITED}


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.RATE_LIMITED, Fault.TRUNCATED])
def test_of_an_answer_that_does_not_come_nothing_is_said(a_stage: MakeStage, fault: Fault) -> None:
    stage = a_stage(*POSTS, Event(at(2), EventName.DELETE, "ada-1"), now=at(3))
    stage.sandbox.faults.add("tweets", fault)
    reading = look(stage, "ada-1", "ada-2")
    assert stage.sandbox.faults.total == 1
    assert reading.trouble and not reading.post_statuses and not reading.people


def test_while_nobody_says_how_the_author_stands_it_is_missing_and_no_more(a_stage: MakeStage) -> None:
    stage = a_stage(*POSTS, Event(at(2), EventName.DELETE, "ada-1"), now=at(3))
    stage.sandbox.faults.add("users", Fault.SERVER_ERROR)
    reading = look(stage, "ada-1")
    assert stage.sandbox.faults.total == 1
    assert (post_statuses(stage, reading), standings(reading)) == ({"ada-1": PostStatus.MISSING}, {})
    assert reading.trouble and reading.trouble.kind is TroubleKind.SERVER_ERROR


def test_no_more_is_asked_for_than_is_allowed(a_stage: MakeStage) -> None:
    stage = a_stage(*POSTS, now=at(2))
    reading = look(stage, *(event.object for event in POSTS), allowance=Limit(usd=Decimal("0.02")))
    assert len(reading.post_statuses) == 4 and reading.usd == stage.sandbox.ledger.spent == Decimal("0.02")
    assert reading.trouble and reading.trouble.kind is TroubleKind.BUDGET


def test_who_counts_reposts_learns_by_the_way_what_became_of_the_posts(a_stage: MakeStage) -> None:
    stage = a_stage(*POSTS, Event(at(2), EventName.DELETE, "ada-1"), now=at(3))
    reading = stage.read("relays", targets=[stage.id("ada-1"), stage.id("ada-2"), stage.id("bob-1")])
    assert post_statuses(stage, reading) == {
        "ada-1": PostStatus.MISSING,
        "ada-2": PostStatus.STANDS,
        "bob-1": PostStatus.STANDS,
    }
    assert standings(reading) == {ADA.id: AccountStatus.ACTIVE, BOB.id: AccountStatus.ACTIVE}
    assert reading.requests == 1

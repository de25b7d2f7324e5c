"""10. Requests to a network grow with what happens there, not with learners times challenges."""

from mooc.store import models
from tests.building.work import work
from tests.invariants.env import FOLLOW, FOLLOW_ON, HOST, HOUR, LIVE, START, WEEK, Ground, watch


def i10_many_learners_and_challenges_cost_no_more_requests(ground: Ground) -> None:
    ground.stage(LIVE, LIVE, FOLLOW, FOLLOW_ON, people=40)
    for hours in range(4):
        work(START + hours * HOUR)
    assert ground.world.requests == {"tag": 4, "followers": 4, "standing": 1}


def i10_a_class_that_is_over_costs_nothing(ground: Ground) -> None:
    ground.stage(LIVE)
    work(START)
    work(START + WEEK)
    before = len(ground.world.asked)
    work(START + 2 * WEEK)
    assert len(ground.world.asked) == before


def i10_what_all_have_settled_is_not_asked_any_more(ground: Ground) -> None:
    ground.stage(FOLLOW)
    ground.world.followers[HOST] = ["11", "12"]
    work(START)
    for hours in range(1, 4):
        work(START + hours * HOUR)
    assert ground.world.requests["followers"] == 1
    assert watch("followers").is_inactive


def i10_what_must_hold_is_asked_to_the_end(ground: Ground) -> None:
    ground.stage(FOLLOW_ON)
    ground.world.followers[HOST] = ["11", "12"]
    for hours in range(4):
        work(START + hours * HOUR)
    assert ground.world.requests["followers"] == 4
    asked = [question for question in ground.world.asked if question.read == "followers"]
    assert [(question.exhaustive, question.unresolved) for question in asked[1:]] == [(True, ())] * 3


def i10_who_comes_later_wakes_what_rests(ground: Ground) -> None:
    stage = ground.stage(FOLLOW)
    ground.world.followers[HOST] = ["11", "12"]
    work(START)
    work(START + HOUR)
    stage.learner("cleo", "13", linked_at=START + 2 * HOUR)
    models.Cohort.objects.update(advance_at=START + 2 * HOUR)
    work(START + 2 * HOUR)
    assert stage.answer("cleo") == "not_yet"
    ground.world.followers[HOST] = ["11", "12", "13"]
    work(START + 3 * HOUR)
    assert stage.answer("cleo") == "met"
    assert ground.world.requests["followers"] == 3


def i10_only_of_those_who_lack_something_it_is_asked_whether_they_can_be_read(ground: Ground) -> None:
    ground.stage(FOLLOW)
    ground.world.followers[HOST] = ["11"]
    work(START)
    work(START + HOUR)
    work(START + WEEK)
    among = [question.targets for question in ground.world.asked if question.read == "standing"]
    assert among == [(), ("12",)]

"""10. Requests to a network grow with what happens there, not with learners times challenges."""

from tests.invariants.ground import (
    FOLLOW,
    FOLLOW_ON,
    HOUR,
    LIVE,
    START,
    WEEK,
    Ground,
    work,
)


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

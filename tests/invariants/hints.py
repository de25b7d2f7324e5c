"""1. The database is the truth; messages are hints."""

from mooc.services import checking
from mooc.store.judging import verdicts
from mooc.store.watching import watches
from tests.building.work import work
from tests.invariants.env import HOUR, LATER, LIVE, START, Ground, dies, forget_hints
from tests.invariants.world import post


def i1_a_wiped_broker_loses_nothing(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    first = checking.due(START)
    assert first.cohorts, "there was something to lose"
    work(START)
    ground.world.posts = [post(n, "11", START + n * HOUR) for n in (1, 2)]
    hinted = checking.due(LATER).watches
    assert hinted, "there was something to lose"
    assert checking.due(LATER).watches == [], "one hint is enough while it may still arrive"
    forget_hints()
    work(LATER)
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}


def i1_a_dead_worker_loses_nothing(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    work(START)
    ground.world.posts = [post(n, "11", START + n * HOUR) for n in (1, 2)]
    for pk in checking.due(LATER).watches:
        assert watches.claim(pk, LATER), "it dies with this in its hands"
    dies()
    forget_hints()
    for pk in checking.due(LATER).watches:
        checking.collect(pk, LATER)
    assert verdicts.claim(stage.cohort.pk, LATER), "so does this one"
    assert verdicts.cohorts_due() == []
    dies()
    work(LATER)
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}

"""7. Identity by stable id; time by the network's clock; entities by the network's parse."""

from mooc.core.judging.receipt import receipt_from_json
from mooc.store import models
from tests.building.work import work
from tests.invariants.env import HOUR, LATER, LIVE, LONG_AGO, START, Ground, verdict
from tests.invariants.world import post


def i7_a_handle_that_goes_to_somebody_else_changes_nothing(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    work(START + HOUR)
    ground.world.handles = {"11": "ada_renamed", "12": "ada"}
    ground.world.posts = [post(n, "11", START + HOUR) for n in (1, 2)]
    work(LATER)
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}
    assert models.Account.objects.get(external_id="11").handle == "ada_renamed", "shown, though"
    assert receipt_from_json(*models.Receipt.objects.values_list("body", "digest").get()).accounts == (("x", "11"),)


def i7_the_time_that_counts_is_the_network_s(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START, claimed_at=LONG_AGO) for n in (1, 2)]
    ground.world.posts += [post(n, "12", START - HOUR, claimed_at=START) for n in (3, 4)]
    models.Watch.objects.update(since=LONG_AGO)
    work(START)
    models.Watch.objects.filter(read="tag").update(cursor=LONG_AGO.isoformat())
    work(START + HOUR)
    assert models.Activity.objects.count() == 4
    assert stage.answers() == {"ada": "met", "bob": "not_yet"}


def i7_a_hashtag_is_one_where_the_network_says_so(ground: Ground) -> None:
    stage = ground.stage(LIVE)
    ground.world.posts = [post(n, "11", START, tags=()) for n in (1, 2)]  # its text may say #mooc, inside a link
    work(START + HOUR)
    assert models.Activity.objects.count() == 2
    assert verdict(stage, "ada").answer == "not_yet"

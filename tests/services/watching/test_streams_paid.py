"""A stream that costs money: charged to whom it is for, and ended by stops and budgets. X's, in the sandbox."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from fixtures.sandbox import Fault
from mooc.core.push import Disconnected, OpenStream
from mooc.networks.x.adapter import X
from mooc.networks.x.stream import FilteredStream
from mooc.services.spending import permits
from mooc.services.watching.streams import HeldHost
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from tests.building.budget_env import TAGGED, Scene, a_stage, capped, scenes
from tests.building.classes import START, Stage

pytestmark = pytest.mark.django_db
PRICE = Decimal("0.005")


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


def listening(here: Scene) -> HeldHost:
    sandbox = here.sandbox
    stream = FilteredStream(sandbox.url, bearer=sandbox.bearer)
    held = HeldHost.begin(stream, X(sandbox.url, bearer=sandbox.bearer).reads)
    assert held
    held.refresh()
    return held


def may_listen(held: HeldHost) -> bool:
    held.refresh()
    return held.may_listen


def opened(here: Scene, held: HeldHost) -> OpenStream:
    feed = held.stream.open("", held.subscription)
    end = time.monotonic() + 5
    while not here.sandbox.filtered._connected and time.monotonic() < end:
        time.sleep(0.02)
    return feed


def delivered(here: Scene, held: HeldHost, feed: OpenStream, *tags: str) -> None:
    """Ada posts once with each tag; all of it is taken in and paid."""
    posted = [
        Event(here.now + timedelta(seconds=1), EventName.POST, f"p-{tag}", "ada", text=tag, tags=(tag,)) for tag in tags
    ]
    here.happens(*posted)
    here.now += timedelta(seconds=10)
    end, came = time.monotonic() + 5, 0
    while came < len(tags) and time.monotonic() < end:
        told = feed.take(0.1)
        came += sum(bool(one.signals) for one in told)
        held.handle_events(told, time.monotonic())
    assert came == len(tags)
    held.pay(here.now, time.monotonic(), at_once=True)


def charged(stage: Stage) -> Decimal:
    stream = models.Charge.objects.filter(poll__watch=None, budget__cohort=stage.cohort)
    return sum((charge.usd for charge in stream), Decimal(0))


def test_each_post_is_charged_to_the_cohorts_whose_watches_it_touches(scene: Callable[..., Scene]) -> None:
    here = scene()
    first, second, both = (a_stage({"post": {"tag": tag}}) for tag in ("one", "two", "one"))
    here.work(START)
    spent, asked = here.bill, here.asked
    held = listening(here)
    feed = opened(here, held)
    delivered(here, held, feed, "one", "two")
    feed.close()
    assert here.bill - spent == 2 * PRICE
    assert (charged(first), charged(second), charged(both)) == (PRICE / 2, PRICE, PRICE / 2)
    looks = models.Poll.objects.filter(watch=None)
    assert sum(look.requests for look in looks) == here.asked - asked, "the rules and the connection stand there too"
    assert sum(look.usd for look in looks) == 2 * PRICE


def test_who_has_little_left_is_listened_for_no_more(scene: Callable[..., Scene]) -> None:
    here = scene()
    poor, rich = a_stage({"post": {"tag": "poor"}}), a_stage({"post": {"tag": "rich"}})
    here.work(START)
    capped(poor, usd="0.012")
    held = listening(here)
    assert {key.subject for key in held.subscription.watches if key.read == "search_tag"} == {"poor", "rich"}
    feed = opened(here, held)
    delivered(here, held, feed, "poor")
    assert models.Budget.objects.get(cohort=poor.cohort).step == "network"
    here.happens(Event(here.now + timedelta(seconds=1), EventName.POST, "again", "ada", text="x", tags=("poor",)))
    here.now += timedelta(seconds=10)
    end = time.monotonic() + 5
    while models.Budget.objects.get(cohort=poor.cohort).step == "network" and time.monotonic() < end:
        held.handle_events(feed.take(0.1), time.monotonic())
        held.pay(here.now, time.monotonic(), at_once=True)
    feed.close()
    held.refresh()
    assert {key.subject for key in held.subscription.watches if key.read == "search_tag"} == {"rich"}
    assert held.may_listen
    capped(rich, usd="0.000001")
    models.Budget.objects.filter(cohort=rich.cohort).update(step="link")
    assert not may_listen(held)


def test_a_network_that_wants_to_be_paid_is_listened_to_no_more(scene: Callable[..., Scene]) -> None:
    here = scene()
    a_stage(TAGGED)
    here.work(START)
    held = listening(here)
    here.sandbox.faults.add("rules", Fault.NO_CREDITS)
    with pytest.raises(Disconnected) as broken:
        held.stream.open("", held.subscription)
    held.broke(broken.value, time.monotonic())
    assert here.sandbox.faults.total == 1, "the fault fired"
    assert not may_listen(held)
    asked = here.asked
    models.Watch.objects.update(due_at=START, not_before=None)
    here.work(START + timedelta(hours=1))
    assert here.asked == asked, "no worker asks either"
    held.pay(here.now, time.monotonic(), at_once=True)
    assert models.Poll.objects.get(watch=None).requests == 1, "what was sent in vain stands in the ledger"
    assert permits.resume("x")
    assert may_listen(held)

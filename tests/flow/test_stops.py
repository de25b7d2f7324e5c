"""A network that wants to be paid is asked by nobody."""

from collections.abc import Callable, Iterator

import pytest
from django.db.models import F

from fixtures.sandbox import Fault
from mooc.store import models, stops
from tests.flow.purse import HOUR, TAGGED, Scene, a_stage, book, scenes
from tests.flow.stage import START


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


@pytest.mark.django_db
class TestCreditsUsedUp:
    def test_after_the_first_402_nothing_is_asked_for_twenty_due_watches(self, scene: Callable[..., Scene]) -> None:
        here = scene()
        stage = a_stage(*({"post": {"tag": f"tag{n}"}} for n in range(20)))
        other = a_stage(TAGGED)
        here.sandbox.faults.add("*", Fault.NO_CREDITS, times=10**6)
        here.work(START)
        here.work(START + HOUR)
        assert here.sandbox.faults.total == here.asked == 1, "the fault fired once, and that was all that was asked"
        due = models.Watch.objects.filter(network="x", due_at__isnull=False)
        assert due.count() >= 20
        due.update(due_at=START, not_before=None)
        here.work(START + 2 * HOUR)
        assert here.asked == 1, "0 requests from twenty due watches"
        assert stage.answer("ada") == other.answer("ada") == "cant_tell"
        for concerned in (stage, other):
            assert book(concerned).stop is not None, "a line for the facilitator of each"
        assert models.Stop.objects.count() == 1

    def test_one_worker_tries_again_when_the_time_is_up(self, scene: Callable[..., Scene]) -> None:
        here = scene()
        a_stage(*({"post": {"tag": f"tag{n}"}} for n in range(20)))
        here.sandbox.faults.add("*", Fault.NO_CREDITS, times=2)
        here.work(START)
        here.work(START + HOUR)
        models.Stop.objects.update(until=F("until") - 2 * stops.PROBE)
        models.Watch.objects.update(due_at=START, not_before=None)
        here.work(START + 2 * HOUR)
        assert here.asked == 2, "one probe, refused"
        models.Stop.objects.update(until=F("until") - 2 * stops.PROBE)
        models.Watch.objects.update(due_at=START, not_before=None)
        here.work(START + 3 * HOUR)
        assert not models.Stop.objects.exists(), "the second was answered"
        assert here.asked > 20

    def test_an_operator_lifts_it_and_all_goes_on(self, scene: Callable[..., Scene]) -> None:
        here = scene()
        stage = a_stage()
        here.sandbox.faults.add("*", Fault.NO_CREDITS)
        here.work(START)
        here.work(START + HOUR)
        assert here.sandbox.faults.total == 1, "the fault fired"
        assert stage.answer("ada") == "cant_tell"
        assert stops.lift("x")
        assert not stops.lift("x"), "once is enough"
        here.work(START + 2 * HOUR)
        assert stage.answer("ada") == "not_yet"

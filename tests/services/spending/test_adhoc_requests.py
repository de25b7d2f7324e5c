"""What is asked once (whose handle that is, a code in a profile) stands in the ledger, and obeys stops."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from fixtures.sandbox import Fault
from mooc.core.facts.troubles import NetworkTrouble, TroubleKind
from mooc.networks.x.adapter import X
from mooc.services.spending.adhoc_requests import StoredAdhocRequests
from mooc.store import models
from mooc.store.spending import provider_suspensions
from tests.building.budget_env import TAGGED, Scene, a_stage, scenes
from tests.building.classes import START

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


def asking(here: Scene) -> X:
    return X(here.sandbox.url, bearer=here.sandbox.bearer, adhoc_requests=StoredAdhocRequests())


def test_every_request_and_its_price_is_entered_and_charged_to_nobody(scene: Callable[..., Scene]) -> None:
    here = scene()
    x = asking(here)
    assert x.find(["ada", "nobody"])["ada"].id == "11"
    x.profile("11")
    x.recent_texts("11")
    looks = list(models.Poll.objects.filter(watch=None, link=None))
    assert sum(look.requests for look in looks) == here.asked == 3
    assert sum(look.usd for look in looks) == here.bill
    assert {sent.endpoint for sent in models.Sent.objects.all()} == {"users", "users_tweets"}
    assert not models.Charge.objects.exists()


def test_nothing_is_asked_while_the_network_is_stopped(scene: Callable[..., Scene]) -> None:
    here = scene()
    provider_suspensions.suspend("x")
    x = asking(here)
    for ask in (partial(x.find, ["ada"]), partial(x.profile, "11"), partial(x.recent_texts, "11")):
        with pytest.raises(NetworkTrouble) as stopped:
            ask()
        assert stopped.value.trouble.kind is TroubleKind.OUT_OF_CREDITS
    assert here.asked == 0
    assert not models.Poll.objects.exists()


def test_a_402_stops_the_network_for_all(scene: Callable[..., Scene]) -> None:
    here = scene()
    a_stage(TAGGED)
    here.sandbox.faults.add("*", Fault.NO_CREDITS)
    with pytest.raises(NetworkTrouble):
        asking(here).find(["ada"])
    here.work(START)
    assert here.sandbox.faults.total == here.asked == 1, "the fault fired, and nobody asked after it"
    assert models.Poll.objects.get(watch=None).trouble == TroubleKind.OUT_OF_CREDITS

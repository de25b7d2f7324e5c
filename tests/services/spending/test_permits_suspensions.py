"""A network that wants to be paid is asked by nobody, and with a token that it refuses nothing more is sent."""

from collections.abc import Callable, Iterator

import pytest
from django.db.models import Case, F, When
from django.db.models.functions import Now

from fixtures.sandbox import Fault
from mooc.core.facts.questions import Question
from mooc.core.facts.troubles import TroubleKind
from mooc.core.spending.gate import Gate, RequestOutcome
from mooc.networks.local_gate import LocalGate
from mooc.networks.x.adapter import X
from mooc.networks.x.rate_limits import request_bucket
from mooc.services import networks
from mooc.services.spending import permits
from mooc.services.spending.ratelimit import StoreGate
from mooc.store import models
from mooc.store.spending import provider_suspensions
from tests.building.budget_env import HOUR, TAGGED, Scene, a_stage, book, scenes
from tests.building.classes import START
from tests.building.networks import only_networks


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
        assert models.Suspension.objects.count() == 1

    def test_one_worker_tries_again_when_the_time_is_up(self, scene: Callable[..., Scene]) -> None:
        here = scene()
        a_stage(*({"post": {"tag": f"tag{n}"}} for n in range(20)))
        here.sandbox.faults.add("*", Fault.NO_CREDITS, times=2)
        here.work(START)
        here.work(START + HOUR)
        models.Suspension.objects.update(until=F("until") - 2 * provider_suspensions.PROBE)
        models.Watch.objects.update(due_at=START, not_before=None)
        here.work(START + 2 * HOUR)
        assert here.asked == 2, "one probe, refused"
        models.Suspension.objects.update(until=F("until") - 2 * provider_suspensions.PROBE)
        models.Watch.objects.update(due_at=START, not_before=None)
        here.work(START + 3 * HOUR)
        assert not models.Suspension.objects.exists(), "the second was answered"
        assert here.asked > 20

    def test_an_operator_lifts_it_and_all_goes_on(self, scene: Callable[..., Scene]) -> None:
        here = scene()
        stage = a_stage()
        here.sandbox.faults.add("*", Fault.NO_CREDITS)
        here.work(START)
        here.work(START + HOUR)
        assert here.sandbox.faults.total == 1, "the fault fired"
        assert stage.answer("ada") == "cant_tell"
        assert permits.resume("x")
        assert not permits.resume("x"), "once is enough"
        here.work(START + 2 * HOUR)
        assert stage.answer("ada") == "not_yet"


MANY = tuple({"post": {"tag": f"tag{n}"}} for n in range(50))
BEARER = "sandbox-bearer"


@pytest.mark.django_db
class TestTokenRefused:
    """A revoked or expired token of the app: one request finds out for all."""

    @pytest.fixture
    def here(self, scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> Scene:
        found = scene()
        self.open(found, BEARER, monkeypatch)
        return found

    def open(self, here: Scene, bearer: str, monkeypatch: pytest.MonkeyPatch, gate: Gate | None = None) -> None:
        """As workers open it: with the gate that all of them share."""
        x = X(here.sandbox.url, bearer=bearer, timeout=5.0, gate=gate or StoreGate())
        only_networks(monkeypatch, x)

    def revoke(self, here: Scene) -> None:
        here.sandbox.faults.add("*", Fault.UNAUTHORIZED, times=10**6)

    def time_is_up(self) -> None:
        """As if the time had passed after which it is tried again."""
        models.GateServer.objects.update(until=Now())
        models.Watch.objects.update(not_before=None, enqueued_until=None)

    def test_of_fifty_due_watches_one_asks(self, here: Scene) -> None:
        stage = a_stage(*MANY)
        self.revoke(here)
        here.work(START)
        here.work(START + HOUR)
        assert models.Watch.objects.filter(network="x", due_at__isnull=False).count() >= 50
        assert here.sandbox.faults.total == here.asked == 1, "the fault fired once, and that was all that was asked"
        self.all_are_due()
        here.work(START + 2 * HOUR)
        assert here.asked == 1, "nor later"
        assert {stage.answer("ada", f"c{n}") for n in range(1, 51)} == {"cant_tell"}
        searches = models.Watch.objects.filter(read="search_tag")
        assert set(searches.values_list("trouble", flat=True)) == {"unauthorized"}
        told = book(stage)
        assert told.refused_until is not None and told.stop is None, "a line for the facilitator"

    def test_without_a_shared_gate_each_asks(self, here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        """What it saves: fifty workers, each with a gate of its own."""
        self.revoke(here)
        for _ in range(50):
            self.open(here, BEARER, monkeypatch, LocalGate())
            reading = networks.network("x").read(
                Question("x", "search_tag", "mooc", START, START + HOUR), "", START + HOUR
            )
            assert reading.trouble and reading.trouble.kind is TroubleKind.UNAUTHORIZED
        assert here.asked == 50

    def test_one_tries_again_ever_less_often(self, here: Scene) -> None:
        a_stage(*MANY)
        self.revoke(here)
        waits = []
        for hour in range(6):
            here.work(START + (hour + 1) * HOUR)
            assert here.asked == hour + 1, "one request, whoever is due"
            row = models.GateServer.objects.annotate(now=Now()).get()
            waits.append(round((row.until - row.now).total_seconds() / 60))
            self.time_is_up()
        assert waits == [5, 10, 20, 40, 60, 60], "minutes"

    def test_when_it_is_accepted_again_all_go_on_within_two_polls(self, here: Scene) -> None:
        stage = a_stage(TAGGED, *MANY)
        self.revoke(here)
        here.work(START)
        here.work(START + HOUR)
        here.sandbox.faults.clear()
        models.GateServer.objects.update(until=Now())
        first = models.Watch.objects.filter(trouble="unauthorized").earliest("pk")
        models.Watch.objects.update(not_before=Case(When(pk=first.pk, then=Now()), default=Now() + HOUR))
        here.work(START + 2 * HOUR)
        here.work(START + 2 * HOUR)
        assert not models.GateServer.objects.exists()
        assert here.asked > 50, "whoever waited waits no longer"
        assert set(models.Watch.objects.values_list("trouble", flat=True)) == {""}
        assert stage.answer("ada") == "not_yet"
        assert book(stage).refused_until is None

    def test_another_token_is_tried_at_once(self, here: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        stage = a_stage()
        here.sandbox.bearer = "another"
        here.work(START)
        here.work(START + HOUR)
        assert book(stage).refused_until
        refused = here.asked
        monkeypatch.setattr(networks, "token", lambda name: BEARER)
        assert not networks.retry_refused_tokens(), "it is the same as was refused"
        here.work(START + HOUR)
        assert here.asked == refused
        monkeypatch.setattr(networks, "token", lambda name: "another")
        self.open(here, "another", monkeypatch)
        assert networks.retry_refused_tokens()
        here.work(START + HOUR)
        assert stage.answer("ada") == "not_yet"
        assert book(stage).refused_until is None

    def test_what_is_forbidden_stops_nobody(self, here: Scene) -> None:
        """403 is about what is asked for, not about who asks; and so is a 401 to somebody without a token."""
        gate, ours = StoreGate(), request_bucket(here.sandbox.url, "/2/tweets", BEARER)
        for asked, status in ((ours, 403), (ours._replace(token=""), 401)):
            gate.enter(asked)
            assert gate.leave(asked, RequestOutcome(status)) == 0
        gate.enter(ours)
        assert not models.GateServer.objects.exists()

    def test_an_operator_lifts_it(self, here: Scene) -> None:
        stage = a_stage()
        self.revoke(here)
        here.work(START)
        here.work(START + HOUR)
        here.sandbox.faults.clear()
        assert permits.retry_refused_tokens(["x"])
        assert not permits.retry_refused_tokens(["x"]), "once is enough"
        here.work(START + HOUR)
        assert stage.answer("ada") == "not_yet"

    def all_are_due(self) -> None:
        models.Watch.objects.update(due_at=START, not_before=None, enqueued_until=None)

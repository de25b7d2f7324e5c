"""Budgets from the cap to the verdict, by the sandbox's own bill."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from fixtures.sandbox import Fault
from mooc.core.facts.proof import EvidenceLevel
from mooc.services import checking, networks
from mooc.services.pasted_links import pasted_links
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from mooc.store.spending import budget_book
from tests.building.budget_env import (
    ADMIN,
    HOUR,
    TAGGED,
    Scene,
    a_stage,
    book,
    capped,
    posts,
    scenes,
)
from tests.building.classes import START, WEEK


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Scene]]:
    yield from scenes(monkeypatch)


@pytest.mark.django_db
class TestTheLedger:
    def test_each_request_is_in_it_with_its_endpoint_and_price(self, scene: Callable[..., Scene]) -> None:
        here = scene(*posts(150, START, timedelta(seconds=10)))
        stage = a_stage()
        here.work(START)
        here.work(START + 2 * HOUR)
        sent = models.Sent.objects.values_list("endpoint").annotate(Sum("requests"), Sum("usd"))
        by_endpoint = {endpoint: (requests, usd) for endpoint, requests, usd in sent}
        assert sum(requests for requests, _ in by_endpoint.values()) == here.asked
        assert sum(usd for _, usd in by_endpoint.values()) == here.bill > 0
        assert by_endpoint["search_recent_tweets"][1] == 150 * Decimal("0.005")
        entries = budget_book.entries(ADMIN, stage.cohort.pk, 0, 100)
        assert sum(entry.usd for entry in entries) == here.bill
        assert sum(entry.requests for entry in entries) == here.asked
        assert {one.endpoint for entry in entries for one in entry.sent} == set(by_endpoint)

    def test_what_cohorts_share_is_split_among_those_that_use_it_then(self, scene: Callable[..., Scene]) -> None:
        here = scene(*posts(101, START, timedelta(seconds=10)))
        first, second = a_stage(), a_stage()
        here.work(START)
        here.work(START + HOUR)
        spent = [book(stage).spent for stage in (first, second)]
        assert sum(one.usd for one in spent) == here.bill
        assert sum(one.requests for one in spent) == here.asked
        assert abs(spent[0].usd - spent[1].usd) <= Decimal("0.00001")
        models.Cohort.objects.filter(pk=second.cohort.pk).update(closed_at=START + HOUR)
        here.happens(*posts(40, START + HOUR, timedelta(seconds=10), "yan"))
        here.work(START + 3 * HOUR)
        assert book(second).spent == spent[1], "whose course is over pays no more"
        assert book(first).spent.usd + spent[1].usd == here.bill

    def test_asking_the_budget_and_charging_it_takes_a_constant_number_of_queries(
        self, scene: Callable[..., Scene]
    ) -> None:
        counted = []
        for many in (1, 12):
            here = scene(*posts(5, START, timedelta(seconds=10)))
            stages = [a_stage() for _ in range(many)]
            for stage in stages:
                capped(stage, "5")
            here.work(START)
            watch = models.Watch.objects.get(read="search_tag")
            here.now = START + 2 * HOUR
            with CaptureQueriesContext(connection) as queries:
                assert checking.collect(watch.pk, here.now)
            counted.append(len(queries))
            models.Cohort.objects.all().delete()
            models.Watch.objects.all().delete()
            models.Activity.objects.all().delete()
            models.User.objects.all().delete()
            models.Account.objects.all().delete()
        assert counted[0] == counted[1] < 50


@pytest.mark.django_db
class TestTheCap:
    def test_proof_steps_down_and_nobody_is_told_not_yet(self, scene: Callable[..., Scene]) -> None:
        """Ten posts an hour of a stranger cost 5 cents; a dollar lasts 16 hours, links from then on."""
        here = scene(*posts(24 * 7 * 10, START, timedelta(minutes=6)))
        stage = a_stage(TAGGED)
        stage.twinome("ada", "bob")
        capped(stage, "1")
        answers: list[tuple[EvidenceLevel, str]] = []
        own = Event(START + 30 * HOUR, EventName.POST, "own", "ada", text="by ada", tags=("mooc",))
        here.happens(own)
        for hour in (*range(36), *range(36, 24 * 7, 6), *range(24 * 7, 24 * 7 + 6)):
            here.work(START + hour * HOUR)
            answers.append((book(stage).step, stage.answer("bob")))
            assert here.bill <= 1, "the cap is hard, by X's own count"
        told = Counter(answers)
        assert told[EvidenceLevel.NETWORK, "not_yet"] >= 10, "as long as all is read, not yet may be said"
        assert told[EvidenceLevel.LINK, "not_yet"] <= 2, "right after the last look that was paid"
        assert told[EvidenceLevel.LINK, "cant_tell"] > 30
        assert {answer for step, answer in answers[32:]} == {"cant_tell"}
        assert stage.answers() == {"ada": "cant_tell", "bob": "cant_tell"}, "0 false not yet: ada did post"
        assert models.Verdict.objects.get(member=stage.learners["ada"]).trouble == "budget"
        assert book(stage).step is EvidenceLevel.PEER, "not even the look at the end could be paid in full"
        assert [alert.level for alert in book(stage).alerts] == [50, 80, 100]
        assert models.BudgetAlert.objects.count() == 3, "each is raised once"
        assert book(stage).held == (0, 0), "nothing is held when nobody reads"
        assert book(stage).spent.usd == here.bill

    def test_what_is_kept_back_pays_the_look_at_the_end(self, scene: Callable[..., Scene]) -> None:
        """Reading stops on the first day; later little happens, and the last look can pay for it."""
        here = scene(*posts(200, START, timedelta(minutes=1)))
        stage = a_stage(TAGGED)
        capped(stage, "1")
        for hour in range(24):
            here.work(START + hour * HOUR)
        assert book(stage).step is EvidenceLevel.LINK
        asked = here.asked
        here.happens(Event(START + 100 * HOUR, EventName.POST, "late", "ada", text="late", tags=("mooc",)))
        here.work(START + 110 * HOUR)
        assert here.asked == asked, "in the middle nothing is asked"
        assert stage.answers() == {"ada": "cant_tell", "bob": "cant_tell"}
        here.now = START + WEEK
        for minutes in (0, 1, 3, 8):
            here.work(START + WEEK + timedelta(minutes=minutes))
        assert here.asked > asked
        assert here.bill <= 1
        assert stage.answer("ada") in ("met", "cant_tell"), "never a false not yet"

    def test_a_link_is_read_at_one_row_where_the_sweep_is_not(self, scene: Callable[..., Scene]) -> None:
        here = scene(*posts(200, START, timedelta(minutes=1)))
        stage = a_stage(TAGGED)
        capped(stage, "1")
        for hour in range(12):
            here.work(START + hour * HOUR)
        assert book(stage).step is EvidenceLevel.LINK
        here.happens(Event(START + 13 * HOUR, EventName.POST, "own", "ada", text="by ada", tags=("mooc",)))
        here.now, before = START + 14 * HOUR, here.bill
        address = f"https://x.com/ada/status/{here.sandbox.world.post_id('own')}"
        link = pasted_links.paste(stage.actor("ada", here.now), stage.learners["ada"], "c1", address)
        assert (link.answer, here.bill - before) == ("link.counts", Decimal("0.005"))
        assert stage.answers() == {"ada": "met", "bob": "cant_tell"}
        assert book(stage).spent.usd == here.bill, "the link is on the cohort's bill"

    def test_at_the_last_step_links_are_not_read_either(self, scene: Callable[..., Scene]) -> None:
        here = scene(Event(START + HOUR, EventName.POST, "own", "ada", text="by ada", tags=("mooc",)))
        stage = a_stage(TAGGED)
        here.work(START)
        capped(stage, "0.10")
        models.Budget.objects.update(spent_usd=Decimal("0.095"))
        here.now, asked = START + 2 * HOUR, here.asked
        address = f"https://x.com/ada/status/{here.sandbox.world.post_id('own')}"
        link = pasted_links.paste(stage.actor("ada", here.now), stage.learners["ada"], "c1", address)
        assert (link.answer, here.asked) == ("link.no_budget", asked)
        assert book(stage).step is EvidenceLevel.PEER

    def test_a_shared_watch_goes_on_at_the_cost_of_who_still_has_a_budget(self, scene: Callable[..., Scene]) -> None:
        here = scene(*posts(200, START, timedelta(minutes=1)))
        poor, rich = a_stage(), a_stage()
        capped(poor, "0.10")
        capped(rich, "50")
        for hour in range(5):
            here.work(START + hour * HOUR)
        assert book(poor).step is not EvidenceLevel.NETWORK
        assert book(poor).spent.usd <= Decimal("0.10")
        assert book(rich).step is EvidenceLevel.NETWORK
        assert book(poor).spent.usd + book(rich).spent.usd == here.bill
        assert poor.answers() == rich.answers() == {"ada": "not_yet", "bob": "not_yet"}, "what is read is read for all"

    def test_a_raised_cap_goes_on_at_once_and_alerts_anew(self, scene: Callable[..., Scene]) -> None:
        here = scene(*posts(200, START, timedelta(minutes=1)))
        stage = a_stage()
        capped(stage, "0.30")
        for hour in range(12):
            here.work(START + hour * HOUR)
        assert stage.answer("ada") == "cant_tell"
        assert [alert.level for alert in book(stage).alerts][:2] == [50, 80]
        capped(stage, "20")
        assert (book(stage).step, book(stage).alerts) == (EvidenceLevel.NETWORK, ())
        here.work(here.now)
        assert stage.answer("ada") == "not_yet"
        assert book(stage).spent.usd == here.bill

    def test_a_cap_on_requests_is_hard_too(self, scene: Callable[..., Scene]) -> None:
        here = scene(*posts(900, START, timedelta(seconds=10)))
        stage = a_stage()
        capped(stage, requests=7)
        for hour in range(12):
            here.work(START + hour * HOUR)
        assert 5 <= here.asked <= 7
        assert book(stage).spent.requests == here.asked
        assert stage.answer("ada") == "cant_tell"

    def test_the_hold_of_a_worker_that_died_counts_until_the_watch_is_read_again(
        self, scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        here = scene(*posts(20, START, timedelta(minutes=1)))
        stage = a_stage()
        capped(stage, "10")
        here.work(START)
        watch = models.Watch.objects.get(read="search_tag").pk
        x = networks.network("x")

        class Killed(BaseException):
            pass

        def dies(*_: object) -> None:
            raise Killed

        here.now = START + HOUR
        with monkeypatch.context() as dying, pytest.raises(Killed):
            dying.setattr(x, "read", dies)
            checking.collect(watch, here.now)
        assert book(stage).held.usd > 0
        models.Watch.objects.update(lease_until=START)
        assert checking.collect(watch, here.now)
        assert book(stage).held.usd == 0
        assert book(stage).spent.usd == here.bill


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_at_once_never_pass_the_cap(scene: Callable[..., Scene]) -> None:
    """Twenty tags, twenty watches, one purse: by X's own count no cent more than the cap."""
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("a database in memory has one connection")
    tags = [f"tag{n}" for n in range(20)]
    events = [
        Event(START + n * timedelta(minutes=1), EventName.POST, f"{tag}-{n}", "zoe", text=f"{tag} {n}", tags=(tag,))
        for tag in tags
        for n in range(40)
    ]
    here = scene(*events)
    stage = a_stage(*({"post": {"tag": tag}} for tag in tags))
    capped(stage, "2")
    here.now = START + HOUR
    due = checking.due(here.now)
    for cohort in due.cohorts:
        checking.judge_due(cohort, here.now)
    watches = list(models.Watch.objects.filter(read="search_tag").values_list("pk", flat=True))
    assert len(watches) == 20

    def collect(watch: int) -> None:
        try:
            checking.collect(watch, here.now)
        finally:
            connection.close()

    for _round in range(4):
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(collect, watches))
        models.Watch.objects.update(due_at=here.now, not_before=None, lease_until=None)
        assert here.bill <= 2, "20 x $0.20 were asked for"
    assert here.bill > Decimal("1.5"), "what there was has been used"
    assert book(stage).spent.usd == here.bill
    assert book(stage).held.usd == 0


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.CUT])
def test_answers_that_cannot_be_read_never_lift_the_bill_above_the_cap(
    scene: Callable[..., Scene], fault: Fault
) -> None:
    here = scene(*posts(600, START, timedelta(seconds=10)))
    stage = a_stage()
    here.work(START)
    capped(stage, "1.5")
    here.sandbox.faults.add("search", fault, times=10**6)
    for hours in range(2, 14, 2):
        models.Watch.objects.filter(due_at__isnull=False).update(due_at=START, not_before=None)
        here.work(START + hours * HOUR)
    fired = here.sandbox.faults.fired["search", fault]
    assert fired >= 2, "the fault fired again and again"
    assert Decimal(0) < here.bill <= book(stage).spent.usd <= Decimal("1.5")

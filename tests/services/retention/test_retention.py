"""From the post that is taken back on X to the words that are gone here: by the sandbox, its bill and a dump."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.sandbox import Fault
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.questions import Price
from mooc.core.judging.receipt import receipt_from_json, rejudge
from mooc.environment import environment
from mooc.services.accounts import account_linking
from mooc.services.cohorts import cohorts
from mooc.services.operations import rechecking
from mooc.services.retention import retention
from mooc.services.spending import permits
from mooc.simulation.worlds import Event, EventName
from mooc.store import models
from tests import histories
from tests.building.budget_env import ADMIN, HOUR, Scene, a_stage, book, capped, posts, scenes
from tests.building.classes import START, Stage
from tests.services.retention.dump import dump

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
EVENING = START + 23 * HOUR
CANARY = "xylophone"
ONE, TWO = {"post": {"tag": "{hashtag}"}}, {"post": {"tag": "{hashtag}", "at_least": 2}}
POST = Event(START + HOUR, EventName.POST, "one", "ada", text=f"I play the {CANARY}", tags=("mooc",))
Scenes = Callable[..., Scene]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scenes]:
    yield from scenes(monkeypatch)


def look(here: Scene, now: datetime) -> int:
    """Look at all texts that are due at ``now``, and judge; returns how many were looked at."""
    here.now, looked = now, 0
    for _ in range(20):
        models.Text.objects.update(enqueued_until=None)
        found = sum(retention.look(text, now) for text in retention.due(now))
        looked += found
        if not found:
            here.work(now)
            return looked
    raise AssertionError("there is no end to what is due")


def a_class(here: Scene, *checks: dict[str, object]) -> Stage:
    """Ada has posted, and it was found by a search."""
    stage = a_stage(*(checks or (TWO, ONE)))
    here.work(START)
    here.work(START + 2 * HOUR)
    assert dump().count(CANARY) == 1, "there is something to erase, in one place"
    return stage


def history(stage: Stage, challenge: str) -> list[tuple[str, str]]:
    return [(change.answer, change.trouble) for change in histories.changes(stage.learners["ada"], challenge)]


def nothing_is_broken(stage: Stage) -> None:
    assert list(rechecking.recheck(stage.cohort.pk)) == []
    for body, digest in models.Receipt.objects.values_list("body", "digest"):
        assert rejudge(receipt_from_json(body, digest)).answer is Answer.MET


class TestAPostThatIsTakenBack:
    def test_before_anything_else_reads_it_does_not_count_and_a_pass_stays(self, scene: Scenes) -> None:
        """Found by a search, deleted before it is read again: a search never shows what is gone."""
        here = scene(POST, Event(START + 3 * HOUR, EventName.DELETE, "one"))
        stage = a_class(here)
        assert (stage.answer("ada", "c1"), stage.answer("ada", "c2")) == ("not_yet", "met")
        here.work(START + 22 * HOUR)
        assert dump().count(CANARY) == 1, "nothing that is read by itself has noticed"
        asked, bill = here.asked, here.bill
        assert look(here, EVENING) == 1
        assert models.Activity.objects.get(kind="gone").target == here.sandbox.world.post_id("one")
        assert CANARY not in dump()
        assert here.bill - bill <= Decimal("0.01"), "her account was looked at"
        assert here.asked - asked <= 4
        here.happens(Event(EVENING + HOUR, EventName.POST, "two", "ada", text="once more", tags=("mooc",)))
        here.work(EVENING + 3 * HOUR)
        assert stage.answer("ada", "c1") == "not_yet", "of two posts only one stands"
        here.happens(Event(EVENING + 4 * HOUR, EventName.POST, "three", "ada", text="another one", tags=("mooc",)))
        here.work(EVENING + 6 * HOUR)
        assert stage.answer("ada", "c1") == "met"
        assert stage.answer("ada", "c2") == "met"
        assert history(stage, "c2")[-1] == ("met", "evidence_gone")
        nothing_is_broken(stage)

    def test_is_gone_within_a_day_of_being_posted_whenever_that_was(self, scene: Scenes) -> None:
        hours = range(0, 24, 5)
        happened = [
            Event(START + n * HOUR, EventName.POST, f"p{n}", "ada", text=f"{CANARY} {n}", tags=("mooc",)) for n in hours
        ]
        here = scene(*happened)
        a_stage(TWO)
        here.work(START)
        for n in range(1, 49):
            here.work(START + n * HOUR)
            look(here, START + n * HOUR)
            here.happens(*(Event(here.now, EventName.DELETE, f"p{m}") for m in hours if m == n - 1))
        assert models.Activity.objects.filter(kind="gone").count() == len(hours)
        for gone in models.Activity.objects.filter(kind="gone"):
            post = models.Activity.objects.get(key=gone.target)
            assert gone.seen_at - post.seen_at <= DAY + HOUR
        assert CANARY not in dump()

    def test_and_comes_again_under_the_same_id_brings_no_words_back(self, scene: Scenes) -> None:
        here = scene(POST, Event(START + 3 * HOUR, EventName.DELETE, "one"))
        a_class(here)
        look(here, EVENING)
        models.Activity.objects.filter(kind="post").delete()  # the end of a post may be known before the post
        models.Watch.objects.filter(read="search_tag").update(cursor="", due_at=START)
        here.work(START + 2.5 * HOUR)
        assert models.Activity.objects.filter(kind="post").count() == 1
        assert CANARY not in dump()

    def test_and_written_anew_keeps_only_the_new_words(self, scene: Scenes) -> None:
        edit = Event(START + 1.5 * HOUR, EventName.EDIT, "one", to="one-b", text="I play the flute", tags=("mooc",))
        here = scene(POST)
        a_stage(TWO)
        here.work(START)
        here.work(START + 1.2 * HOUR)
        assert CANARY in dump()
        here.happens(edit)
        here.work(START + 3 * HOUR)
        look(here, EVENING)
        words = dump()
        assert CANARY not in words
        assert not models.Activity.objects.filter(kind="gone").exists(), "an edit is no deletion"


class TestAnAuthorWhoCannotBeRead:
    @pytest.mark.parametrize(
        ("what", "back", "standing"),
        [
            (EventName.PROTECT, EventName.UNPROTECT, "protected"),
            (EventName.SUSPEND, EventName.UNSUSPEND, "suspended"),
            (EventName.DELETE_ACCOUNT, None, "gone"),
        ],
    )
    def test_takes_the_words_along_and_nothing_is_called_deleted(
        self, scene: Scenes, what: EventName, back: EventName | None, standing: str
    ) -> None:
        here = scene(POST, Event(START + 3 * HOUR, what, "ada"))
        stage = a_class(here)
        look(here, EVENING)
        assert CANARY not in dump()
        assert models.Account.objects.get(external_id="11").standing == standing
        assert not models.Activity.objects.filter(kind="gone").exists()
        assert stage.answer("ada", "c2") == "met"
        nothing_is_broken(stage)
        if back:
            again = Event(EVENING + 2 * HOUR, EventName.POST, "two", "ada", text="I am back", tags=("mooc",))
            here.happens(Event(EVENING + HOUR, back, "ada"), again)
            here.work(EVENING + 4 * HOUR)
            assert models.Account.objects.get(external_id="11").standing == "active"
            assert stage.answer("ada", "c1") == "met", "the first post counts again"
            assert CANARY not in dump(), "its words do not come back"

    def test_takes_along_the_words_of_all_posts_also_of_those_not_due(self, scene: Scenes) -> None:
        here = scene(POST, *posts(5, EVENING - 0.5 * HOUR, timedelta(minutes=1), "ada"))
        a_stage(TWO)
        for hour in (0, 2, 23.5):
            here.work(START + hour * HOUR)
        assert models.Text.objects.count() == 6
        models.Text.objects.exclude(body__contains=CANARY).update(due_at=START + 9 * DAY)
        here.happens(Event(START + 23.6 * HOUR, EventName.SUSPEND, "ada"))
        look(here, START + 23.7 * HOUR)
        assert models.Text.objects.count() == 0

    def test_who_unlinks_takes_the_words_along(self, scene: Scenes) -> None:
        here = scene(POST)
        stage = a_class(here)
        account_linking.unlink(stage.actor("ada", here.now), models.Account.objects.get(external_id="11").pk)
        assert CANARY not in dump()
        assert stage.answer("ada", "c2") == "met"

    def test_who_leaves_takes_the_words_along_and_nobody_is_asked(self, scene: Scenes) -> None:
        here = scene(POST)
        stage = a_class(here)
        asked = here.asked
        cohorts.leave(stage.actor("ada", here.now), stage.learners["ada"])
        models.Watch.objects.update(due_at=None)
        assert look(here, here.now) == 1
        assert CANARY not in dump()
        assert here.asked == asked


@pytest.fixture
def looks_are_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """As they are on Bluesky and Mastodon."""
    free = permits.post_read
    monkeypatch.setattr(permits, "post_read", lambda reads: free(reads)._replace(price=Price(1)))


class TestHowLong:
    @pytest.mark.usefixtures("looks_are_free")
    def test_after_the_end_of_the_cohort_words_go_on_the_day(self, scene: Scenes) -> None:
        here = scene(POST)
        stage = a_class(here)
        closed, keep = START + 10 * DAY, timedelta(days=environment().keep_text_days)
        for day in range(10):
            look(here, EVENING + day * DAY)
        cohorts.change_settings(ADMIN, stage.cohort.pk, closed_at=closed)
        for day in range(10, 10 + environment().keep_text_days):
            look(here, START + day * DAY)
        assert CANARY in dump()
        asked = here.asked
        look(here, closed + keep)
        assert CANARY not in dump()
        assert here.asked == asked, "nobody is asked any more"

    @pytest.mark.usefixtures("looks_are_free")
    def test_what_stands_is_looked_at_ever_less_often(self, scene: Scenes) -> None:
        here = scene(POST)
        a_class(here)
        models.Watch.objects.update(due_at=None)
        looked = [day for day in range(40) if look(here, EVENING + day * DAY)]
        assert looked[:4] == [0, 1, 2, 3]
        assert len(looked) < 15
        assert CANARY in dump()

    def test_where_a_look_costs_the_words_go_with_the_one_that_is_free(self, scene: Scenes) -> None:
        here = scene(POST)
        stage = a_class(here)
        models.Watch.objects.update(due_at=None)
        bill = here.bill
        looked = [day for day in range(60) if look(here, EVENING + day * DAY)]
        assert looked == [0]
        assert here.bill == bill
        assert CANARY not in dump()
        assert stage.answer("ada", "c2") == "met"
        nothing_is_broken(stage)


class TestTheBill:
    def test_a_hundred_go_in_one_request_and_each_is_in_the_ledger(self, scene: Scenes) -> None:
        here = scene(*posts(250, START + HOUR, timedelta(seconds=10), "ada"))
        stage = a_stage(TWO)
        here.work(START)
        here.work(START + 3 * HOUR)
        assert models.Text.objects.count() == 250
        models.Watch.objects.update(due_at=None)
        asked, bill, spent = here.asked, here.bill, book(stage).spent
        assert look(here, EVENING) == 250
        assert here.asked - asked == 3 == here.sandbox.ledger.requests["tweets"]
        assert here.bill == bill, "on the day of the post it had been paid for"
        assert book(stage).spent.usd == spent.usd
        assert book(stage).spent.requests - spent.requests == 3
        assert not models.Text.objects.exists(), "another look would cost"

    def test_it_takes_a_constant_number_of_queries(self, scene: Scenes) -> None:
        counted = []
        for many in (2, 70):
            here = scene(*posts(many, START + HOUR, timedelta(seconds=10), "ada"))
            a_stage(TWO)
            here.work(START)
            here.work(START + 3 * HOUR)
            here.happens(*(Event(START + 4 * HOUR, EventName.DELETE, f"ada-020100-{n}") for n in range(many // 2)))
            here.now = EVENING
            first = retention.due(EVENING)[0]
            with CaptureQueriesContext(connection) as queries:
                assert retention.look(first, EVENING) == many
            assert models.Activity.objects.filter(kind="gone").count() == many // 2
            counted.append(len(queries))
            for model in (models.Cohort, models.Watch, models.Activity, models.User, models.Account):
                model.objects.all().delete()
        assert counted[0] == counted[1] < 45

    def test_two_workers_never_look_at_the_same_text(self, scene: Scenes) -> None:
        here = scene(*posts(150, START + HOUR, timedelta(seconds=10), "ada"))
        a_stage(TWO)
        here.work(START)
        here.work(START + 3 * HOUR)
        here.now = EVENING
        named = retention.due(EVENING)
        looked = [retention.look(text, EVENING) for text in named]
        assert (len(named), looked[0], sum(looked)) == (10, 100, 100), "the others were among the first hundred"
        assert retention.due(EVENING), "and the rest is named next"

    def test_when_nobody_pays_words_go_unseen_a_day_later(
        self, scene: Scenes, caplog: pytest.LogCaptureFixture
    ) -> None:
        here = scene(POST)
        stage = a_class(here)
        capped(stage, "0.02")
        models.Watch.objects.update(due_at=None)
        models.Budget.objects.update(spent_usd=Decimal("0.02"))
        asked = here.asked
        look(here, EVENING)
        assert CANARY in dump(), "somebody may raise the cap"
        for hours in range(6, 25, 6):
            look(here, EVENING + hours * HOUR)
        assert CANARY not in dump()
        assert here.asked == asked
        assert "erased unseen" in caplog.text
        assert not models.Activity.objects.filter(kind="gone").exists()
        assert not models.Reservation.objects.exists()
        assert stage.answer("ada", "c2") == "met"

    def test_looking_leaves_the_sweeps_what_they_need(self, scene: Scenes) -> None:
        here = scene(POST)
        stage = a_class(here)
        capped(stage, "1")
        models.Budget.objects.update(spent_usd=Decimal("0.70"))
        step, asked = book(stage).step, here.sandbox.ledger.requests["tweets"]
        look(here, EVENING)
        assert here.sandbox.ledger.requests["tweets"] == asked == 0
        assert book(stage).step is step, "that nobody looks at texts is no reason to ask learners for more"


class TestAnOutage:
    @pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.DROP, Fault.TRUNCATED, Fault.HTML])
    def test_erases_nothing_and_ends_nothing(self, scene: Scenes, fault: Fault) -> None:
        here = scene(POST, Event(START + 3 * HOUR, EventName.DELETE, "one"))
        a_class(here)
        here.sandbox.faults.add("tweets", fault)
        look(here, EVENING)
        assert here.sandbox.faults.total == 1
        assert CANARY in dump()
        assert not models.Activity.objects.filter(kind="gone").exists()
        look(here, EVENING + HOUR)
        assert CANARY not in dump(), "an hour later it is asked again"
        assert models.Activity.objects.filter(kind="gone").exists()

    def test_while_nobody_says_how_the_author_stands_the_words_go_and_the_fact_stays(self, scene: Scenes) -> None:
        here = scene(POST, Event(START + 3 * HOUR, EventName.DELETE, "one"))
        a_class(here)
        models.Watch.objects.update(due_at=None)
        here.sandbox.faults.add("users", Fault.SERVER_ERROR)
        look(here, EVENING)
        assert here.sandbox.faults.total == 1
        assert CANARY not in dump()
        assert not models.Activity.objects.filter(kind="gone").exists()
        look(here, EVENING + HOUR)
        assert models.Activity.objects.filter(kind="gone").exists()
        assert not models.Text.objects.exists()


def test_what_counts_of_reposts_tell_of_missing_posts_is_used(scene: Scenes) -> None:
    """The posts whose reposts are counted are not asked for once more."""
    keeps = Event(START + HOUR, EventName.POST, "keeps", "ada", text="I stay", tags=("mooc",))
    here = scene(POST, keeps, Event(START + 3 * HOUR, EventName.DELETE, "one"))
    a_stage({"relay": {"at_least": 1, "by": "outside_cohort", "tag": "{hashtag}"}})
    here.work(START)
    here.work(START + 2 * HOUR)
    assert CANARY in dump()
    for hours in (4, 5, 6):
        here.work(START + hours * HOUR)
    assert CANARY not in dump()
    assert models.Activity.objects.get(kind="gone").target == here.sandbox.world.post_id("one")
    (kept,) = models.Text.objects.all()
    assert kept.checked_at > START + 3 * HOUR
    assert kept.due_at > here.now

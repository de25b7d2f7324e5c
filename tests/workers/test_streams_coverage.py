"""A stream that counts as seen: the same deeds and verdicts with it and without it, and far fewer looks.

The real Bluesky network and its firehose. Everything is asked each two seconds, and a passer-by posts all the time, so
that the firehose always has something to tell.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from fixtures.bluesky import BlueskyNetwork, Person
from mooc.networks.bluesky.adapter import Bluesky
from mooc.services.watching import streams
from mooc.store import models
from tests import histories
from tests.bluesky import eventually
from tests.building.classes import WEEK, Stage, a_course
from tests.building.networks import only_networks
from tests.building.waiting import until
from tests.workers.faulty_websocket import Meddler
from tests.workers.test_streams import POST, SOON, Class, shown
from workers.process import Ticker, Workers

pytestmark = [pytest.mark.needs("node", "postgresql"), pytest.mark.django_db(transaction=True)]

PACE, LAG = timedelta(seconds=2), timedelta(seconds=0.3)
WINDOW = 16.0
"""Seconds until the challenge's window closes."""


@pytest.fixture(autouse=True)
def in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "CURSOR_INTERVAL", 0.1)
    monkeypatch.setattr(streams, "COVERAGE_INTERVAL", 0.2)
    monkeypatch.setattr("workers.streams.HELD_ELSEWHERE_WAIT", 0.3)


Course = Callable[[float], AbstractContextManager[Class]]


@pytest.fixture
def a_course_of_seconds(
    bluesky_network: BlueskyNetwork, join: Callable[[str], Person], monkeypatch: pytest.MonkeyPatch
) -> Course:
    """A class of two whose one window closes in so many seconds, on a firehose that is busy."""
    adapter = Bluesky(bluesky_network.appview, lag=LAG, pace=PACE)
    only_networks(monkeypatch, adapter)

    @contextmanager
    def course(seconds: float) -> Iterator[Class]:
        people = {name: join(name) for name in ("l0", "l1")}
        eventually(lambda: [shown(adapter, one) for one in people.values()], all)
        with Meddler(bluesky_network.pds).running() as meddler, busy(join("passer")):
            start = datetime.now(UTC) - WEEK + timedelta(seconds=seconds)
            stage = Stage(a_course(POST, pace="weekly"), start, "bluesky", people["l0"].did)
            for name, person in people.items():
                stage.learner(name, person.did, start)
            here = Class(stage, people, meddler, adapter)
            with Workers(4, Ticker(0.1)):
                dids = [person.did for person in people.values()]
                seen_once = models.Coverage.objects.filter(watch__subject__in=dids)
                assert until(lambda: seen_once.count() == len(dids), SOON)
                yield here
            stage.cohort.closed_at = datetime.now(UTC)
            stage.cohort.save()

    return course


@contextmanager
def busy(passer: Person) -> Iterator[None]:
    """Somebody posts all the time."""
    done = threading.Event()

    def chatter() -> None:
        while not done.wait(0.1):
            passer.post("…")

    thread = threading.Thread(target=chatter, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(10)


def closes(here: Class) -> datetime:
    end: datetime = here.stage.cohort.start + WEEK
    return end


def feeds(here: Class, name: str) -> list[datetime]:
    """When the feed of that learner was looked at."""
    return list(_watch(here, name).polls.order_by("at").values_list("at", flat=True))


def seen(here: Class, name: str) -> datetime:
    """Up to when all that the learner posted counts as seen."""
    end: datetime = _watch(here, name).coverage.latest("end").end
    return end


def _watch(here: Class, name: str) -> models.Watch:
    return models.Watch.objects.get(read="author_feed", subject=here.people[name].did)


def is_spoken_for(here: Class, name: str) -> bool:
    """Whether more counts as seen than any look has shown."""
    return bool(feeds(here, name)) and seen(here, name) > feeds(here, name)[-1] - LAG


def hello(here: Class, is_heard: bool) -> None:
    """Everybody says something, and is spoken for then."""
    if is_heard:
        assert until(models.Stream.objects.filter(open_since__isnull=False).exists, SOON)
    for person in here.people.values():
        person.post("hello")
    if is_heard:
        assert until(lambda: all(is_spoken_for(here, name) for name in here.people), SOON)


def deeds(here: Class, is_heard: bool) -> int:
    """Both say hello, one does what is asked, the other is silent; until all is judged. Returns the looks at the two
    feeds from the time on at which a stream speaks for them to the end of the window."""
    hello(here, is_heard)
    began = closes(here) - timedelta(seconds=WINDOW / 2)
    assert datetime.now(UTC) < began, "so slow a machine shows nothing"
    assert until(lambda: datetime.now(UTC) > began, SOON)
    here.people["l0"].post("here I am", tags=["mooc"])
    assert until(lambda: here.is_met("l0"), SOON)
    assert is_spoken_for(here, "l1") == is_heard
    silent = models.Verdict.objects.filter(member=here.stage.learners["l1"], as_of__gte=closes(here))
    assert until(silent.exists, SOON)
    assert here.stage.answers() == {"l0": "met", "l1": "not_yet"}
    check_nobody_read_otherwise(here, "l0")
    assert feeds(here, "l1")[-1] >= closes(here) + LAG, "a look decides the end of the window"
    return sum(began < at <= closes(here) for name in here.people for at in feeds(here, name))


def check_nobody_read_otherwise(here: Class, name: str) -> None:
    """Never "not yet" as of a moment at which it had been done."""
    done = models.Activity.objects.get(actor=here.people[name].did, tags__contains="mooc").at
    changes = histories.changes(here.stage.learners[name])
    assert not [one for one in changes if one.answer == "not_yet" and one.as_of and done and one.as_of >= done]


def test_the_same_verdicts_with_far_fewer_looks(a_course_of_seconds: Course) -> None:
    with a_course_of_seconds(WINDOW) as here:
        polled = deeds(here, is_heard=False)
    models.User.objects.all().delete()
    with a_course_of_seconds(WINDOW) as here, here.listening():
        told = deeds(here, is_heard=True)
    print(f"looks at two feeds in {WINDOW / 2:.0f} s: {polled} by polls, {told} with the stream")
    assert told <= polled / 2


def test_what_counts_as_seen_ends_where_the_connection_breaks(a_course_of_seconds: Course) -> None:
    with a_course_of_seconds(60.0) as here, here.listening():
        hello(here, is_heard=True)
        here.meddler.is_shut = True
        here.meddler.cut()
        assert here.meddler.fired == 1, "the fault fired"
        broken = datetime.now(UTC)
        here.people["l0"].post("meanwhile", tags=["mooc"])
        assert until(lambda: here.is_met("l0"), SOON), "the looks come at their own pace again"
        assert until(lambda: seen(here, "l1") > broken, SOON)
        assert all(seen(here, name) <= feeds(here, name)[-1] - LAG for name in here.people), "and they alone claim"
        here.meddler.is_shut = False
        assert until(lambda: is_spoken_for(here, "l1"), SOON), "it goes on where it was, and tells what it had not"
        assert here.stage.answer("l1") == "not_yet"
        check_nobody_read_otherwise(here, "l0")

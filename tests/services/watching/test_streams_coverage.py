"""What of a stream's telling counts as seen: not what it told of before anybody looked, nor what was not found."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.core.planning.plan import WatchKey
from mooc.core.push import EventType, Gap, GapKind, Signal, StreamEvent
from mooc.networks.bluesky.stream import open_stream
from mooc.networks.registry import capabilities
from mooc.services.watching.streams import COVERAGE_INTERVAL, HeldHost
from mooc.store import models
from mooc.store.watching import streams
from tests.building.classes import START, WEEK, Stage, a_course

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADA = "did:ada"
READS = capabilities("bluesky").reads


@pytest.fixture
def stage() -> Stage:
    found = Stage(a_course({"post": {"tag": "mooc"}}), network="bluesky")
    found.learner("ada", ADA)
    return found


def a_watch(stage: Stage, read: str, covered: datetime) -> models.Watch:
    row = models.Watch.objects.create(
        **WatchKey("bluesky", read, ADA)._asdict(),
        since=START,
        until=START + WEEK,
        looked_at=covered,
        due_at=NOW + 3 * HOUR,
    )
    models.Coverage.objects.create(watch=row, start=START, end=covered)
    models.WatchUse.objects.create(watch=row, cohort=stage.cohort, challenge="c1", since=START, until=START + WEEK)
    return row


def a_fact(key: str) -> None:
    models.Activity.objects.create(network="bluesky", key=key, kind="post", actor=ADA, at=NOW, seen_at=NOW)


def begin() -> HeldHost:
    held = HeldHost.begin(open_stream("ws://relay.example"), READS)
    assert held
    held.refresh()
    held.keep(0.0, NOW, at_once=True)
    return held


def tells(held: HeldHost, number: int, deed: EventType = EventType.POST, at: datetime = NOW) -> None:
    """At second ``number``."""
    signal = Signal(
        "bluesky", deed, ADA, f"{deed}-{number}" if deed is EventType.POST else "", target="at://did:eve/p/1"
    )
    held.handle_events([StreamEvent(str(number), (signal,), at=at)], float(number))


def says(held: HeldHost, note: int, now: datetime) -> None:
    """The note number ``note`` of what counts as seen, at ``now``."""
    moment = note * COVERAGE_INTERVAL + 100
    held.look(now, moment)
    held.keep(moment, now, at_once=True)


def is_looked_at(row: models.Watch) -> None:
    """It is not due any more; nothing new was seen."""
    models.Watch.objects.filter(pk=row.pk).update(due_at=NOW + 3 * HOUR)


def end(row: models.Watch) -> datetime:
    return row.coverage.get().end


def test_what_is_told_counts_as_seen_when_all_of_it_stands_in_the_log(stage: Stage) -> None:
    row, held = a_watch(stage, "author_feed", NOW + HOUR), begin()
    a_fact("post-1")
    tells(held, 1)
    says(held, 1, NOW)
    tells(held, 2, at=NOW + 2 * HOUR)
    says(held, 2, NOW + 2 * HOUR)
    is_looked_at(row)
    assert end(row) == NOW + HOUR, "it is still looked for"
    a_fact("post-2")
    says(held, 3, NOW + 2 * HOUR)
    assert end(row) == NOW + 2 * HOUR - timedelta(seconds=30)


def test_a_post_that_is_told_and_not_found_is_a_doubt(stage: Stage) -> None:
    row, held = a_watch(stage, "author_feed", NOW + HOUR), begin()
    a_fact("post-1")
    tells(held, 1)
    says(held, 1, NOW)
    tells(held, 2, at=NOW + 2 * HOUR)
    for moment in range(2, 40):
        held.look(NOW + 2 * HOUR, float(moment))
    assert not held.scheduler.open(), "it is left to the polls"
    is_looked_at(row)
    says(held, 2, NOW + 2 * HOUR)
    assert models.Stream.objects.get().cursor == "2"
    assert end(row) == NOW + HOUR


def test_what_was_told_before_there_was_a_watch_is_not_spoken_for(stage: Stage) -> None:
    feed, held = a_watch(stage, "author_feed", NOW + HOUR), begin()
    a_fact("post-1")
    tells(held, 1)
    says(held, 1, NOW)
    tells(held, 2, EventType.REPOST, at=NOW + 2 * HOUR)
    shares = a_watch(stage, "shares", NOW + HOUR)
    tells(held, 3, EventType.FOLLOW, at=NOW + 2 * HOUR)
    says(held, 2, NOW + 2 * HOUR)
    assert end(feed) > NOW + HOUR
    assert end(shares) == NOW + HOUR


def test_a_gap_is_filled_and_noted_at_once_or_not_at_all(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    row = a_watch(stage, "author_feed", NOW)
    held = begin()

    def full(*_: object) -> None:
        raise OSError("no room")

    held.miss(Gap(GapKind.MISSED))
    with monkeypatch.context() as broken, pytest.raises(OSError, match="no room"):
        broken.setattr(streams, "note_gap", full)
        held.fill(NOW, 1.0)
    row.refresh_from_db()
    assert (row.due_at, models.StreamGap.objects.count()) == (NOW + 3 * HOUR, 0)
    held.fill(NOW, 2.0)
    row.refresh_from_db()
    assert (row.due_at, models.StreamGap.objects.get().filled) == (NOW, 1)

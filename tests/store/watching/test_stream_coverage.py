"""What a stream has told of: which spans reach further, which looks come later, and all of it or nothing."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mooc.core.facts.questions import Read
from mooc.core.planning.plan import WatchKey
from mooc.core.push import CHECK_INTERVAL, StreamCoverage
from mooc.core.values.span import Span
from mooc.networks.registry import capabilities
from mooc.services import ingest
from mooc.store import models
from mooc.store.database.leases import LostLease
from mooc.store.watching import streams
from mooc.store.watching.streams import HeldStream
from tests.building.classes import Stage, a_course

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 4, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WEEK = Span(datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC))
READS = capabilities("bluesky").reads
FEED: Read = next(read for read in READS if read.name == "author_feed")
KEY = WatchKey("bluesky", "author_feed", "did:ada")


def a_watch(covered: datetime, *windows: Span, key: WatchKey = KEY, **fields: Any) -> models.Watch:
    """A watch that was looked at a lag after ``covered``, for these windows."""
    cohort = Stage(a_course({"post": {"tag": "x"}}), network="bluesky").cohort
    spans = windows or (WEEK,)
    looked = covered + FEED.lag
    row = models.Watch.objects.create(
        **key._asdict(),
        **{"since": WEEK.start, "until": WEEK.end, "looked_at": looked, "due_at": looked + HOUR, **fields},
    )
    models.Coverage.objects.create(watch=row, start=WEEK.start, end=covered)
    for number, span in enumerate(spans):
        models.WatchUse.objects.create(
            watch=row, cohort=cohort, challenge=f"c{number}", since=span.start, until=span.end
        )
    return row


def held() -> HeldStream:
    found = streams.hold("bluesky", "relay")
    assert found
    return found


def says(until: datetime = NOW, since: Mapping[WatchKey, datetime] | None = None) -> None:
    ingest.note_stream_progress(held(), "7", True, StreamCoverage(until, since or {KEY: NOW - 3 * HOUR}, NOW), READS)


def end(row: models.Watch) -> datetime:
    return row.coverage.get().end


def test_the_span_reaches_further_and_the_look_comes_a_round_after_it() -> None:
    row = a_watch(NOW - 30 * MINUTE)
    says()
    assert end(row) == NOW - FEED.lag
    row.refresh_from_db()
    assert row.due_at == NOW - FEED.lag + HOUR


def test_a_look_is_taken_each_six_hours_all_the_same() -> None:
    row = a_watch(NOW - 10 * MINUTE, looked_at=NOW - CHECK_INTERVAL + 20 * MINUTE, due_at=NOW + 5 * MINUTE)
    says()
    row.refresh_from_db()
    assert row.due_at == NOW + 20 * MINUTE


def test_a_look_falls_right_behind_the_end_of_the_window() -> None:
    closes = NOW + 20 * MINUTE
    row = a_watch(NOW - 10 * MINUTE, Span(WEEK.start, closes), due_at=NOW + 5 * MINUTE)
    says()
    row.refresh_from_db()
    assert row.due_at == closes + FEED.lag


@pytest.mark.parametrize(
    "edge",
    [Span(WEEK.start, NOW - 5 * MINUTE), Span(NOW - 5 * MINUTE, WEEK.end)],
    ids=["its last moment", "its first moment"],
)
def test_an_edge_of_a_window_is_left_to_a_look(edge: Span) -> None:
    row = a_watch(NOW - 10 * MINUTE, WEEK, edge)
    due = row.due_at
    says()
    row.refresh_from_db()
    assert (end(row), row.due_at) == (NOW - 10 * MINUTE, due)


@pytest.mark.parametrize(
    ("covered", "fields"),
    [
        (NOW - 3 * HOUR + FEED.lag - MINUTE, {"due_at": NOW + MINUTE}),
        (NOW - 10 * MINUTE, {"trouble": "unreachable"}),
        (NOW - 10 * MINUTE, {"due_at": NOW}),
        (NOW - 10 * MINUTE, {"due_at": None, "is_inactive": True}),
        (NOW - FEED.lag / 2, {}),
    ],
    ids=["the looks have not come to where it begins", "in trouble", "due", "resting", "seen further by a look"],
)
def test_it_does_not_reach_further(covered: datetime, fields: dict[str, Any]) -> None:
    row = a_watch(covered, **fields)
    before = (end(row), row.due_at)
    says()
    row.refresh_from_db()
    assert (end(row), row.due_at) == before


def test_only_the_watches_that_are_spoken_for() -> None:
    bob = a_watch(NOW - 10 * MINUTE, key=KEY._replace(subject="did:bob"))
    quotes = a_watch(NOW - 10 * MINUTE, key=WatchKey("bluesky", "quotes", "did:ada"))
    ada = a_watch(NOW - 10 * MINUTE)
    says()
    assert [end(row) for row in (ada, bob, quotes)] == [NOW - FEED.lag, NOW - 10 * MINUTE, NOW - 10 * MINUTE]


def test_the_cursor_and_what_it_covers_move_together_or_not_at_all() -> None:
    row, stream = a_watch(NOW - 10 * MINUTE), held()
    said = StreamCoverage(NOW, {KEY: NOW - 3 * HOUR}, NOW)
    with pytest.raises(KeyError):  # it dies between the cursor and the spans
        ingest.note_stream_progress(stream, "7", True, said, ())
    with pytest.raises(LostLease):
        ingest.note_stream_progress(stream._replace(token=uuid.uuid4()), "7", True, said, READS)
    assert models.Stream.objects.get().cursor == ""
    assert end(row) == NOW - 10 * MINUTE
    ingest.note_stream_progress(stream, "7", True, said, READS)
    assert models.Stream.objects.get().cursor == "7"
    assert end(row) == NOW - FEED.lag

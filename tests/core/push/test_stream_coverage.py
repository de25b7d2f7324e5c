"""For whom a stream speaks, from when on, and up to when."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mooc.core.facts.needs import NeedKind
from mooc.core.planning.plan import WatchKey
from mooc.core.push import CoverageTracker, EventType, Signal, StreamEvent
from mooc.networks.registry import capabilities

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OURS = {"did:ada", "did:bob"}
FEED, SHARES = (WatchKey("bluesky", read, "did:ada") for read in ("author_feed", "shares"))


def a_voice() -> CoverageTracker:
    table = capabilities("bluesky")
    return CoverageTracker("bluesky", table.speaks, table.reads)


def does(who: str = "did:ada", deed: EventType = EventType.POST) -> StreamEvent:
    return StreamEvent("1", (Signal("bluesky", deed, who, "key"),))


def speaking() -> CoverageTracker:
    """A voice that speaks for Ada from NOW on."""
    voice = a_voice()
    voice.hear([does()], OURS)
    voice.say(NOW)
    return voice


def said_at(voice: CoverageTracker, now: datetime, *times: datetime) -> set[WatchKey]:
    for at in times or (now,):
        voice.reach(at)
    said = voice.say(now)
    return set(said.since) if said else set()


def test_it_speaks_from_the_first_deed_on_for_what_the_account_does_itself() -> None:
    voice = a_voice()
    assert said_at(voice, NOW) == set(), "who was never heard is not known to be listened for"
    voice.hear([does()], OURS)
    assert said_at(voice, NOW) == set(), "nothing before the note that follows the deed"
    voice.reach(NOW + MINUTE)
    said = voice.say(NOW + MINUTE)
    assert said is not None
    assert said.since == {FEED: NOW, SHARES: NOW}
    assert said.until == NOW + MINUTE


def test_silence_proves_nothing() -> None:
    assert speaking().say(NOW + MINUTE) is None


@pytest.mark.parametrize(
    "doubt",
    [
        lambda voice: voice.doubt(),
        lambda voice: voice.doubt({"did:ada"}),
        lambda voice: voice.hear([does(deed=EventType.STANDING)], OURS),
    ],
    ids=["of anybody", "of her", "she may have moved"],
)
def test_a_doubt_ends_it_until_the_next_deed(doubt: Callable[[CoverageTracker], None]) -> None:
    voice = speaking()
    doubt(voice)
    assert said_at(voice, NOW + MINUTE) == set()
    voice.hear([does()], OURS)
    assert said_at(voice, NOW + 2 * MINUTE) == set()
    voice.reach(NOW + 3 * MINUTE)
    said = voice.say(NOW + 3 * MINUTE)
    assert said is not None
    assert said.since[FEED] == NOW + 2 * MINUTE, "from the deed after the doubt, not from before it"


def test_a_doubt_about_one_leaves_the_others() -> None:
    voice = speaking()
    voice.hear([does("did:bob")], OURS)
    voice.say(NOW)
    voice.doubt({"did:bob"})
    assert said_at(voice, NOW + MINUTE) == {FEED, SHARES}
    voice.keep_to({"did:bob"})
    assert said_at(voice, NOW + 2 * MINUTE) == set(), "nobody listens for Ada any more"


def test_strangers_and_streams_that_speak_for_nothing_are_not_heard() -> None:
    voice = a_voice()
    voice.hear([does("did:eve")], OURS)
    voice.say(NOW)
    assert said_at(voice, NOW + MINUTE) == set()
    table = capabilities("bluesky")
    mute = CoverageTracker("bluesky", frozenset[NeedKind](), table.reads)
    mute.hear([does()], OURS)
    mute.say(NOW)
    assert said_at(mute, NOW + MINUTE) == set()


def test_one_clock_that_runs_ahead_is_not_believed() -> None:
    voice = speaking()
    for at in (NOW - 30 * MINUTE, NOW + 600 * MINUTE, NOW - 29 * MINUTE):
        voice.reach(at)
    said = voice.say(NOW + MINUTE)
    assert said is not None
    assert said.until == NOW - 29 * MINUTE
    voice.reach(NOW + 600 * MINUTE)
    said = voice.say(NOW + 2 * MINUTE)
    assert said is not None
    assert said.until == NOW + 2 * MINUTE, "nothing is known of what our own clock has not come to"

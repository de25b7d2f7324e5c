"""The ground truth is held against small worlds of which everybody can see what is true."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.truth import Truth
from mooc.core.values.span import Span
from mooc.simulation.worlds import Event, EventName, World, WorldAccount

START = datetime(2026, 11, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = Span(START, START + 7 * DAY)
WINDOWS = dict.fromkeys(("follow", "reply", "live-post", "relay"), WEEK)
PEOPLE = tuple(WorldAccount(handle, str(n)) for n, handle in enumerate(("host", "wren", "robin", "magpie")))
SAID = "five words and no fewer"


def truth(*events: Event) -> Truth:
    return Truth(World(PEOPLE, events), WINDOWS, "mooc", "host", ("wren", "robin"))


def post(
    name: str, at: datetime, text: str = SAID, by: str = "wren", tags: tuple[str, ...] = ("mooc",), **more: str
) -> Event:
    return Event(at, EventName.POST, name, by, text, tags, **more)


def met(challenge: str, *events: Event, by: datetime = WEEK.end) -> bool:
    return truth(*events).met("wren", challenge, by)


def test_a_follow_counts_from_the_moment_it_is_there() -> None:
    follow = Event(START + DAY, EventName.FOLLOW, "host", "wren")
    assert not met("follow", follow, by=START + DAY)
    assert met("follow", follow, by=START + DAY + HOUR)


def test_a_follow_from_long_ago_counts_and_one_that_comes_late_does_not() -> None:
    assert met("follow", Event(START - DAY, EventName.FOLLOW, "host", "wren"))
    assert not met("follow", Event(WEEK.end, EventName.FOLLOW, "host", "wren"))


def test_a_follow_undone_before_the_week_does_not_count() -> None:
    follow, undone = (
        Event(START - 2 * DAY, EventName.FOLLOW, "host", "wren"),
        Event(START - DAY, EventName.UNFOLLOW, "host", "wren"),
    )
    assert not met("follow", follow, undone)


@pytest.mark.parametrize(
    ("to", "text", "counts"), [("prompt", SAID, True), ("own", SAID, False), ("prompt", "too short", False)]
)
def test_a_reply_goes_to_the_host_and_has_five_words(to: str, text: str, counts: bool) -> None:
    said = (post("prompt", START, by="host"), post("own", START))
    assert met("reply", *said, post("reply", START + HOUR, text, reply_to=to)) is counts


@pytest.mark.parametrize(("apart", "texts", "counts"), [(13, 6, True), (1, 6, False), (13, 1, False)])
def test_live_posts_are_different_and_spread(apart: int, texts: int, counts: bool) -> None:
    posts = [post(f"p{n}", START + n * apart * timedelta(minutes=1), f"text {n % texts}") for n in range(6)]
    assert met("live-post", *posts) is counts


@pytest.mark.parametrize(("by", "counts"), [("magpie", True), ("robin", False), ("host", False)])
def test_a_relay_comes_from_outside(by: str, counts: bool) -> None:
    assert met("relay", post("p", START), Event(START + HOUR, EventName.REPOST, "p", by)) is counts
    assert met("relay", post("p", START), post("q", START + HOUR, by=by, quote_of="p")) is counts


def test_a_relay_after_the_week_does_not_count() -> None:
    assert not met("relay", post("p", START), Event(WEEK.end, EventName.REPOST, "p", "magpie"))

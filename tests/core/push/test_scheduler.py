"""When to look: soon, again while nothing has shown up, and never once for each post of a burst."""

import pytest

from mooc.core.planning.plan import WatchKey
from mooc.core.push import EventType, Scheduler, Signal
from mooc.core.values.backoff import LOOK

FEED, TAG = WatchKey("bluesky", "author_feed", "did:ada"), WatchKey("bluesky", "tag", "mooc")
STEP = 0.05
DELAYS = (0.05, 0.35, 0.95, 2.15, 4.55)


def post(name: str) -> Signal:
    return Signal("bluesky", EventType.POST, "did:ada", name)


def looks(agenda: Scheduler, start: float, seconds: float) -> list[float]:
    """When something was looked at, going through the time in small steps."""
    found = []
    for n in range(round(seconds / STEP)):
        found += [round(n * STEP, 2) for _ in agenda.due(start + n * STEP + 1e-9)]
    return found


def test_a_signal_is_looked_for_at_growing_distances_and_then_left_to_the_polls() -> None:
    agenda = Scheduler(DELAYS)
    agenda.add({post("p"): [FEED]}, 100.0)
    assert looks(agenda, 100.0, 20) == pytest.approx(list(DELAYS), abs=0.06)
    assert agenda.next() is None
    assert agenda.open() == frozenset()


def test_what_stands_in_the_log_is_looked_for_no_more() -> None:
    agenda = Scheduler(DELAYS)
    agenda.add({post("p"): [FEED, TAG]}, 0.0)
    assert agenda.due(0.1) == [FEED, TAG]
    assert agenda.open() == {post("p")}
    agenda.seen([post("p"), post("other")])
    assert agenda.next() is None
    assert agenda.due(10.0) == []


def test_two_signals_share_a_look_and_it_goes_on_until_both_are_seen() -> None:
    agenda = Scheduler(DELAYS)
    agenda.add({post("p"): [FEED], post("q"): [FEED]}, 0.0)
    assert agenda.due(0.1) == [FEED]
    agenda.seen([post("p")])
    assert agenda.due(0.3) == [], "not yet time"
    assert agenda.due(0.5) == [FEED]
    agenda.seen([post("q")])
    assert agenda.due(10.0) == []


def test_a_second_post_a_little_later_is_looked_for_at_once() -> None:
    agenda = Scheduler(DELAYS)
    agenda.add({post("p"): [FEED]}, 0.0)
    agenda.due(0.05)
    agenda.seen([post("p")])
    agenda.add({post("q"): [FEED]}, 2.0)
    assert agenda.next() == 2.0 + DELAYS[0]


@pytest.mark.slow
def test_a_burst_takes_few_looks_and_its_end_is_looked_for_too() -> None:
    agenda, taken = Scheduler(DELAYS), 0
    for n in range(1000):  # ten seconds, a hundred posts a second
        moment = n / 100
        agenda.add({post(str(n)): [FEED]}, moment)
        taken += len(agenda.due(moment))
        agenda.seen([post(str(one)) for one in range(n)])
    assert 3 <= taken <= 8
    assert agenda.open() == {post("999")}
    assert len(looks(agenda, 10.0, 30)) >= 1, "the last post is not forgotten"


@pytest.mark.slow
def test_nobody_makes_us_ask_without_end() -> None:
    agenda, taken = Scheduler(DELAYS), 0
    for n in range(36_000):  # an hour, ten posts a second, none of which ever shows up
        moment = n / 10
        agenda.add({post(str(n)): [FEED]}, moment)
        taken += len(agenda.due(moment))
    assert taken <= 3600 / (LOOK.first.total_seconds() * 16)


def test_somebody_who_posts_every_eight_seconds_is_looked_for_at_once_each_time() -> None:
    agenda = Scheduler(DELAYS)
    for n in range(50):
        moment = n * 8.0
        agenda.add({post(str(n)): [FEED]}, moment)
        assert agenda.next() == moment + DELAYS[0]
        agenda.due(moment + DELAYS[0])
        agenda.seen([post(str(n))])


def test_it_does_not_remember_for_ever_whom_it_looked_at() -> None:
    agenda = Scheduler(DELAYS)
    for n in range(5000):
        signal = post(str(n))
        agenda.add({signal: [WatchKey("bluesky", "author_feed", str(n))]}, float(n))
        agenda.due(n + 0.5)
        agenda.seen([signal])
    assert len(agenda._last) < 1500

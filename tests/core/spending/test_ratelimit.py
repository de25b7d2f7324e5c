"""The book of requests, by a clock that the test turns: no request where the network would refuse it."""

import pytest

from mooc.core.facts.troubles import TroubleKind
from mooc.core.spending.gate import Bucket, GateClosed, RequestOutcome
from mooc.core.spending.ratelimit import (
    CLOCK_MARGIN,
    DAY,
    PROBE_TIMEOUT,
    SERVER_LIMITS,
    SHORTEST_WAIT,
    BreakerLimits,
)
from mooc.networks.local_gate import LocalGate
from mooc.networks.transport import is_json

NOW = 1_800_000_000.0
SEARCH = Bucket("x", "api.test", "tweets/search/recent", 5, 900)
USERS = SEARCH._replace(endpoint="users", limit=3)
UNKNOWN = SEARCH._replace(endpoint="oauth2/token", limit=0, seconds=0)
LARGE = SEARCH._replace(endpoint="tweets", limit=3500)
TIMELINE = SEARCH._replace(endpoint="users/:id/tweets", limit=10_000)
ELSEWHERE = LARGE._replace(server="other.test")
FINE = RequestOutcome(200)


class Book:
    """A gate, and the clock that it goes by."""

    def __init__(self, patience: BreakerLimits = SERVER_LIMITS) -> None:
        self.now = NOW
        self.gate = LocalGate(patience, lambda: self.now)

    def send(self, bucket: Bucket, answer: RequestOutcome = FINE) -> float:
        self.gate.enter(bucket)
        return self.gate.leave(bucket, answer)

    def closed(self, bucket: Bucket) -> tuple[TroubleKind, float]:
        """Why nothing may be sent, and for how many seconds more."""
        with pytest.raises(GateClosed) as caught:
            self.gate.enter(bucket)
        return caught.value.kind, caught.value.until - self.now

    def limited_for(self, bucket: Bucket) -> float:
        kind, seconds = self.closed(bucket)
        assert kind is TroubleKind.RATE_LIMITED
        return seconds

    def broken_for(self, bucket: Bucket) -> float:
        kind, seconds = self.closed(bucket)
        assert kind is TroubleKind.UNREACHABLE
        return seconds


@pytest.fixture
def book() -> Book:
    return Book()


def told(remaining: int, reset: float, status: int = 200) -> RequestOutcome:
    return RequestOutcome(status, remaining, reset)


def test_a_window_lets_its_limit_through_and_no_more(book: Book) -> None:
    for _ in range(5):
        assert book.send(SEARCH) in (0.0, NOW + 900 + CLOCK_MARGIN)
    assert book.limited_for(SEARCH) == 900 + CLOCK_MARGIN
    book.send(USERS)
    book.now += 900 + CLOCK_MARGIN
    for _ in range(5):
        book.send(SEARCH)
    assert book.limited_for(SEARCH) == 900 + CLOCK_MARGIN


def test_the_headers_are_believed_when_they_are_stricter(book: Book) -> None:
    book.send(SEARCH, told(1, NOW + 100))
    book.send(SEARCH, told(4, NOW + 100))
    assert book.limited_for(SEARCH) == 100 + CLOCK_MARGIN
    book.now += 100 + CLOCK_MARGIN
    book.send(SEARCH, told(4, book.now + 900))


def test_an_answer_from_a_window_that_is_over_says_nothing_of_this_one(book: Book) -> None:
    book.send(SEARCH)
    book.gate.enter(SEARCH)
    book.now += 901
    book.gate.leave(SEARCH, told(0, NOW + 900))
    book.send(SEARCH)


def test_a_new_bucket_is_probed_by_one_while_the_others_wait(book: Book) -> None:
    book.gate.enter(SEARCH)
    assert book.limited_for(SEARCH) == SHORTEST_WAIT
    book.now += 3
    assert book.limited_for(SEARCH) == 3, "as long again as the answer has taken so far"
    book.gate.leave(SEARCH, told(4, NOW + 900))
    for _ in range(4):
        book.gate.enter(SEARCH)


def test_a_probe_that_is_lost_is_followed_by_another(book: Book) -> None:
    book.gate.enter(SEARCH)
    book.now += PROBE_TIMEOUT
    book.gate.enter(SEARCH)
    assert book.limited_for(SEARCH) == SHORTEST_WAIT
    book.gate.leave(SEARCH, RequestOutcome(0))
    book.gate.enter(SEARCH)
    assert book.limited_for(SEARCH) == SHORTEST_WAIT, "nothing was heard"


def test_who_is_alone_with_a_limit_needs_no_probe_in_the_next_window(book: Book) -> None:
    book.send(SEARCH, told(4, NOW + 900))
    book.now += 902
    for _ in range(5):
        book.gate.enter(SEARCH)


@pytest.mark.parametrize("answer", [told(2, NOW + 900), told(0, NOW + 900, 429)])
def test_who_is_not_alone_probes_each_window(book: Book, answer: RequestOutcome) -> None:
    book.send(SEARCH, answer)
    book.now += 902
    book.gate.enter(SEARCH)
    assert book.limited_for(SEARCH) == SHORTEST_WAIT


def test_after_a_429_nothing_is_sent_before_the_reset(book: Book) -> None:
    assert book.send(SEARCH, told(0, NOW + 600, 429)) == NOW + 600 + CLOCK_MARGIN
    assert book.limited_for(SEARCH) == 600 + CLOCK_MARGIN
    book.now += 600
    assert book.limited_for(SEARCH) == CLOCK_MARGIN
    book.now += CLOCK_MARGIN
    book.gate.enter(SEARCH)


@pytest.mark.parametrize("reset", [None, NOW - 1, 0.0, -5.0])
def test_without_a_reset_that_is_ahead_the_wait_grows(book: Book, reset: float | None) -> None:
    waits = []
    for _ in range(6):
        book.send(SEARCH, RequestOutcome(429, None, reset))
        waits.append(book.limited_for(SEARCH))
        book.now += waits[-1]
    assert waits == [60, 120, 240, 480, 900, 900]
    book.send(SEARCH)
    book.send(SEARCH, RequestOutcome(429))
    assert book.limited_for(SEARCH) == 60, "an answer in between starts it anew"


def test_many_429s_at_once_are_one(book: Book) -> None:
    book.send(SEARCH)
    for _ in range(4):
        book.gate.enter(SEARCH)
    for _ in range(4):
        book.gate.leave(SEARCH, RequestOutcome(429))
    assert book.limited_for(SEARCH) == 60


def test_an_answer_that_was_on_its_way_does_not_open_what_a_429_has_closed(book: Book) -> None:
    book.send(SEARCH)
    book.gate.enter(SEARCH)
    book.send(SEARCH, RequestOutcome(429))
    book.gate.leave(SEARCH, told(3, NOW + 900))
    assert book.limited_for(SEARCH) == 60


@pytest.mark.parametrize(("ahead", "waits"), [(7200, 7200 + CLOCK_MARGIN), (DAY - CLOCK_MARGIN, DAY), (30 * DAY, DAY)])
def test_a_reset_far_ahead_is_believed_up_to_a_day(book: Book, ahead: float, waits: float) -> None:
    book.send(SEARCH, told(0, NOW + ahead, 429))
    assert book.limited_for(SEARCH) == waits
    book.send(USERS, told(0, NOW + ahead))
    assert book.limited_for(USERS) == waits


def test_where_no_limit_is_known_only_the_network_sets_one(book: Book) -> None:
    for _ in range(50):
        book.send(UNKNOWN)
    book.send(UNKNOWN, told(1, NOW + 60))
    book.send(UNKNOWN, told(0, NOW + 60))
    assert book.limited_for(UNKNOWN) == 60 + CLOCK_MARGIN
    book.now += 61
    book.send(UNKNOWN)


def test_failures_in_a_row_open_the_breaker_for_a_growing_time(book: Book) -> None:
    waits = []
    for status in (500, 502, 503, 0):
        book.send(LARGE, RequestOutcome(status))
    book.send(TIMELINE, RequestOutcome(503))
    for _ in range(7):
        waits.append(book.broken_for(LARGE))
        book.send(ELSEWHERE)
        book.now += waits[-1]
        book.send(TIMELINE, RequestOutcome(500))
    assert waits == [30, 60, 120, 240, 480, 900, 900]
    book.now += 900
    book.send(TIMELINE)
    book.send(LARGE)
    for _ in range(4):
        book.send(TIMELINE, RequestOutcome(500))
    book.gate.enter(TIMELINE)


@pytest.mark.parametrize("status", [200, 400, 401, 402, 403, 404, 429])
def test_an_answer_between_failures_keeps_the_breaker_closed(book: Book, status: int) -> None:
    for _ in range(4):
        book.send(LARGE, RequestOutcome(500))
    book.send(TIMELINE, told(0, NOW + 1, status))
    book.send(LARGE, RequestOutcome(500))
    book.now += 2
    book.gate.enter(LARGE)


def test_a_half_open_breaker_lets_one_through(book: Book) -> None:
    for _ in range(5):
        book.send(LARGE, RequestOutcome(500))
    book.now += 30
    book.gate.enter(LARGE)
    assert book.broken_for(TIMELINE) == SHORTEST_WAIT
    book.now += PROBE_TIMEOUT
    book.gate.enter(TIMELINE)
    assert book.broken_for(LARGE) == SHORTEST_WAIT, "the first is lost, and this one went instead"
    book.gate.leave(TIMELINE, FINE)
    book.gate.enter(LARGE)


def test_failures_that_were_on_their_way_do_not_lengthen_the_wait(book: Book) -> None:
    book.send(LARGE)
    for _ in range(40):
        book.gate.enter(LARGE)
    for _ in range(40):
        book.gate.leave(LARGE, RequestOutcome(503))
    assert book.broken_for(LARGE) == 30


def test_a_bucket_that_is_closed_does_not_use_up_the_probe_of_its_server(book: Book) -> None:
    book.send(USERS, told(0, NOW + 60, 429))
    for _ in range(5):
        book.send(LARGE, RequestOutcome(500))
    book.now += 30
    assert book.limited_for(USERS) == 31
    book.gate.enter(LARGE)


@pytest.mark.parametrize(
    ("body", "fits"),
    [
        (b'{"data": []}', True),
        (b" []\n", True),
        (b"", False),
        (b"<html>{}</html>", False),
        (b'{"data": [', False),
        (b"{]", False),
        (b"null", False),
    ],
)
def test_what_looks_like_json(body: bytes, fits: bool) -> None:
    assert is_json(body) is fits

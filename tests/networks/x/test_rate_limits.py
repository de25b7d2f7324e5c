"""X's rate limits and bad days: what is sent, what is not, and that a gate is shared by all who are given it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from fixtures.sandbox import Fault
from fixtures.sandbox.table import ENDPOINTS
from mooc.core.facts.troubles import TroubleKind
from mooc.networks.local_gate import LocalGate
from mooc.networks.x.rate_limits import LIMITS, request_bucket
from mooc.networks.x.transport import API
from tests.networks.faulty import Answer, Spoil, failing, faulty
from tests.networks.x.sandbox_reader import Stage, at, tagged


@pytest.fixture
def vocabulary() -> str:
    """One of the two: no row is looked into here."""
    return "tweet"


@pytest.fixture
def stage(a_stage: Callable[..., Stage]) -> Stage:
    return a_stage(*tagged(3, at(1)), now=at(2))


def refusing(headers: dict[str, str | int]) -> Spoil:
    """429 with these headers; a number is so many seconds ahead."""

    def spoil(answer: Answer) -> Answer:
        now = int(time.time())
        said = {name: value if isinstance(value, str) else str(now + value) for name, value in headers.items()}
        return Answer(429, {"Content-Type": "application/json", **said}, b'{"title": "Too Many Requests"}')

    return spoil


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({}, 60),
        ({"x-rate-limit-reset": "soon"}, 60),
        ({"Retry-After": "120"}, 120),
        ({"x-rate-limit-reset": 300, "Retry-After": "120"}, 300),
        ({"x-rate-limit-reset": "0"}, 60),
        ({"x-rate-limit-reset": -3600}, 60),
        ({"x-rate-limit-reset": 300, "x-rate-limit-remaining": "0"}, 300),
        ({"x-rate-limit-reset": 7200}, 7200),
        ({"x-rate-limit-reset": 30 * 86_400}, 86_400),
        ({"x-rate-limit-reset": "9" * 400}, 86_400),
    ],
)
def test_a_429_whatever_its_headers_is_followed_by_silence(
    stage: Stage, headers: dict[str, str | int], waits: int
) -> None:
    gate = LocalGate()
    with faulty(stage.sandbox.url, refusing(headers)) as proxy:
        for sent in (1, 0, 0, 0):
            reading = stage.read("search_tag", "mooc", x=stage.another(base_url=proxy.url, gate=gate))
            assert reading.trouble
            assert reading.trouble.kind is TroubleKind.RATE_LIMITED
            assert reading.trouble.until
            assert (reading.trouble.until - datetime.now(UTC)).total_seconds() == pytest.approx(waits, abs=20)
            assert (reading.requests, reading.completeness.covered) == (sent, None)
        assert len(proxy.asked) == 1, "the fault fired, and then nothing was sent"
        stage.read("standing", targets=("11",), x=stage.another(base_url=proxy.url, gate=gate))
        assert len(proxy.asked) == 2, "another endpoint has a limit of its own"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_burst_of_errors_gives_the_server_up_and_no_other(stage: Stage, status: int) -> None:
    gate = LocalGate()
    with faulty(stage.sandbox.url, failing(status)) as proxy:
        broken = stage.another(base_url=proxy.url, gate=gate)
        readings = [stage.read("search_tag", "mooc", x=broken) for _ in range(20)]
        assert len(proxy.asked) == 5
    assert [reading.requests for reading in readings] == [1] * 5 + [0] * 15
    last = readings[-1].trouble
    assert last
    assert (last.kind, last.detail) == (TroubleKind.UNREACHABLE, "not sent")
    assert last.until
    assert timedelta(seconds=20) < last.until - datetime.now(UTC) <= timedelta(seconds=30)
    assert stage.read("search_tag", "mooc", x=stage.another(gate=gate)).trouble is None


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.TRUNCATED, Fault.HUGE, Fault.REDIRECT, Fault.DROP, Fault.CUT])
def test_answers_that_are_none_count_as_failures(stage: Stage, fault: Fault) -> None:
    stage.sandbox.faults.add("*", fault, times=20)
    reads = [stage.read("search_tag", "mooc") for _ in range(12)]
    assert stage.sandbox.faults.fired["search", fault] == stage.asked == 5
    assert reads[-1].trouble
    assert reads[-1].trouble.kind is TroubleKind.UNREACHABLE


@pytest.mark.parametrize("fault", [Fault.PARTIAL, Fault.NO_CREDITS])
def test_an_answer_that_we_dislike_is_an_answer(stage: Stage, fault: Fault) -> None:
    stage.sandbox.faults.add("*", fault, times=9)
    for _ in range(9):
        assert stage.read("search_tag", "mooc").requests == 1
    assert stage.sandbox.faults.fired["search", fault] == stage.asked == 9


def test_the_buckets_are_those_of_the_documentation() -> None:
    assert request_bucket(API, "/2/tweets/search/recent?query=%23mooc").endpoint == "tweets/search/recent"
    assert request_bucket(API, "/2/users/12/tweets?max_results=5")[1:5] == (
        "api.twitter.com",
        "users/:id/tweets",
        10_000,
        900,
    )
    assert request_bucket(API, "/2/users/by/username/ada?x=1")[2:5] == ("other", 0, 0)
    known = {one.path.pattern.replace(r"(?P<id>\d{1,19})", ":id").removeprefix("/2/"): one.limit for one in ENDPOINTS}
    assert {name: known[name] for name in LIMITS if name in known} == {
        name: limit for name, limit in LIMITS.items() if name in known
    }
    assert len(LIMITS.keys() & known.keys()) >= 12

"""Every way in which X fails: what the reading says, that the fault fired, and that the next read heals it."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from fixtures.sandbox import Fault
from mooc.core.facts.troubles import NetworkTrouble, TroubleKind
from mooc.core.values.span import Span
from mooc.simulation.worlds import FailureKind, Outage, World
from tests.networks.x.sandbox_reader import CAST, START, Stage, at, tagged

EXPECTED = {
    Fault.RATE_LIMITED_NO_RESET: (TroubleKind.RATE_LIMITED, "429"),
    Fault.UNAUTHORIZED: (TroubleKind.UNAUTHORIZED, "401"),
    Fault.NO_CREDITS: (TroubleKind.OUT_OF_CREDITS, "402"),
    Fault.SERVER_ERROR: (TroubleKind.SERVER_ERROR, "500"),
    Fault.UNAVAILABLE: (TroubleKind.SERVER_ERROR, "503"),
    Fault.LIST: (TroubleKind.BAD_ANSWER, "AttributeError"),
    Fault.HANG: (TroubleKind.UNREACHABLE, "ReadTimeout"),
    Fault.DROP: (TroubleKind.UNREACHABLE, "ConnectionError"),
    Fault.CUT: (TroubleKind.UNREACHABLE, "ChunkedEncodingError"),
    Fault.TRUNCATED: (TroubleKind.BAD_ANSWER, "ValidationError"),
    Fault.HTML: (TroubleKind.BAD_ANSWER, "ValidationError"),
    Fault.HUGE: (TroubleKind.BAD_ANSWER, "size"),
    Fault.REDIRECT: (TroubleKind.BAD_ANSWER, "redirect"),
    Fault.PARTIAL: (TroubleKind.PARTIAL, "200 with errors"),
    Fault.LOOP: (TroubleKind.LOOPING, ""),
}


@pytest.fixture
def vocabulary() -> str:
    """One of the two: no row is looked into here."""
    return "tweet"


def test_every_fault_has_its_test() -> None:
    assert set(EXPECTED) == set(Fault) - {Fault.RATE_LIMITED}


@pytest.mark.parametrize("fault", EXPECTED)
def test_a_failed_search_covers_nothing_and_the_next_one_heals_it(fault: Fault, a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(150, at(1)), now=at(2))
    x = stage.another(timeout=0.5) if fault is Fault.HANG else stage.x
    stage.sandbox.faults.add("search", fault, times=2 if fault is Fault.LOOP else 1)
    broken = stage.read("search_tag", "mooc", x=x)
    assert stage.sandbox.faults.fired["search", fault] >= 1
    assert broken.trouble
    assert (broken.trouble.kind, broken.trouble.detail) == EXPECTED[fault]
    assert (broken.completeness.covered, broken.completeness.listing) == (None, None)
    stage.sandbox.faults.clear()
    if fault in (Fault.RATE_LIMITED_NO_RESET, Fault.UNAUTHORIZED):
        x = stage.another()  # this one waits, a minute or five
    healed = stage.read("search_tag", "mooc", broken.cursor, x=x)
    assert (healed.trouble, healed.completeness.covered) == (None, Span(START, at(2) - x.reads[0].lag))
    assert len({post.key for post in (*broken.activities, *healed.activities)}) == 150


@pytest.mark.parametrize("read", ["followers", "relays", "standing", "replies_to", "author_posts"])
@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.TRUNCATED, Fault.DROP, Fault.NO_CREDITS])
def test_no_read_raises_or_claims_anything(read: str, fault: Fault, a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(1, at(1)), now=at(2))
    stage.sandbox.faults.add("*", fault, times=9)
    among = (stage.id("ada-020900-0"),) if read == "relays" else ("11", "12")
    reading = stage.read(read, "11", targets=among)
    assert reading.trouble
    assert reading.trouble.kind is EXPECTED[fault][0]
    assert (reading.completeness.covered, reading.requests, stage.sandbox.faults.total) == (None, 1, 1)


def test_a_rate_limit_says_until_when_and_is_not_run_against_again(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(1, at(1)), now=at(2), limits={"search": 1})
    assert stage.read("search_tag", "mooc").trouble is None
    early = stage.read("search_tag", "mooc")
    assert early.trouble
    assert (early.trouble.kind, early.trouble.detail) == (TroubleKind.RATE_LIMITED, "not sent")
    assert (early.requests, stage.asked) == (0, 1), "the headers said that nothing was left"
    other = stage.read("search_tag", "mooc", x=stage.another())
    assert other.trouble
    assert (other.trouble.kind, other.trouble.detail, stage.asked) == (TroubleKind.RATE_LIMITED, "429", 2)
    for trouble in (early.trouble, other.trouble):
        assert trouble.until
        assert 0 < (trouble.until - datetime.now(UTC)).total_seconds() <= 902


def test_a_rate_limit_ends_with_its_window(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(1, at(1)), now=at(2), limits={"search": 1}, window_seconds=0.2)
    assert stage.read("search_tag", "mooc").trouble is None
    limited = stage.read("search_tag", "mooc", x=stage.another())
    assert limited.trouble
    threading.Event().wait(0.3)
    assert stage.read("search_tag", "mooc", x=stage.another()).trouble is None


def test_without_a_reset_it_waits_a_minute_and_sends_nothing_meanwhile(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(now=at(2))
    stage.sandbox.faults.add("search", Fault.RATE_LIMITED_NO_RESET)
    for sent in (1, 0):
        reading = stage.read("search_tag", "mooc")
        assert reading.trouble
        assert reading.trouble.until
        assert 55 < (reading.trouble.until - datetime.now(UTC)).total_seconds() <= 61
        assert (reading.requests, stage.sandbox.faults.total, stage.asked) == (sent, 1, 1)


def test_when_the_credit_ends_the_reading_says_so(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(150, at(1)), now=at(2), credit=Decimal("0.5"))
    reading = stage.read("search_tag", "mooc")
    assert reading.trouble
    assert reading.trouble.kind is TroubleKind.OUT_OF_CREDITS
    assert (len(reading.activities), reading.usd, reading.completeness.covered) == (100, Decimal("0.500"), None)


def test_a_wrong_bearer_is_refused(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(now=at(2))
    reading = stage.read("search_tag", "mooc", x=stage.another(bearer="wrong"))
    assert reading.trouble
    assert (reading.trouble.kind, reading.trouble.detail) == (TroubleKind.UNAUTHORIZED, "401")


def test_a_server_that_is_not_there_is_unreachable(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(now=at(2))
    reading = stage.read("search_tag", "mooc", x=stage.another(base_url="http://127.0.0.1:9"))
    assert reading.trouble
    assert (reading.trouble.kind, reading.trouble.detail) == (TroubleKind.UNREACHABLE, "ConnectionError")


def test_an_impossible_tag_is_refused_by_x_and_not_by_a_crash(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(now=at(2))
    reading = stage.read("search_tag", "mooc (")
    assert reading.trouble
    assert (reading.trouble.kind, reading.trouble.detail) == (TroubleKind.REFUSED, "400")


@pytest.mark.parametrize(
    ("how", "kind"),
    [
        (FailureKind.ERROR_500, TroubleKind.SERVER_ERROR),
        (FailureKind.RATE_LIMITED, TroubleKind.RATE_LIMITED),
        (FailureKind.TIMEOUT, TroubleKind.UNREACHABLE),
        (FailureKind.TRUNCATED, TroubleKind.BAD_ANSWER),
        (FailureKind.PARTIAL, TroubleKind.PARTIAL),
    ],
)
def test_an_outage_of_the_world_is_seen_and_passes(
    how: FailureKind, kind: TroubleKind, a_stage: Callable[..., Stage]
) -> None:
    stage = a_stage(now=at(2))
    stage.sandbox.world = World(CAST, tuple(tagged(5, at(1))), (Outage(at(2), at(3), "search", how),))
    broken = stage.read("search_tag", "mooc", x=stage.another(timeout=0.5))
    assert broken.trouble
    assert (broken.trouble.kind, broken.completeness.covered) == (kind, None)
    assert stage.sandbox.faults.total == 1
    stage.now = at(3)
    assert len(stage.read("search_tag", "mooc", broken.cursor, x=stage.another()).activities) == 5


def test_one_off_questions_raise(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(now=at(2))
    stage.sandbox.faults.add("*", Fault.UNAVAILABLE, times=2)
    for ask in (lambda: stage.x.find(["ada"]), lambda: stage.x.profile("11")):
        with pytest.raises(NetworkTrouble) as caught:
            ask()
        assert caught.value.trouble.kind is TroubleKind.SERVER_ERROR
    assert stage.sandbox.faults.total == 2


def test_threads_may_share_an_adapter(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(150, at(1)), now=at(2))
    stage.read("search_tag", "mooc")  # the first request of a window goes ahead alone
    found: list[int] = []

    def work() -> None:
        found.append(len(stage.read("search_tag", "mooc").activities))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, stage.asked) == ([150] * 8, 18)
    assert stage.sandbox.ledger.spent == Decimal("0.750")


def test_the_bearer_is_not_logged(a_stage: Callable[..., Stage], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stage = a_stage(*tagged(1, at(1)), now=at(2))
    stage.read("search_tag", "mooc")
    stage.sandbox.faults.add("search", Fault.SERVER_ERROR)
    reading = stage.read("search_tag", "mooc")
    assert stage.sandbox.bearer not in caplog.text
    assert stage.sandbox.bearer not in repr(reading)


@pytest.mark.parametrize("read", ["search_tag", "author_posts", "standing", "followers"])
@pytest.mark.parametrize("fault", [Fault.TRUNCATED, Fault.CUT, Fault.HUGE])
def test_a_200_that_cannot_be_read_counts_at_its_dearest(
    read: str, fault: Fault, a_stage: Callable[..., Stage]
) -> None:
    stage = a_stage(*tagged(150, at(1)), now=at(2))
    stage.sandbox.faults.add("*", fault)
    among = ("12", "13") if read in ("standing", "followers") else ()
    reading = stage.read(read, "mooc" if read == "search_tag" else "11", targets=among)
    assert (stage.sandbox.faults.total, reading.requests) == (1, 1), "the fault fired, and nothing was asked after it"
    assert reading.usd >= stage.sandbox.ledger.spent
    assert reading.usd == sum(one.usd for one in reading.usage) > 0
    assert reading.rows == sum(one.rows for one in reading.usage)


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.DROP, Fault.NO_CREDITS, Fault.REDIRECT])
def test_what_was_refused_costs_nothing(fault: Fault, a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(*tagged(150, at(1)), now=at(2))
    stage.sandbox.faults.add("*", fault)
    reading = stage.read("search_tag", "mooc")
    assert (stage.sandbox.faults.total, reading.requests, reading.usd, stage.sandbox.ledger.spent) == (1, 1, 0, 0)

"""A post that somebody points at."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from fixtures.sandbox import Fault
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import TroubleKind
from mooc.networks.x.adapter import X
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.sandbox_reader import Stage, at

HELLO = Event(at(1), EventName.POST, "hello", "ada", text="good morning", tags=("mooc",))


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/ada/status/1234567890123456789",
        "https://twitter.com/ada/status/1234567890123456789?s=20&t=abc",
        "https://mobile.twitter.com/ada/status/1234567890123456789",
        "https://www.x.com/i/web/status/1234567890123456789",
        "https://X.com/i/status/1234567890123456789/",
        "https://x.com/Ada_1/status/1234567890123456789/photo/1",
        "https://twitter.com/ada/statuses/1234567890123456789#m",
        "  https://x.com/ada/status/1234567890123456789\n",
    ],
)
def test_every_address_of_a_post_is_recognised(url: str) -> None:
    assert X(bearer="none").recognise(url) == "1234567890123456789"


@pytest.mark.parametrize(
    "url",
    [
        "https://x.com/ada",
        "https://x.com/ada/status/",
        "https://x.com/ada/status/12345678901234567890",
        "https://x.com/ada/status/12a",
        "https://x.com.example.org/ada/status/12",
        "https://example.org/x.com/ada/status/12",
        "https://notx.com/ada/status/12",
        "https://x.com@example.org/ada/status/12",
        "https://x.com/ada/status/١٢",
        "https://bsky.app/profile/ada.test/post/3k",
        "javascript:https://x.com/ada/status/12",
        "",
    ],
)
def test_no_other_address_is(url: str) -> None:
    assert X(bearer="none").recognise(url) is None


def test_the_sandbox_has_addresses_of_its_own(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(HELLO)
    assert stage.x.recognise(f"{stage.sandbox.url}/i/status/12") == "12"
    assert X(bearer="none").recognise(f"{stage.sandbox.url}/i/status/12") is None


def test_it_is_read_with_one_request_that_costs_half_a_cent(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(HELLO, now=at(2))
    reading = stage.x.post(stage.id("hello"), stage.now)
    (post,) = reading.activities
    assert (post.key, post.actor, post.at, post.content.tags) == (stage.id("hello"), "11", at(1), ("mooc",))
    assert reading.texts == {post.key: "good morning #mooc"}
    assert (reading.requests, reading.usd, reading.trouble, reading.completeness.covered) == (
        1,
        Decimal("0.005"),
        None,
        None,
    )
    assert (stage.asked, stage.sandbox.ledger.spent) == (1, reading.usd)


def test_what_was_deleted_or_never_was_is_not_there(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(HELLO, Event(at(2), EventName.DELETE, "hello"), now=at(3))
    for key in (stage.id("hello"), "12"):
        reading = stage.x.post(key, stage.now)
        assert (reading.activities, reading.trouble, reading.requests) == ((), None, 1)


def test_of_a_protected_account_it_cannot_be_seen(a_stage: Callable[..., Stage]) -> None:
    stage = a_stage(HELLO, Event(at(2), EventName.PROTECT, "ada"), now=at(3))
    assert trouble(stage.x.post(stage.id("hello"), stage.now)) is TroubleKind.PROTECTED


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault not in (Fault.HANG, Fault.LOOP)])
def test_when_x_fails_nothing_is_called_absent(a_stage: Callable[..., Stage], fault: Fault) -> None:
    stage = a_stage(HELLO, now=at(2))
    stage.sandbox.faults.add("tweets", fault)
    reading = stage.x.post(stage.id("hello"), stage.now)
    assert stage.sandbox.faults.total == 1
    assert reading.activities == ()
    assert reading.trouble is not None


def trouble(reading: Reading) -> TroubleKind | None:
    return reading.trouble.kind if reading.trouble else None

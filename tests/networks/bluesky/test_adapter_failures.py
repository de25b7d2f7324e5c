"""Bluesky when it fails: nothing is raised, what was read is kept, and nothing is said to be absent."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import formatdate

import pytest

from fixtures.bluesky import BlueskyNetwork, Person
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, Trouble, TroubleKind
from mooc.core.spending.gate import Gate
from mooc.core.spending.ratelimit import CLOCK_MARGIN
from mooc.networks.bluesky.adapter import Bluesky
from mooc.networks.local_gate import LocalGate
from tests.bluesky import Join, eventually
from tests.networks.faulty import (
    Answer,
    Faulty,
    Spoil,
    a_page_of_html,
    always_another_page,
    broken_off,
    failing,
    faulty,
    missing_field,
    rate_limited,
    redirected,
    slow,
    truncated,
)

pytestmark = pytest.mark.needs("node", "postgresql")

START = datetime.now(UTC) - timedelta(hours=1)
RESET = int(time.time()) + 6000
PATIENCE = 1.0

FAULTS = {
    "429 with a reset": (rate_limited(RESET), TroubleKind.RATE_LIMITED),
    "429 without": (rate_limited(None), TroubleKind.RATE_LIMITED),
    "500": (failing(500), TroubleKind.SERVER_ERROR),
    "502": (failing(502), TroubleKind.SERVER_ERROR),
    "403": (failing(403), TroubleKind.REFUSED),
    "404": (failing(404), TroubleKind.REFUSED),
    "drips": (slow(5 * PATIENCE), TroubleKind.UNREACHABLE),
    "stalls": (slow(20 * PATIENCE), TroubleKind.UNREACHABLE),
    "breaks off": (broken_off, TroubleKind.UNREACHABLE),
    "truncated JSON": (truncated, TroubleKind.BAD_ANSWER),
    "HTML": (a_page_of_html, TroubleKind.BAD_ANSWER),
    "a field is missing": (missing_field, TroubleKind.BAD_ANSWER),
    "redirect": (redirected, TroubleKind.BAD_ANSWER),
    "the same cursor for ever": (always_another_page, TroubleKind.LOOPING),
}


@pytest.fixture(scope="module")
def ada(bluesky_network: BlueskyNetwork, join: Join) -> Person:
    """Ada has five posts: three pages of two."""
    ada = join("ada")
    for n in range(5):
        ada.post(f"post {n}")
    bluesky = Bluesky(bluesky_network.appview, lag=timedelta(0))
    eventually(lambda: read(bluesky, "author_feed", ada.did), lambda reading: len(reading.activities) == 5)
    return ada


def read(bluesky: Bluesky, name: str, subject: str, cursor: str = "", *among: str) -> Reading:
    now = datetime.now(UTC)
    return bluesky.read(Question("bluesky", name, subject, START, now + timedelta(days=1), among), cursor, now)


def through(proxy: Faulty, gate: Gate | None = None) -> Bluesky:
    return Bluesky(proxy.url, lag=timedelta(0), page=2, timeout=PATIENCE, gate=gate)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_on_the_second_page_keeps_the_first(bluesky_network: BlueskyNetwork, ada: Person, fault: str) -> None:
    spoil, why = FAULTS[fault]
    with faulty(bluesky_network.appview, spoil, which=lambda n, path: "getAuthorFeed" in path and n >= 3) as proxy:
        reading = read(through(proxy), "author_feed", ada.did, "the old cursor")
    assert reading.trouble is not None
    assert reading.trouble.kind is why
    assert len(reading.activities) >= 2
    assert (reading.completeness.covered, reading.completeness.listing, reading.cursor) == (
        None,
        None,
        "the old cursor",
    )
    assert reading.requests == len(proxy.asked) >= 3


@pytest.mark.parametrize("name", ["relationships", "standing", "reposted_by", "quotes", "author_feed"])
@pytest.mark.parametrize(
    ("spoil", "why"), [(failing(503), TroubleKind.SERVER_ERROR), (missing_field, TroubleKind.BAD_ANSWER)]
)
def test_no_read_raises(
    bluesky_network: BlueskyNetwork, ada: Person, name: str, spoil: Spoil, why: TroubleKind
) -> None:
    subject = f"at://{ada.did}/app.bsky.feed.post/3a" if name in ("reposted_by", "quotes") else ada.did
    with faulty(bluesky_network.appview, spoil) as proxy:
        reading = read(through(proxy), name, subject, "", ada.did)
    assert reading.trouble is not None
    assert reading.trouble.kind is why
    assert reading.completeness.covered is None
    assert reading.requests == len(proxy.asked) == 1


def test_a_rate_limit_says_until_when_and_nothing_is_sent_meanwhile(
    bluesky_network: BlueskyNetwork, ada: Person
) -> None:
    with faulty(bluesky_network.appview, rate_limited(RESET)) as proxy:
        bluesky = through(proxy)
        first, second = (read(bluesky, "author_feed", ada.did) for _ in range(2))
    until = datetime.fromtimestamp(RESET + CLOCK_MARGIN, UTC)
    assert first.trouble == Trouble(TroubleKind.RATE_LIMITED, until, "429")
    assert second.trouble == Trouble(TroubleKind.RATE_LIMITED, until, "not sent")
    assert (first.requests, second.requests, len(proxy.asked)) == (1, 0, 1)


def refusing(headers: dict[str, str | int]) -> Spoil:
    """429 with these headers; a number is so many seconds ahead, as the header writes it."""

    def written(name: str, value: str | int) -> str:
        if isinstance(value, str):
            return value
        at = int(time.time()) + value
        return str(at) if name == "ratelimit-reset" else formatdate(at, usegmt=True)

    return lambda answer: Answer(429, {name: written(name, value) for name, value in headers.items()}, b"{}")


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({}, 60),
        ({"ratelimit-reset": "0"}, 60),
        ({"ratelimit-reset": "soon"}, 60),
        ({"ratelimit-reset": -3600}, 60),
        ({"ratelimit-reset": 7200}, 7200),
        ({"ratelimit-reset": 30 * 86_400}, 86_400),
        ({"retry-after": "90"}, 90),
        ({"retry-after": 600}, 600),
        ({"retry-after": "soon"}, 60),
    ],
)
def test_a_429_whatever_its_headers_is_followed_by_silence(
    bluesky_network: BlueskyNetwork, ada: Person, headers: dict[str, str | int], waits: int
) -> None:
    with faulty(bluesky_network.appview, refusing(headers)) as proxy:
        bluesky = through(proxy)
        for sent in (1, 0, 0):
            reading = read(bluesky, "author_feed", ada.did)
            assert reading.trouble
            assert reading.trouble.kind is TroubleKind.RATE_LIMITED
            assert reading.trouble.until
            assert (reading.trouble.until - datetime.now(UTC)).total_seconds() == pytest.approx(waits, abs=30)
            assert reading.requests == sent
    assert len(proxy.asked) == 1


@pytest.mark.parametrize("spoil", [failing(500), failing(502), failing(503), a_page_of_html, redirected, truncated])
def test_a_burst_of_failures_gives_the_server_up_and_no_other(
    bluesky_network: BlueskyNetwork, ada: Person, spoil: Spoil
) -> None:
    gate = LocalGate()
    with faulty(bluesky_network.appview, spoil) as proxy:
        readings = [read(through(proxy, gate), "author_feed", ada.did) for _ in range(20)]
        assert len(proxy.asked) == 5, "the fault fired, and then nothing was sent"
    assert [reading.requests for reading in readings] == [1] * 5 + [0] * 15
    last = readings[-1].trouble
    assert last
    assert (last.kind, last.detail) == (TroubleKind.UNREACHABLE, "not sent")
    well = read(Bluesky(bluesky_network.appview, lag=timedelta(0), gate=gate), "author_feed", ada.did)
    assert well.trouble is None


def test_a_second_batch_that_fails_leaves_the_first(bluesky_network: BlueskyNetwork, join: Join) -> None:
    ada, bob = join("ada"), join("bob")
    bob.follow(ada)
    others = [bob.did, *(f"did:plc:{'a' * 22}{a}{b}" for a in "abcde" for b in "abcdef")]
    bluesky = Bluesky(bluesky_network.appview)
    eventually(lambda: read(bluesky, "relationships", ada.did, "", *others), lambda reading: reading.edges)
    with faulty(bluesky_network.appview, failing(500), which=lambda n, path: n == 2) as proxy:
        reading = read(through(proxy), "relationships", ada.did, "", *others)
    assert [edge.actor for edge in reading.edges] == [bob.did]
    assert (reading.completeness.covered, reading.requests) == (None, 2)


def test_an_answer_that_is_too_large_is_not_swallowed(bluesky_network: BlueskyNetwork, ada: Person) -> None:
    reading = read(Bluesky(bluesky_network.appview, bytes_at_most=500), "author_feed", ada.did)
    assert reading.trouble == Trouble(TroubleKind.BAD_ANSWER, detail="size")


def test_nobody_listens() -> None:
    reading = read(Bluesky("http://127.0.0.1:9"), "author_feed", "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")
    assert reading.trouble == Trouble(TroubleKind.UNREACHABLE, detail="ConnectError")
    assert reading.requests == 1


def test_one_off_questions_raise(bluesky_network: BlueskyNetwork, ada: Person) -> None:
    with faulty(bluesky_network.appview, failing(500)) as proxy:
        for ask in (lambda: through(proxy).find([ada.handle]), lambda: through(proxy).profile(ada.did)):
            with pytest.raises(NetworkTrouble) as caught:
                ask()
            assert caught.value.trouble == Trouble(TroubleKind.SERVER_ERROR, detail="500")

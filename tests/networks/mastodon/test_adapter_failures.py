"""What goes wrong between here and a server: a failed read is never "not there", and causes no storm of requests.

The faults are mastodon-mock's own, over HTTP; each test asserts that its fault fired.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from typing import Any

import pytest

from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.core.facts.troubles import NetworkTrouble, TroubleKind
from mooc.networks.local_gate import LocalGate
from mooc.networks.mastodon.adapter import Mastodon
from tests.mastodon_server import MastodonServer
from tests.networks.mastodon.conftest import adapter

START = datetime.now(UTC) - timedelta(hours=1)
END = START + timedelta(days=7)
PATIENCE = 0.5
FAULTS: dict[str, tuple[dict[str, Any], TroubleKind]] = {
    "429": ({"type": "ratelimit"}, TroubleKind.RATE_LIMITED),
    "500": ({"type": "status", "status": 500}, TroubleKind.SERVER_ERROR),
    "502": ({"type": "status", "status": 502}, TroubleKind.SERVER_ERROR),
    "503": ({"type": "status", "status": 503}, TroubleKind.SERVER_ERROR),
    "401": ({"type": "status", "status": 401}, TroubleKind.UNAUTHORIZED),
    "403": ({"type": "status", "status": 403}, TroubleKind.REFUSED),
    "422": ({"type": "status", "status": 422}, TroubleKind.REFUSED),
    "truncated": ({"type": "malformed"}, TroubleKind.BAD_ANSWER),
    "not JSON": ({"type": "malformed", "truncate": False}, TroubleKind.BAD_ANSWER),
    "slow": ({"type": "latency", "delay_ms": 1500}, TroubleKind.UNREACHABLE),
    "an object for a list": ({"type": "status", "status": 200, "body": {"statuses": []}}, TroubleKind.BAD_ANSWER),
    "null for a list": ({"type": "status", "status": 200, "body": "null"}, TroubleKind.BAD_ANSWER),
    "missing keys": ({"type": "status", "status": 200, "body": [{"id": "1"}]}, TroubleKind.BAD_ANSWER),
    "redirect": (
        {"type": "status", "status": 302, "headers": {"Location": "http://10.0.0.1/"}},
        TroubleKind.BAD_ANSWER,
    ),
}


@pytest.fixture(scope="module")
def posts(course: MastodonServer) -> list[str]:
    return [str(course.acting("hal").status_post(f"post {n}").uri) for n in range(5)]


@pytest.fixture(autouse=True)
def healthy(course: MastodonServer, away: MastodonServer) -> Iterator[None]:
    course.asked.clear()
    yield
    course.heal()
    away.heal()


def read(network: Mastodon, name: str, subject: str, *among: str, cursor: str = "") -> Reading:
    return network.read(Question("mastodon", name, subject, START, END, among), cursor, datetime.now(UTC))


def kind_of(reading: Reading) -> TroubleKind | None:
    return reading.trouble.kind if reading.trouble else None


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_at_once_shows_nothing_and_covers_nothing(course: MastodonServer, posts: list[str], fault: str) -> None:
    effect, why = FAULTS[fault]
    hal = course.account("hal")
    course.spoil("/api/v1/accounts/*/statuses", effect, count=1)
    network = adapter(course, timeout=PATIENCE)
    reading = read(network, "author_statuses", hal, cursor="the old cursor")
    assert kind_of(reading) is why
    assert (reading.activities, reading.completeness.covered, reading.completeness.listing) == ((), None, None)
    assert (reading.cursor, reading.requests, len(course.asked)) == ("the old cursor", 1, 1)


@pytest.mark.parametrize("fault", ["429", "500", "truncated", "slow"])
def test_a_fault_on_the_second_page_keeps_the_first(course: MastodonServer, posts: list[str], fault: str) -> None:
    hal, network = course.account("hal"), adapter(course, timeout=PATIENCE, page=2)
    effect, why = FAULTS[fault]
    first = Question("mastodon", "author_statuses", hal, START, END)
    course.spoil("/api/v1/accounts/*/statuses", {"type": "latency", "delay_ms": 1}, count=1)
    course.spoil("/api/v1/accounts/*/statuses", effect, count=1)
    reading = network.read(first, "", datetime.now(UTC))
    assert kind_of(reading) is why
    assert [post.key for post in reading.activities] == posts[-2:]
    assert (reading.completeness.covered, reading.completeness.listing, reading.cursor, reading.requests) == (
        None,
        None,
        "",
        2,
    )
    course.heal()
    healed = adapter(course, page=2).read(first, reading.cursor, datetime.now(UTC))
    assert [post.key for post in healed.activities] == posts
    assert healed.completeness.covered is not None


@pytest.mark.parametrize("fault", ["429", "500", "401", "truncated"])
def test_no_read_raises(course: MastodonServer, fault: str) -> None:
    effect, why = FAULTS[fault]
    ada, post = course.account("ada"), f"{course.url}/@ada/1"
    subjects = {"reblogged_by": post, "quotes": post, "answers": post, "followed_by": course.account("host")}
    course.spoil("/api/*", effect)
    course.asked.clear()
    for line in adapter(course).reads:
        network = adapter(course)
        reading = read(network, line.name, subjects.get(line.name, ada), post if line.per_item else ada)
        hidden = line.name == "quotes" and why is TroubleKind.REFUSED
        assert kind_of(reading) is (TroubleKind.HIDDEN if hidden else why), line.name
        assert (reading.completeness.covered, reading.edges, reading.people) == (None, (), ())
    assert len(course.asked) == len(adapter(course).reads), "one request each: nothing is repeated"
    for lookup in (lambda: network.find(["ada"]), lambda: network.profile(ada)):
        with pytest.raises(NetworkTrouble):
            lookup()
    assert network.post(post, datetime.now(UTC)).trouble is not None


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({}, 60),
        ({"X-RateLimit-Reset": "soon"}, 60),
        ({"X-RateLimit-Reset": -3600}, 60),
        ({"X-RateLimit-Reset": 7200}, 7200),
        ({"X-RateLimit-Reset": "unix:600"}, 600),
        ({"Retry-After": "90"}, 90),
        ({"Retry-After": 600}, 600),
    ],
)
def test_after_a_429_nothing_is_sent_before_it_is_over(
    course: MastodonServer, posts: list[str], headers: dict[str, str | int], waits: int
) -> None:
    body = {"type": "status", "status": 429, "headers": {name: _written(name, at) for name, at in headers.items()}}
    course.spoil("/api/*/statuses", body)
    hal, network, now = course.account("hal"), adapter(course), time.time()
    course.asked.clear()
    first, second = (read(network, "author_statuses", hal) for _ in range(2))
    for reading in (first, second):
        assert reading.trouble is not None
        assert reading.trouble.kind is TroubleKind.RATE_LIMITED
        assert reading.trouble.until is not None
        assert reading.trouble.until.timestamp() == pytest.approx(now + waits, abs=4)
    assert (first.requests, second.requests, len(course.asked)) == (1, 0, 1)


def _written(name: str, value: str | int) -> str:
    """A number is so many seconds ahead: in Mastodon's own way, or in that of HTTP."""
    if isinstance(value, str):
        return str(int(time.time()) + 600) if value == "unix:600" else value
    at = int(time.time()) + value
    return formatdate(at, usegmt=True) if name == "Retry-After" else datetime.fromtimestamp(at, UTC).isoformat()


def test_a_limit_that_the_headers_show_as_used_up_is_not_tried(course: MastodonServer, posts: list[str]) -> None:
    reset = datetime.fromtimestamp(int(time.time()) + 200, UTC).isoformat()
    headers = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset}
    hal, network = course.account("hal"), adapter(course)
    shown = {"id": hal.partition("@")[0], "acct": "hal"}
    course.spoil("/api/v1/accounts/*", {"type": "status", "status": 200, "body": shown, "headers": headers})
    assert kind_of(read(network, "standing", hal)) is None
    assert kind_of(read(network, "standing", hal)) is TroubleKind.RATE_LIMITED
    assert len(course.asked) == 1


def test_a_server_that_is_down_is_left_alone_after_some_failures_and_others_are_not(
    course: MastodonServer, away: MastodonServer, posts: list[str]
) -> None:
    hal, liv = course.account("hal"), away.account("liv")
    course.spoil("/api/v1/accounts/*", {"type": "status", "status": 503})
    network = adapter(course, gate=LocalGate())
    course.asked.clear()
    kinds = [kind_of(read(network, "author_statuses", hal)) for _ in range(20)]
    assert set(kinds) == {TroubleKind.SERVER_ERROR, TroubleKind.UNREACHABLE}
    assert len(course.asked) <= 5
    assert kind_of(read(network, "author_statuses", liv)) is None


def test_nobody_listening_is_unreachable(course: MastodonServer) -> None:
    for host in ("127.0.0.1:9", "127.0.0.1:1"):
        assert kind_of(read(adapter(course), "author_statuses", f"1@{host}")) is TroubleKind.UNREACHABLE


def test_an_address_inside_our_own_network_is_not_asked(course: MastodonServer) -> None:
    for host in ("10.0.0.1", "localhost", "169.254.169.254"):
        reading = read(adapter(course), "author_statuses", f"1@{host}")
        assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.REFUSED, None)


def test_one_who_cannot_be_looked_up_makes_the_others_uncertain_and_hides_nobody(
    course: MastodonServer, away: MastodonServer
) -> None:
    course.acting("ada").account_follow(course.id_of("host"))
    ada, liv, host = course.account("ada"), away.account("liv"), course.account("host")
    away.spoil("/api/*", {"type": "status", "status": 503})
    network = adapter(course)
    reading = read(network, "followed_by", host, ada, liv)
    assert [edge.actor for edge in reading.edges] == [ada]
    assert (kind_of(reading), reading.completeness.covered) == (TroubleKind.SERVER_ERROR, None)
    away.heal()
    healed = read(network, "followed_by", host, ada, liv, cursor=reading.cursor)
    assert kind_of(healed) is None


def test_a_post_that_names_somebody_of_a_broken_server_is_held_back_and_nothing_after_it_is_covered(
    course: MastodonServer, away: MastodonServer
) -> None:
    hers = course.acting(f"liv@{away.host}").status_post("by liv")
    before = course.acting("gus").status_post("before")
    reply = course.acting("gus").status_post("a reply", in_reply_to_id=hers.id)
    after = course.acting("gus").status_post("after")
    gus, network = course.account("gus"), adapter(course, gate=LocalGate())
    away.spoil("/api/*", {"type": "status", "status": 503})
    reading = read(network, "author_statuses", gus)
    assert [post.key for post in reading.activities] == [before.uri, after.uri]
    assert kind_of(reading) is TroubleKind.SERVER_ERROR
    assert reading.completeness.covered is not None
    assert before.created_at < reading.completeness.covered.end == reply.created_at
    assert (reading.completeness.listing, reading.cursor) == (None, "")
    away.heal()
    healed = read(network, "author_statuses", gus)
    assert [post.key for post in healed.activities] == [before.uri, reply.uri, after.uri]
    assert healed.activities[1].references.reply_to_author == away.account("liv")


def test_a_look_sends_no_more_requests_than_it_may(course: MastodonServer, posts: list[str]) -> None:
    reading = read(adapter(course, requests_at_most=2, page=1), "author_statuses", course.account("hal"))
    assert (kind_of(reading), reading.requests, len(course.asked)) == (TroubleKind.PARTIAL, 2, 2)
    late = read(adapter(course, seconds_at_most=-1.0), "author_statuses", course.account("hal"))
    assert (kind_of(late), late.requests) == (TroubleKind.PARTIAL, 0)

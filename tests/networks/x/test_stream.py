"""X's filtered stream, against the sandbox over real HTTP."""

import time
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest

from fixtures.sandbox import Fault
from mooc.core.facts.cost import EndpointUsage, usage_by_endpoint
from mooc.core.facts.troubles import TroubleKind
from mooc.core.planning.plan import WatchKey
from mooc.core.push import Disconnected, Signal, StreamEvent, Subscription
from mooc.core.spending.gate import RequestOutcome
from mooc.networks.local_gate import LocalGate
from mooc.networks.x.rate_limits import request_bucket
from mooc.networks.x.stream import FilteredFeed, FilteredStream, rules
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.sandbox_reader import SECOND, Stage

MakeStage = Callable[..., Stage]
WANTED = Subscription(
    frozenset({"11"}), frozenset({WatchKey("x", "search_tag", "mooc"), WatchKey("x", "author_posts", "12")})
)


def stream(stage: Stage) -> FilteredStream:
    return FilteredStream(stage.sandbox.url, bearer=stage.sandbox.bearer)


def happen(stage: Stage, *events: Event) -> None:
    """Time goes on, and these happen in it."""
    stage.happens(*events)
    stage.now += 10 * SECOND


def told(feed: FilteredFeed, count: int, within: float = 5.0) -> list[Signal]:
    end, found = time.monotonic() + within, list[StreamEvent]()
    while sum(bool(one.signals) for one in found) < count and time.monotonic() < end:
        found += feed.take(0.2)
    return [signal for one in found for signal in one.signals]


def connected(stage: Stage) -> bool:
    end = time.monotonic() + 5
    while not stage.sandbox.filtered._connected and time.monotonic() < end:
        time.sleep(0.02)
    return stage.sandbox.filtered._connected


def post(stage: Stage, name: str, by: str, tags: Sequence[str] = ("mooc",)) -> Event:
    return Event(stage.now + SECOND, EventName.POST, name, by, text=name, tags=tuple(tags))


def test_posts_that_match_are_told_as_they_happen_and_billed_once(a_stage: MakeStage) -> None:
    stage = a_stage()
    feed = stream(stage).open("", WANTED)
    assert connected(stage)
    happen(stage, post(stage, "p1", "ada"), post(stage, "p2", "bob", ()), post(stage, "p3", "zoe", ("other",)))
    found = told(feed, 2)
    assert {(one.actor, one.key, one.tags) for one in found} == {
        ("11", stage.id("p1"), ("mooc",)),
        ("12", stage.id("p2"), ()),
    }
    assert stage.sandbox.ledger.resources["post"] == 2
    feed.close()


def test_rules_follow_what_is_wanted_and_those_of_others_stay(a_stage: MakeStage) -> None:
    stage = a_stage()
    stage.sandbox.filtered.change({"add": [{"value": "#theirs", "tag": "somebody"}]})
    feed = stream(stage).open("", WANTED)
    ours = "(#mooc OR from:12) -is:retweet"
    assert [rule["value"] for rule in stage.sandbox.filtered.rules()["data"]] == ["#theirs", ours]
    asked = stage.sandbox.ledger.requests["rules"]
    feed.want(WANTED._replace(accounts=frozenset({"11", "13"})))
    assert stage.sandbox.ledger.requests["rules"] == asked, "nothing has changed"
    feed.want(Subscription(frozenset({"11"}), frozenset({WatchKey("x", "replies_to", "99")})))
    assert [rule["value"] for rule in stage.sandbox.filtered.rules()["data"]] == ["#theirs", "(to:99) -is:retweet"]
    feed.close()


def test_a_thousand_learners_fit_in_rules_that_x_accepts() -> None:
    keys = frozenset(WatchKey("x", "author_posts", str(10**17 + n)) for n in range(1000))
    made = rules(Subscription(frozenset(), keys))
    assert len(made) <= 1000
    assert all(len(rule.value) <= 1024 for rule in made)


def test_a_connection_that_is_cut_says_so_and_can_be_had_again(a_stage: MakeStage) -> None:
    stage = a_stage()
    feed = stream(stage).open("", WANTED)
    assert connected(stage)
    stage.sandbox.filtered.cut()
    with pytest.raises(Disconnected):
        told(feed, 1)
    assert stage.sandbox.filtered.cuts == 1, "the fault fired"
    feed.close()
    again = stream(stage).open("", WANTED)
    assert connected(stage)
    happen(stage, post(stage, "later", "ada"))
    assert [one.key for one in told(again, 1)] == [stage.id("later")]
    again.close()


def test_a_second_connection_is_refused_and_waits(a_stage: MakeStage) -> None:
    stage = a_stage()
    first = stream(stage).open("", WANTED)
    assert connected(stage)
    second = stream(stage).open("", WANTED)
    with pytest.raises(Disconnected, match="HTTP 429") as refused:
        told(second, 1)
    assert refused.value.wait >= 60
    first.close()
    second.close()


def test_a_wrong_token_is_refused(a_stage: MakeStage) -> None:
    stage = a_stage()
    with pytest.raises(Disconnected, match="HTTP 401"):
        FilteredStream(stage.sandbox.url, bearer="wrong").open("", WANTED)


def asked(feed: FilteredFeed, within: float = 1.0) -> dict[str, tuple[int, int, Decimal]]:
    """What the feed enters in the ledger until nothing has come for a while."""
    end, found = time.monotonic() + within, list[EndpointUsage]()
    while time.monotonic() < end:
        found += [sent for one in feed.take(0.1) for sent in one.usage]
    return {one.endpoint: (one.requests, one.rows, one.usd) for one in usage_by_endpoint(found)}


def test_all_that_is_asked_and_delivered_stands_in_the_ledger(a_stage: MakeStage) -> None:
    stage = a_stage()
    feed = stream(stage).open("", WANTED)
    assert connected(stage)
    happen(stage, post(stage, "p1", "ada"), post(stage, "p2", "bob", ()))
    entered = asked(feed)
    feed.close()
    ledger = stage.sandbox.ledger
    assert entered == {
        "filtered_stream": (ledger.requests["stream"], 2, ledger.spent),
        "filtered_stream_rules": (ledger.requests["rules"], 0, Decimal(0)),
    }
    assert (ledger.requests["stream"], ledger.requests["rules"], ledger.spent) == (1, 2, Decimal("0.010"))


@pytest.mark.parametrize("path", ["/2/tweets/search/stream/rules", "/2/tweets/search/stream"])
def test_nothing_is_sent_while_the_gate_is_closed(a_stage: MakeStage, path: str) -> None:
    stage, gate = a_stage(), LocalGate()
    shut = request_bucket(stage.sandbox.url, path)
    gate.enter(shut)
    gate.leave(shut, RequestOutcome(429, 0, time.time() + 100))
    name = "rules" if path.endswith("rules") else "stream"
    with pytest.raises(Disconnected, match="not sent") as refused:
        told(FilteredStream(stage.sandbox.url, bearer=stage.sandbox.bearer, gate=gate).open("", WANTED), 1)
    assert 90 < refused.value.wait <= 101
    assert stage.sandbox.ledger.requests[name] == 0
    assert refused.value.usage == ()


@pytest.mark.parametrize("name", ["rules", "stream"])
def test_x_wants_to_be_paid(a_stage: MakeStage, name: str) -> None:
    stage = a_stage()
    stage.sandbox.faults.add(name, Fault.NO_CREDITS)
    with pytest.raises(Disconnected, match="HTTP 402") as refused:
        told(stream(stage).open("", WANTED), 1)
    assert stage.sandbox.faults.total == 1, "the fault fired"
    assert refused.value.kind is TroubleKind.OUT_OF_CREDITS


def test_a_429_of_the_rules_closes_the_gate(a_stage: MakeStage) -> None:
    stage = a_stage()
    here = stream(stage)
    stage.sandbox.faults.add("rules", Fault.RATE_LIMITED)
    with pytest.raises(Disconnected, match="HTTP 429"):
        here.open("", WANTED)
    with pytest.raises(Disconnected, match="not sent"):
        here.open("", WANTED)
    assert (stage.sandbox.faults.total, stage.sandbox.ledger.requests["rules"]) == (1, 1)

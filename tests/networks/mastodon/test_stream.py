"""The streams of the course's account, from mastodon-mock's own server-sent events over HTTP."""

import time

import pytest

from mooc.core.planning.plan import WatchKey
from mooc.core.push import Disconnected, EventType, Signal, Subscription
from mooc.core.spending.gate import Bucket, RequestOutcome
from mooc.networks.local_gate import LocalGate
from mooc.networks.mastodon.rate_limits import server_bucket
from mooc.networks.mastodon.stream import MastodonFeed, MastodonStream
from tests.mastodon_server import MastodonServer, token_of


class Counting(LocalGate):
    """Keeps what was entered."""

    def __init__(self) -> None:
        super().__init__()
        self.entered: list[Bucket] = []

    def enter(self, bucket: Bucket) -> None:
        super().enter(bucket)
        self.entered.append(bucket)


def wanted(course: MastodonServer) -> Subscription:
    handles = tuple((course.account(name), f"{name}@{course.host}") for name in ("ada", "bob"))
    watches = frozenset({WatchKey("mastodon", "followed_by", course.account("host"))})
    return Subscription(frozenset(pk for pk, _ in handles), watches, handles, frozenset({"mooc"}))


def told(feed: MastodonFeed, deed: EventType, within: float = 5.0) -> Signal | None:
    end = time.monotonic() + within
    while time.monotonic() < end:
        for one in feed.take(0.2):
            for signal in one.signals:
                if signal.event is deed and signal.actor:
                    return signal
    return None


def test_a_tagged_post_a_follow_and_a_boost_are_told(course: MastodonServer) -> None:
    feed = MastodonStream(course.url, token=token_of("host")).open("", wanted(course))
    try:
        post = course.acting("ada").status_post("here #mooc")
        signal = told(feed, EventType.POST)
        assert signal
        assert (signal.actor, signal.key, signal.tags) == (course.account("ada"), post.uri, ("mooc",))
        course.acting("bob").account_follow(course.id_of("host"))
        follow = told(feed, EventType.FOLLOW)
        assert follow
        assert (follow.actor, follow.target) == (course.account("bob"), course.account("host"))
        own = course.acting("host").status_post("boost me")
        course.acting("ada").status_reblog(own.id)
        boost = told(feed, EventType.REPOST)
        assert boost
        assert (boost.actor, boost.target) == (course.account("ada"), own.uri)
    finally:
        feed.close()


def test_a_wrong_token_and_nobody_there_are_told_as_broken(course: MastodonServer) -> None:
    with pytest.raises(Disconnected, match="HTTP 401"):
        MastodonStream(course.url, token="wrong").open("", wanted(course))
    with pytest.raises(Disconnected, match="ConnectionError"):
        MastodonStream("http://127.0.0.1:9", token="any").open("", Subscription(frozenset()))


def test_nothing_is_sent_while_the_gate_is_closed(course: MastodonServer) -> None:
    gate = LocalGate()
    gate.enter(server_bucket(course.host, token_of("host")))
    gate.leave(server_bucket(course.host, token_of("host")), RequestOutcome(429, 0, time.time() + 100))
    with pytest.raises(Disconnected, match="not sent") as refused:
        MastodonStream(course.url, token=token_of("host"), gate=gate).open("", wanted(course))
    assert 90 < refused.value.wait <= 101


def test_each_connection_counts_with_the_accounts_other_requests(course: MastodonServer) -> None:
    gate = Counting()
    feed = MastodonStream(course.url, token=token_of("host"), gate=gate).open("", wanted(course))
    feed.close()
    assert gate.entered == [server_bucket(course.host, token_of("host"))] * 2, "the account's own, and one tag"


def test_other_tags_take_another_connection(course: MastodonServer) -> None:
    feed = MastodonStream(course.url, token=token_of("host")).open("", wanted(course))
    with pytest.raises(Disconnected):
        feed.want(wanted(course)._replace(tags=frozenset({"other"})))
    feed.close()

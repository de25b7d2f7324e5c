"""A repost is no post, wherever X shows it as one."""

from collections.abc import Callable

import pytest

from mooc.core.facts.activity import Kind
from mooc.networks.x.answers import PostPayload
from mooc.networks.x.stream import _signals
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.sandbox_reader import SECOND, Stage, at, tagged


@pytest.fixture
def stage(a_stage: Callable[..., Stage]) -> Stage:
    """Ada has posted with the tag, Bob has reposted it; search finds both, as it did before May 2026."""
    posted = tagged(1, at(1))
    reposted = Event(at(1) + 60 * SECOND, EventName.REPOST, posted[0].object, "bob")
    return a_stage(*posted, reposted, now=at(2), finds_reposts=True)


def test_search_finds_it_and_it_becomes_no_fact(stage: Stage) -> None:
    reading = stage.read("search_tag", "mooc")
    assert [post.actor for post in reading.activities] == ["11"]
    assert len(reading.texts) == 1
    assert (reading.rows, stage.sandbox.ledger.resources["post"]) == (2, 2), "X has shown it, and it is paid for"
    assert reading.completeness.covered


@pytest.mark.parametrize("read", ["author_posts", "answers_to", "replies_to", "relays"])
def test_no_other_read_of_posts_takes_it_for_one(stage: Stage, read: str) -> None:
    among = (stage.id("ada-020900-0"),) if read == "relays" else ()
    reading = stage.read(read, "12", targets=among)
    assert [fact for fact in reading.activities if fact.kind is Kind.POST and fact.actor == "12"] == []


def test_the_stream_does_not_tell_of_it_as_a_post() -> None:
    post = PostPayload(id="9", author_id="12", text="RT", created_at=at(1))
    reposted = post.model_copy(update={"referenced_tweets": (PostPayload.Reference(type="retweeted", id="5"),)})
    assert _signals(reposted) == ()
    assert [signal.key for signal in _signals(post)] == ["9"]

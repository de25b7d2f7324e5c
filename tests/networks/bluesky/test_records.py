"""Posts of 2023 whose pictures are named in the legacy form of a blob: https://atproto.com/specs/data-model#blob-type.

A server takes no such post any more, so that real posts with pictures are turned into such on their way.
"""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.bluesky import BlueskyNetwork, Person
from fixtures.bluesky.person import Post, Refused, call
from mooc.core.facts.activity import Activity
from mooc.core.facts.questions import Question
from mooc.core.facts.reading import Reading
from mooc.networks.bluesky.adapter import Bluesky
from mooc.networks.bluesky.stream_records import signal_of
from tests.bluesky import Join, eventually
from tests.proxy import ALWAYS, Answer, FaultyProxy

pytestmark = pytest.mark.needs("node", "postgresql")

START = datetime.now(UTC) - timedelta(hours=1)
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def legacy(part: Any) -> Any:
    """The same with each blob in the legacy form."""
    if isinstance(part, dict):
        if part.get("$type") == "blob":
            return {"cid": part["ref"]["$link"], "mimeType": part["mimeType"]}
        return {name: legacy(value) for name, value in part.items()}
    return [legacy(one) for one in part] if isinstance(part, list) else part


def aged(answer: Answer) -> Answer:
    body = json.dumps(legacy(json.loads(answer.body))).encode()
    assert b'"mimeType"' not in answer.body or b'"size"' not in body
    return answer._replace(body=body)


@pytest.fixture(scope="module")
def old(bluesky_network: BlueskyNetwork) -> Iterator[FaultyProxy]:
    with FaultyProxy(bluesky_network.appview).running() as proxy:
        proxy.spoil("/xrpc/", aged, times=ALWAYS)
        yield proxy


@pytest.fixture(scope="module")
def ada(join: Join) -> Person:
    return join("ada")


@pytest.fixture(scope="module")
def post(ada: Person) -> Post:
    return ada.post("the first picture that I took", tags=["TwittMooc"], picture=PICTURE)


def read(network: Bluesky, name: str, subject: str, *among: str) -> Reading:
    now = datetime.now(UTC)
    question = Question("bluesky", name, subject, START, now + timedelta(days=1), among)
    return network.read(question, "", now)


def known(appview: str, who: Person, uri: str) -> None:
    network = Bluesky(appview, lag=timedelta(0))
    eventually(
        lambda: read(network, "author_feed", who.did),
        lambda reading: uri in {one.key for one in reading.activities},
    )


def is_whole(one: Activity, text: str) -> bool:
    return (one.content.tags, one.content.words, one.content.media, text.startswith("the first picture")) == (
        ("twittmooc",),
        6,
        1,
        True,
    )


def test_such_a_post_cannot_be_written_any_more(ada: Person) -> None:
    blob = legacy(ada._upload(PICTURE))
    record = {
        "$type": "app.bsky.feed.post",
        "text": "hello",
        "createdAt": "2023-04-01T00:00:00Z",
        "embed": {"$type": "app.bsky.embed.images", "images": [{"alt": "", "image": blob}]},
    }
    wish = {"repo": ada.did, "collection": "app.bsky.feed.post", "record": record, "validate": False}
    with pytest.raises(Refused, match="Legacy blobs are not allowed"):
        call(ada.pds, "com.atproto.repo.createRecord", wish, ada.token)


@pytest.mark.parametrize("name", ["author_feed", "named", "answers", "quotes"])
def test_keeps_its_text_tags_words_and_pictures(
    bluesky_network: BlueskyNetwork, old: FaultyProxy, join: Join, post: Post, ada: Person, name: str
) -> None:
    subject, own = ada.did, post
    if name in ("answers", "quotes"):
        asked = join("bob").post("Show me your pictures")
        link: dict[str, Post] = {"reply_to": asked} if name == "answers" else {"quote": asked}
        own = ada.post("the first picture that I took", tags=["TwittMooc"], picture=PICTURE, **link)
        subject = asked.uri
    known(bluesky_network.appview, ada, own.uri)
    network, before = Bluesky(old.url, lag=timedelta(0)), old.fired
    reading = eventually(lambda: read(network, name, subject, own.uri), lambda reading: reading.activities)
    (found,) = (one for one in reading.activities if one.key == own.uri)
    assert old.fired > before
    assert is_whole(found, reading.texts.get(own.uri, "the first picture")), found
    assert (found.references.reply_to != "", found.references.quote_of != "") == (name == "answers", name == "quotes")


def test_keeps_them_where_it_is_pasted_and_where_it_is_looked_at_again(
    bluesky_network: BlueskyNetwork, old: FaultyProxy, post: Post, ada: Person
) -> None:
    known(bluesky_network.appview, ada, post.uri)
    network = Bluesky(old.url, lag=timedelta(0))
    pasted = network.post(post.uri, datetime.now(UTC))
    (found,) = pasted.activities
    assert is_whole(found, pasted.texts[post.uri])
    assert network.post_statuses({post.uri: ada.did}, datetime.now(UTC)).texts == pasted.texts
    assert any("the first picture" in text for text in network.recent_texts(ada.did)), "a code in it would be found"


def test_is_the_same_fact_as_ever(bluesky_network: BlueskyNetwork, old: FaultyProxy, post: Post, ada: Person) -> None:
    """Whichever form the network names its pictures in, nothing of the post has changed."""
    known(bluesky_network.appview, ada, post.uri)
    now = datetime.now(UTC)
    one, other = (Bluesky(url).post(post.uri, now) for url in (old.url, bluesky_network.appview))
    assert (one.activities, one.texts) == (other.activities, other.texts)


def test_is_told_by_a_stream_with_its_tags(ada: Person) -> None:
    record = {
        "$type": "app.bsky.feed.post",
        "text": "the first picture #TwittMooc",
        "createdAt": "2023-04-01T00:00:00Z",
        "facets": [
            {
                "index": {"byteStart": 18, "byteEnd": 28},
                "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "TwittMooc"}],
            }
        ],
        "embed": {"$type": "app.bsky.embed.images", "images": [{"image": {"cid": "bafy", "mimeType": "image/png"}}]},
    }
    signal = signal_of(ada.did, "app.bsky.feed.post", "3k", record)
    assert signal is not None and signal.tags == ("twittmooc",)

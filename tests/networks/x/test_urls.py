"""Which of a post's addresses somebody shared: not those that X adds for pictures and quotes."""

from typing import Any

import pytest

from mooc.networks.x.answers import PostPayload
from mooc.networks.x.urls import shared_links
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.conftest import MakeStage
from tests.networks.x.sandbox_reader import at

SAID = Event(at(0.5), EventName.POST, "said", "zoe", text="A wren")
PAGE = "https://example.org/a"
X_WEB = "https://x.com"


@pytest.mark.parametrize("read", ["search_tag", "author_posts"])
@pytest.mark.parametrize(
    ("more", "links", "media"),
    [
        ({"media": 2}, (), 2),
        ({"quote_of": "said"}, (), 0),
        ({"media": 1, "quote_of": "said", "links": (PAGE,)}, (PAGE,), 1),
        ({"media": 1, "quote_of": "said", "text": "long " * 80, "links": (PAGE,)}, (PAGE,), 1),
    ],
)
def test_pictures_and_quotes_are_no_links(
    a_stage: MakeStage, read: str, more: dict[str, Any], links: tuple[str, ...], media: int
) -> None:
    post = Event(at(1), EventName.POST, "p", "ada", **{"text": "Look", "tags": ("mooc",)} | more)
    stage = a_stage(SAID, post, now=at(2))
    (found,) = stage.read(read, "mooc" if read == "search_tag" else "11").activities
    assert (found.content.links, found.content.media) == (links, media)
    assert found.references.quote_of == (stage.id("said") if "quote_of" in more else "")


def a_post(url: dict[str, str], **more: Any) -> PostPayload:
    body = {
        "id": "12", "author_id": "7", "created_at": "2026-11-02T08:00:00Z", "text": "Look",
        "edit_history_tweet_ids": ["11", "12"], "entities": {"urls": [{"url": "https://t.co/a", **url}]},
    }  # fmt: skip
    return PostPayload.model_validate(body | more)


QUOTES = {"referenced_tweets": [{"type": "quoted", "id": "5"}]}
ADDED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "a picture": ({"expanded_url": "https://x.com/ada/status/12/photo/1", "media_key": "3_9"}, {}),
    "a picture, by its key alone": ({"expanded_url": "https://x.com/zoe/status/5/video/1", "media_key": "13_9"}, {}),
    "a picture, by its address": ({"expanded_url": "https://twitter.com/ada/status/12/photo/1"}, {}),
    "a picture of the first version": ({"expanded_url": "https://twitter.com/ada/status/11/video/1"}, {}),
    "a picture, by what is displayed": ({"expanded_url": "", "display_url": "pic.twitter.com/a"}, {}),
    "a picture, by what is displayed now": ({"expanded_url": "", "display_url": "pic.x.com/a"}, {}),
    "the quoted post": ({"expanded_url": "https://twitter.com/zoe/status/5"}, QUOTES),
    "the quoted post, with a tail": ({"expanded_url": "https://x.com/zoe/status/5?s=20"}, QUOTES),
    "the post itself, where its text is cut": ({"expanded_url": "https://twitter.com/i/web/status/12"}, {}),
}
SHARED: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "a page": ({"expanded_url": PAGE}, {}),
    "an address without a form": ({}, {}),
    "another post that is not quoted": ({"expanded_url": "https://x.com/zoe/status/6"}, QUOTES),
    "a picture of another post": ({"expanded_url": "https://x.com/zoe/status/6/photo/1"}, {}),
    "a page that looks alike": ({"expanded_url": "https://example.org/ada/status/12/photo/1"}, {}),
    "a page named like a picture": ({"expanded_url": PAGE, "display_url": "pic.example.org/a"}, {}),
}


@pytest.mark.parametrize("case", ADDED)
def test_what_x_adds_is_not_shared(case: str) -> None:
    url, more = ADDED[case]
    assert shared_links(a_post(url, **more), X_WEB) == ()


@pytest.mark.parametrize("case", SHARED)
def test_all_else_is(case: str) -> None:
    url, more = SHARED[case]
    assert shared_links(a_post(url, **more), X_WEB) == (url.get("expanded_url", "https://t.co/a"),)

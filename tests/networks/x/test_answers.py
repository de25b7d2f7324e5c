"""X's two vocabularies are read alike, and a post that is not understood is a bad answer, never a plain post."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from mooc.core.facts.activity import References
from mooc.core.facts.troubles import TroubleKind
from mooc.core.push import Gap, GapKind
from mooc.networks.x.answers import PostPayload, Posts
from mooc.networks.x.stream import FilteredFeed
from mooc.simulation.worlds import Event, EventName
from tests.networks.x.conftest import MakeStage
from tests.networks.x.sandbox_reader import Stage, at

OLD = {
    "id": "12", "author_id": "7", "created_at": "2026-11-02T08:00:00Z", "text": "Yes", "conversation_id": "5",
    "in_reply_to_user_id": "21", "referenced_tweets": [{"type": "replied_to", "id": "5"}],
    "edit_history_tweet_ids": ["11", "12"], "public_metrics": {"retweet_count": 3, "quote_count": 1},
    "note_tweet": {"text": "Yes, all of it", "entities": {"hashtags": [{"tag": "mooc"}]}},
}  # fmt: skip
NEW_NAMES = {
    "referenced_tweets": "referenced_posts", "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
}  # fmt: skip
NEW = {NEW_NAMES.get(name, name): value for name, value in OLD.items()} | {
    "public_metrics": {"repost_count": 3, "quote_count": 1}
}


def test_both_vocabularies_say_the_same() -> None:
    old, new = PostPayload.model_validate(OLD), PostPayload.model_validate(NEW)
    assert old == new
    assert (old.refers("replied_to"), old.whole, [one.tag for one in old.entities_of_whole.hashtags]) == (
        "5",
        "Yes, all of it",
        ["mooc"],
    )
    assert old.public_metrics and old.public_metrics.retweet_count == 3


def test_whom_the_part_mentions_the_whole_does_too() -> None:
    """Also where a note does not name again whom it answers; tags and links are those of the note."""
    part = {"mentions": [{"id": "21"}], "hashtags": [{"tag": "cu"}]}
    found = PostPayload.model_validate(OLD | {"entities": part}).entities_of_whole
    assert ([one.id for one in found.mentions], [one.tag for one in found.hashtags]) == (["21"], ["mooc"])
    bare = PostPayload.model_validate(OLD | {"entities": part, "note_tweet": {"text": "Yes"}})
    assert bare.entities_of_whole.hashtags[0].tag == "cu"


def test_what_came_along_is_read_in_both() -> None:
    row = {"id": "5", "author_id": "21"}
    for name in ("tweets", "posts"):
        answer = Posts.model_validate({"data": [OLD], "includes": {name: [row]}})
        assert [(one.id, one.author_id) for one in answer.includes.tweets] == [("5", "21")]


def test_of_what_came_along_nothing_else_is_looked_at() -> None:
    """It is there for the name of its author, and must not spoil the answer."""
    odd = {"id": "5", "in_reply_to_user_id": "9", "conversation_id": "3", "referenced_tweets": [{"type": "new"}]}
    assert Posts.model_validate({"data": [OLD], "includes": {"tweets": [odd]}}).includes.tweets[0].author_id == ""


def without(*names: str, **more: Any) -> dict[str, Any]:
    return {name: value for name, value in OLD.items() if name not in names} | more


NOT_UNDERSTOOD = {
    "an answer without what it answers": without("referenced_tweets"),
    "an answer that says only what it quotes": without(referenced_tweets=[{"type": "quoted", "id": "6"}]),
    "an answer whose conversation is not told": without("referenced_tweets", "conversation_id"),
    "a kind of reference that nobody knows": without(referenced_tweets=[{"type": "remixed", "id": "6"}]),
    "a reference without an id": without(referenced_tweets=[{"type": "replied_to"}]),
    "references under a third name": without("referenced_tweets", "in_reply_to_user_id", referenced_items=[{}]),
    "versions under a third name": without("edit_history_tweet_ids", edit_history_item_ids=["11", "12"]),
    "a note without a text": without(note_tweet={}),
    "counts under a third name": without(public_metrics={"share_count": 3, "quote_count": 1}),
}


@pytest.mark.parametrize("case", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_no_plain_post(case: str) -> None:
    with pytest.raises(ValidationError):
        PostPayload.model_validate(NOT_UNDERSTOOD[case])


def test_who_begins_a_post_with_a_name_answers_nobody() -> None:
    """X says ``in_reply_to_user_id`` then, too (seen); but it begins a conversation of its own."""
    post = PostPayload.model_validate(without("referenced_tweets", conversation_id="11"))
    assert post.refers("replied_to") == ""


def test_a_post_that_begins_with_a_name_is_read_as_what_it_is(a_stage: MakeStage) -> None:
    stage = a_stage(Event(at(1), EventName.POST, "hello", "ada", "@zoe good morning", ("mooc",), ("zoe",)), now=at(2))
    reading = stage.read("search_tag", "mooc")
    (post,) = reading.activities
    assert (reading.trouble, post.content.mentions, post.references) == (None, ("21",), References(root=post.key))


ASKED = Event(at(0.5), EventName.POST, "asked", "zoe", text="Which bird?")
REPLY = Event(at(1), EventName.POST, "reply", "ada", "A wren", ("mooc",), reply_to="asked")


@pytest.mark.parametrize("read", ["search_tag", "author_posts", "replies_to", "shares", "named"])
def test_an_answer_in_a_third_vocabulary_is_a_bad_one(a_stage: Callable[..., Stage], read: str) -> None:
    stage = a_stage(ASKED, REPLY, now=at(2))
    fired = renamed(stage)
    subject = {"search_tag": "mooc", "author_posts": "11", "replies_to": "21", "shares": "11"}.get(read, "")
    reading = stage.read(read, subject, targets=[stage.id("reply")])
    assert fired and reading.trouble
    assert (reading.trouble.kind, reading.completeness.covered, reading.activities) == (
        TroubleKind.BAD_ANSWER,
        None,
        (),
    )


def renamed(stage: Stage) -> list[bytes]:
    """From now on references bear a name that nobody knows; the list grows with each such answer."""
    found: list[bytes] = []
    serve = stage.sandbox._served

    def served(*args: Any) -> Any:
        wire = serve(*args)
        body = wire.body.replace(b'"referenced_tweets"', b'"linked"').replace(b'"referenced_posts"', b'"linked"')
        found.extend([body] if body != wire.body else [])
        return replace(wire, body=body)

    stage.sandbox._served = served  # type: ignore[method-assign]
    return found


def test_on_the_stream_it_is_a_gap() -> None:
    feed = FilteredFeed.__new__(FilteredFeed)
    feed._unreadable = 0
    bad = json.dumps({"data": without("referenced_tweets")}).encode()
    assert feed._event_of(bad).gap == Gap(GapKind.GARBAGE)
    error = {"parameter": "referenced_tweets.id", "resource_id": "5"}
    for body in (OLD, NEW):
        (signal,) = feed._event_of(json.dumps({"data": body, "errors": [error]}).encode()).signals
        assert (signal.key, signal.reply_to, signal.reply_to_author, signal.tags) == ("12", "5", "21", ("mooc",))

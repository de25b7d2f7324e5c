"""The demo's people at work: each thing is done once, at its time, over HTTP, and stands there as it was told."""

from datetime import datetime, timedelta

import pytest

from demo.acting import Players, world_at_start
from demo.hands import HttpNetwork, RequestRefused
from fixtures.sandbox import Sandbox
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from tests.demo.test_truth import START

HOUR = timedelta(hours=1)
STORY = World(
    (WorldAccount("host", "1"), WorldAccount("wren", "2"), WorldAccount("magpie", "3")),
    (
        Event(START - HOUR, EventName.POST, "prompt", "host", "What did you hear?"),
        Event(START + HOUR, EventName.POST, "answer", "wren", "Three robins at dawn", ("birds",), reply_to="prompt"),
        Event(START + HOUR, EventName.FOLLOW, "host", "wren"),
        Event(START + 2 * HOUR, EventName.REPOST, "answer", "magpie"),
        Event(START + 2 * HOUR, EventName.POST, "quote", "magpie", "Look at that", quote_of="answer"),
        Event(START + 3 * HOUR, EventName.RENAME, "wren", to="wren_now"),
        Event(START + 4 * HOUR, EventName.UNFOLLOW, "host", "wren"),
        Event(START + 4 * HOUR, EventName.DELETE, "answer"),
    ),
)


class Clock:
    now: datetime = START


def played(sandbox: Sandbox, now: datetime) -> Players:
    hands = HttpNetwork(sandbox.url, sandbox.oauth.own_token)
    posts = [event.object for event in sandbox.world.events if event.what is EventName.POST]
    hands.knows({post: sandbox.world.post_id(post) for post in posts})
    return Players(STORY, hands, now)


def stands(world: World, at: datetime) -> tuple[object, ...]:
    """What the network shows at a moment, told by ids: they are made from times, and so is nearly all of it."""
    posts = [(post.id, post.text, post.reply_to, post.quote_of) for post in world.posts(at, START - 2 * HOUR)]
    return posts, world.followers("1", at), [post.id for post, _ in world.shares("3", at)]


def test_what_is_done_stands_as_it_was_told() -> None:
    clock = Clock()
    with Sandbox(world_at_start(STORY, START), now=lambda: clock.now) as sandbox:
        players = played(sandbox, START)
        while players.next_at:
            clock.now = players.next_at
            players.act(clock.now)
            assert stands(sandbox.world, clock.now) == stands(STORY, clock.now)


def test_who_comes_back_later_does_not_do_it_again() -> None:
    clock = Clock()
    clock.now = START + 2 * HOUR
    with Sandbox(world_at_start(STORY, clock.now), now=lambda: clock.now) as sandbox:
        assert stands(sandbox.world, clock.now) == stands(STORY, clock.now)
        players = played(sandbox, clock.now)
        players.act(clock.now)
        assert players.next_at == START + 4 * HOUR
        assert sandbox.world == world_at_start(STORY, clock.now)


def test_nobody_deletes_what_is_not_their_own() -> None:
    clock = Clock()
    with Sandbox(world_at_start(STORY, START), now=lambda: clock.now) as sandbox:
        hands = HttpNetwork(sandbox.url, sandbox.oauth.own_token)
        hands.knows({"prompt": sandbox.world.post_id("prompt")})
        with pytest.raises(RequestRefused, match="404"):
            hands.delete("2", "prompt")
        assert sandbox.world == world_at_start(STORY, START)


def test_without_a_token_of_ones_own_nothing_is_done() -> None:
    with Sandbox(world_at_start(STORY, START), now=lambda: START) as sandbox:
        hands = HttpNetwork(sandbox.url, lambda account: sandbox.bearer)
        with pytest.raises(RequestRefused, match="404"):
            hands.follow("2", "1")
        assert sandbox.world == world_at_start(STORY, START)

"""Worlds: what they answer as of a moment, and what is refused."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mooc.simulation.worlds import (
    EVENTS_AT_MOST,
    Event,
    EventName,
    FailureKind,
    Outage,
    Readability,
    World,
    WorldAccount,
    WorldError,
    load_world,
    problems,
    read_world,
)

FIRST_WEEK = Path(__file__).parent / "first_week.yaml"
DAY = datetime(2026, 11, 2, tzinfo=UTC)
ADA, BOB = WorldAccount("ada", "11"), WorldAccount("bob", "12")


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


@pytest.fixture(scope="module")
def week() -> World:
    return load_world(FIRST_WEEK)


class TestAsOfAMoment:
    def test_a_post_is_there_from_its_moment_until_its_deletion(self, week: World) -> None:
        reply = int(week.post_id("r1"))
        assert week.post(reply, at(10)) is None
        assert week.post(reply, at(11)) is not None
        assert week.post(reply, at(33)) is None

    def test_an_edit_takes_the_place_of_the_version_before(self, week: World) -> None:
        before, after = ([post.name for post in week.posts(at(h), DAY, tag="MOOC")] for h in (11, 12))
        assert (before, after) == (["p1", "welcome"], ["p1-edited", "welcome"])
        edited = week.post(int(week.post_id("p1-edited")), at(12))
        assert edited
        assert week.versions(edited, at(12)) == [int(week.post_id("p1")), int(week.post_id("p1-edited"))]

    def test_follows_begin_and_end(self, week: World) -> None:
        assert [week.followers("1", at(h)) for h in (8, 9, 10, 36)] == [[], ["11"], ["12", "11"], ["12"]]
        assert week.following("11", at(10)) == ["1"]
        assert week.follows("11", "1", at(10))
        assert not week.follows("11", "1", at(36))

    def test_an_edit_keeps_the_reposts_and_a_suspension_hides_them(self, week: World) -> None:
        edited = week.post(int(week.post_id("p1-edited")), at(12))
        assert edited
        assert week.reposters(edited, at(12)) == ["21"]
        assert week.reposters(edited, at(24 * 3 + 9)) == []

    def test_a_handle_belongs_to_who_has_it_now(self, week: World) -> None:
        assert (week.holder("bob", at(20)), week.holder("robert", at(20))) == ("12", None)
        assert (week.holder("bob", at(35)), week.holder("Robert", at(35))) == (None, "12")

    def test_standings_change(self, week: World) -> None:
        assert [week.standing("13", at(h)) for h in (1, 24 * 2 + 10)] == [Readability.ACTIVE, Readability.PROTECTED]
        assert week.standing("21", at(24 * 3 + 10)) is Readability.SUSPENDED
        assert week.standing("99", at(1)) is Readability.GONE

    def test_outages_hold_from_their_start_to_before_their_end(self, week: World) -> None:
        outage = Outage(at(96), at(102), "search", FailureKind.ERROR_500)
        found = [week.outage("search", at(h)) for h in (95, 96, 101.9, 102)]
        assert found == [None, outage, outage, None]
        assert week.outage("users", at(97)) is None

    def test_a_reply_mentions_whom_it_answers(self, week: World) -> None:
        reply = week.post(int(week.post_id("r1")), at(11))
        assert reply
        assert (reply.text, reply.mentions, reply.reply_to_author) == ("@host To rain on the roof", ("1",), "1")


def test_ids_grow_with_time_and_are_unique_within_a_millisecond() -> None:
    events = tuple(Event(at(1), EventName.POST, f"p{n}", "ada", text="x") for n in range(5))
    world = World((ADA,), events)
    ids = [int(world.post_id(f"p{n}")) for n in range(5)]
    assert ids == sorted(set(ids))


def test_events_may_be_given_in_any_order() -> None:
    events = (Event(at(2), EventName.DELETE, "p"), Event(at(1), EventName.POST, "p", "ada", text="x"))
    assert list(World((ADA,), events).posts(at(3), DAY)) == []
    assert World((ADA,)).plus(*events) == World((ADA,), events)


def test_following_twice_and_ending_once_ends_it() -> None:
    follow = Event(at(1), EventName.FOLLOW, "bob", "ada")
    events = (
        follow,
        follow._replace(at=at(2)),
        Event(at(3), EventName.UNFOLLOW, "bob", "ada"),
        follow._replace(at=at(4)),
    )
    world = World((ADA, BOB), events)
    assert [world.followers("12", at(h)) for h in (2.5, 3.5, 4.5)] == [["11"], [], ["11"]]


class TestRefused:
    HEAD = 'network: x\naccounts: [{handle: ada, id: "11"}, {handle: bob, id: "12", since: 2026-11-02T09:00:00Z}]\n'

    @pytest.mark.parametrize(
        ("events", "expected"),
        [
            (
                "{at: 2026-11-02T10:00:00Z, post: p, by: ada}, {at: 2026-11-02T11:00:00Z, post: p, by: ada}",
                [("W201", 1)],
            ),
            ("{at: 2026-11-02T10:00:00Z, post: p, by: ada, reply_to: never}", [("W202", 0)]),
            ("{at: 2026-11-02T10:00:00Z, follow: nobody, by: ada}", [("W202", 0)]),
            ("{at: 2026-11-02T08:00:00Z, post: p, by: bob}", [("W203", 0)]),
            (
                "{at: 2026-11-02T10:00:00Z, repost: p, by: ada}, {at: 2026-11-02T11:00:00Z, post: p, by: ada}",
                [("W203", 0)],
            ),
            ("{at: 2026-11-02T10:00:00, post: p, by: ada}", [("W200", 0)]),
            ("{at: 2026-11-02T10:00:00Z, shout: p, by: ada}", [("W200", 0)]),
            ("{at: 2026-11-02T10:00:00Z, post: p, by: ada, colour: red}, 7", [("W200", 0), ("W200", 1)]),
            (
                "{at: 2026-11-02T10:00:00Z, follow: x, by: y}, {at: 2026-11-02T10:00:00Z, delete: z}",
                [("W202", 0), ("W202", 0), ("W202", 1)],
            ),
        ],
    )
    def test_what_cannot_be_with_the_index_of_the_event(self, events: str, expected: list[tuple[str, int]]) -> None:
        with pytest.raises(WorldError) as caught:
            read_world(f"{self.HEAD}happened: [{events}]")
        assert [(problem.code, problem.event) for problem in caught.value.problems] == expected

    @pytest.mark.parametrize("text", ["", "[]", "{", "network: 7", "network: x\nhapened: []", "!!python/object:x {}"])
    def test_what_is_no_world(self, text: str) -> None:
        with pytest.raises(WorldError) as caught:
            read_world(text)
        assert [problem.code for problem in caught.value.problems] == ["W200"]

    def test_the_same_account_twice(self) -> None:
        assert [one.code for one in problems([ADA, ADA], [])] == ["W201", "W201"]

    def test_a_hundred_thousand_events_are_refused_at_once(self) -> None:
        row = "  - {at: 2026-11-02T10:00:00Z, post: p, by: ada}\n"
        text = f"{self.HEAD}happened:\n{row * 100_000}"
        began = time.perf_counter()
        with pytest.raises(WorldError) as caught:
            read_world(text)
        assert [problem.code for problem in caught.value.problems] == ["W212"]
        assert time.perf_counter() - began < 2


def test_a_world_of_fifty_thousand_events_is_checked_and_asked_quickly() -> None:
    people = tuple(WorldAccount(f"p{n}", str(n + 1)) for n in range(1000))
    events = [
        Event(DAY + timedelta(seconds=n * 10), EventName.POST, f"e{n}", f"p{n % 1000}", text="x", tags=(f"t{n % 50}",))
        if n % 2
        else Event(DAY + timedelta(seconds=n * 10), EventName.FOLLOW, f"p{n % 7}", f"p{n % 1000}")
        for n in range(EVENTS_AT_MOST)
    ]
    began = time.perf_counter()
    assert problems(people, events) == ()
    world = World(people, tuple(events))
    end = DAY + timedelta(days=6)
    assert len(list(world.posts(end, DAY, tag="t1"))) == 1000
    assert len(world.followers("1", end)) > 50
    built = time.perf_counter()
    for n in range(100):
        list(world.posts(end - timedelta(hours=n), end - timedelta(hours=n + 1), tag="t1"))
    assert built - began < 4
    assert time.perf_counter() - built < 0.5

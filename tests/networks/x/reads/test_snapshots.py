"""What stands now: followers, reposters, quotes, standings, profiles."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from fixtures.sandbox import Fault
from mooc.core.facts.profiles import AccountProfile, AccountStatus
from mooc.core.facts.reading import Edge
from mooc.core.facts.troubles import TroubleKind
from mooc.core.values.span import Span
from mooc.networks.registry import open_network
from mooc.networks.x.adapter import X
from mooc.simulation.worlds import Event, EventName, World, WorldAccount
from tests.networks.x.sandbox_reader import CAST, Stage, at, tagged

LAG = timedelta(seconds=30)


def moment(hours: float) -> Span:
    return Span(at(hours) - LAG, at(hours) - LAG)


def crowd(count: int) -> World:
    """So many people who follow the host, one a second."""
    people = tuple(WorldAccount(f"p{n}", str(1000 + n)) for n in range(count))
    follows = (Event(at(1) + timedelta(seconds=n), EventName.FOLLOW, "host", f"p{n}") for n in range(count))
    return World((*CAST, *people), tuple(follows))


class TestFollowers:
    def test_a_complete_look_shows_who_follows_and_who_does_not(self, a_stage: Callable[..., Stage]) -> None:
        follows = (Event(at(1), EventName.FOLLOW, "host", "ada"), Event(at(1), EventName.FOLLOW, "host", "zoe"))
        stage = a_stage(*follows, now=at(2))
        reading = stage.read("followers", "1", targets=("11", "12"))
        assert set(reading.edges) == {Edge("11", "1"), Edge("21", "1")}
        assert (reading.completeness.covered, reading.trouble) == (moment(2), None)
        assert (reading.requests, reading.rows, reading.usd) == (2, 3, Decimal("0.030"))
        assert stage.sandbox.ledger.spent == reading.usd

    def test_an_unfollow_shows_in_the_next_look(self, a_stage: Callable[..., Stage]) -> None:
        ends = Event(at(3), EventName.UNFOLLOW, "host", "ada")
        stage = a_stage(Event(at(1), EventName.FOLLOW, "host", "ada"), ends, now=at(2))
        first = stage.read("followers", "1", targets=("11",))
        stage.now = at(4)
        second = stage.read("followers", "1", first.cursor, targets=("11",), exhaustive=True)
        assert (len(first.edges), second.edges, second.completeness.covered) == (1, (), moment(4))

    def test_the_look_ends_when_all_have_been_found(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(10))
        stage.sandbox.world = crowd(2500)
        newest = stage.read("followers", "1", targets=("3499", "3000"))
        assert (newest.requests, newest.completeness.covered) == (2, moment(10))
        everybody = stage.read("followers", "1", targets=("3499", "11"))
        assert (everybody.requests, len(everybody.edges), everybody.completeness.covered) == (4, 2500, moment(10))

    def test_a_look_cut_short_proves_presence_and_never_absence(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(10))
        stage.sandbox.world = crowd(2500)
        stage.sandbox.faults.add("followers", Fault.UNAVAILABLE, page=2)
        reading = stage.read("followers", "1", targets=("3499", "11"))
        assert stage.sandbox.faults.total == 1
        assert (len(reading.edges), reading.completeness.covered) == (1000, None)

    def test_of_an_account_with_too_many_followers_only_the_newest_are_paid_for(
        self, a_stage: Callable[..., Stage]
    ) -> None:
        stage = a_stage(now=at(10))
        stage.sandbox.world = crowd(300)
        x = stage.another(followers_at_most=200)
        reading = stage.read("followers", "1", targets=("1299", "11"), x=x)
        assert (len(reading.edges), reading.rows, reading.completeness.covered) == (100, 101, None)
        assert reading.trouble
        assert (reading.trouble.kind, reading.trouble.detail) == (TroubleKind.PARTIAL, "too many followers")
        assert stage.read("followers", "1", targets=("1299",), x=x).completeness.covered == moment(10)

    def test_who_is_suspended_no_longer_shows(self, a_stage: Callable[..., Stage]) -> None:
        follows = (Event(at(1), EventName.FOLLOW, "host", "ada"), Event(at(1), EventName.FOLLOW, "host", "bob"))
        stage = a_stage(
            *follows, Event(at(2), EventName.SUSPEND, "ada"), Event(at(2), EventName.PROTECT, "bob"), now=at(3)
        )
        assert [edge.actor for edge in stage.read("followers", "1", targets=("11", "12")).edges] == ["12"]

    def test_a_target_that_is_gone_is_no_absence(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(Event(at(1), EventName.DELETE_ACCOUNT, "host"), now=at(2))
        reading = stage.read("followers", "1", targets=("11",))
        assert reading.trouble
        assert (reading.trouble.kind, reading.completeness.covered) == (TroubleKind.REFUSED, None)

    def test_without_anybody_to_ask_about_nothing_is_asked(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(2))
        assert (stage.read("followers", "1").requests, stage.asked) == (0, 0)


class TestNewFollowers:
    def test_the_next_look_reads_only_those_who_are_new(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(2))
        stage.sandbox.world = crowd(300)
        first = stage.read("followers", "1", targets=("11",))
        stage.happens(Event(at(2.5), EventName.FOLLOW, "host", "ada"))
        stage.now = at(3)
        second = stage.read("followers", "1", first.cursor, targets=("11", "12"))
        assert (first.requests, first.rows) == (2, 301)
        assert (second.requests, second.rows, second.usd) == (1, 1, Decimal("0.010")), "the others are paid for today"
        assert "11" in {edge.actor for edge in second.edges}
        assert (second.completeness.covered, second.completeness.listed) == (moment(3), frozenset())

    def test_who_left_and_came_back_does_not_hide_those_before(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(2))
        stage.sandbox.world = crowd(300)
        first = stage.read("followers", "1", targets=("11",))
        back = (Event(at(2.1), EventName.UNFOLLOW, "host", "p299"), Event(at(2.8), EventName.FOLLOW, "host", "p299"))
        stage.happens(Event(at(2.5), EventName.FOLLOW, "host", "ada"), *back)
        stage.now = at(3)
        second = stage.read("followers", "1", first.cursor, targets=("11",))
        assert [edge.actor for edge in second.edges][:3] == ["1299", "11", "1298"]
        assert second.requests == 1

    def test_a_crowd_that_comes_at_once_is_read_in_larger_pages(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(1.05))
        stage.sandbox.world = crowd(400)
        first = stage.read("followers", "1", targets=("11",))
        before = len(first.edges)
        stage.now = at(2)
        second = stage.read("followers", "1", first.cursor, targets=("11",))
        assert before < 200
        assert len({edge.actor for edge in (*first.edges, *second.edges)}) == 400
        assert second.requests == 4, "10 and then a hundred each"

    def test_for_an_absence_all_are_listed_unless_nobody_is_lacking(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(2))
        stage.sandbox.world = crowd(300)
        first = stage.read("followers", "1", targets=("11", "12"))
        stage.happens(Event(at(2.5), EventName.FOLLOW, "host", "ada"))
        stage.now = at(3)
        found = stage.read("followers", "1", first.cursor, targets=("11", "12"), exhaustive=True, unresolved=("11",))
        assert (found.requests, found.completeness.listed) == (1, frozenset())
        both = ("11", "12")
        listed = stage.read("followers", "1", first.cursor, targets=both, exhaustive=True, unresolved=both)
        assert (listed.requests, listed.completeness.listed, len(listed.edges)) == (3, None, 301)
        held = stage.read("followers", "1", first.cursor, targets=("11", "12"), exhaustive=True)
        assert (held.requests, held.completeness.listed, len(held.edges)) == (2, None, 301)

    def test_whether_somebody_has_stopped_is_asked_of_the_whole_list_each_time(
        self, a_stage: Callable[..., Stage]
    ) -> None:
        stage = a_stage(now=at(2))
        stage.sandbox.world = crowd(300)
        stage.happens(Event(at(1.5), EventName.FOLLOW, "host", "ada"))
        first = stage.read("followers_whole", "1", targets=("11", "12"))
        stage.happens(Event(at(2.5), EventName.UNFOLLOW, "host", "ada"))
        stage.now = at(3)
        second = stage.read("followers_whole", "1", first.cursor, targets=("11", "12"))
        assert [len(look.edges) for look in (first, second)] == [301, 300]
        assert [look.requests for look in (first, second)] == [2, 2]
        assert (
            "11" in {edge.actor for edge in second.edges},
            second.completeness.covered,
            second.completeness.listed,
        ) == (
            False,
            moment(3),
            None,
        )

    def test_of_an_account_with_too_many_followers_it_can_t_be_told_who_has_stopped(
        self, a_stage: Callable[..., Stage]
    ) -> None:
        stage = a_stage(now=at(10))
        stage.sandbox.world = crowd(300)
        reading = stage.read("followers_whole", "1", targets=("11",), x=stage.another(followers_at_most=200))
        assert reading.trouble is not None
        assert (reading.trouble.kind, reading.completeness.covered) == (TroubleKind.PARTIAL, None)

    def test_a_follower_who_hides_posts_is_known_to(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(
            Event(at(1), EventName.FOLLOW, "host", "ada"), Event(at(1), EventName.PROTECT, "ada"), now=at(2)
        )
        (person,) = stage.read("followers", "1", targets=("11",)).people
        assert (person.id, person.standing) == ("11", AccountStatus.PROTECTED)


class TestRelays:
    def test_without_reposts_the_counts_are_enough(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*tagged(250, at(1)), now=at(2))
        posts = [stage.id(f"ada-020900-{n}") for n in range(250)]
        reading = stage.read("relays", targets=posts)
        assert (reading.edges, reading.completeness.covered, reading.completeness.items) == (
            (),
            moment(2),
            frozenset(posts),
        )
        assert (reading.requests, reading.usd, reading.completeness.moment) == (3, Decimal("1.250"), moment(2).end)

    def test_without_posts_nothing_is_asked(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(2))
        reading = stage.read("relays")
        assert (reading.requests, reading.completeness.covered, stage.asked) == (0, moment(2), 0)

    def test_only_what_has_changed_is_listed(self, a_stage: Callable[..., Stage]) -> None:
        reposts = (
            Event(at(1.5), EventName.REPOST, f"ada-020900-{n}", who) for n, who in ((0, "zoe"), (0, "bob"), (1, "bob"))
        )
        stage = a_stage(*tagged(3, at(1)), *reposts, now=at(2))
        posts = [stage.id(f"ada-020900-{n}") for n in range(3)]
        first = stage.read("relays", targets=posts)
        assert set(first.edges) == {Edge("12", posts[0], "11"), Edge("21", posts[0], "11"), Edge("12", posts[1], "11")}
        assert (first.requests, first.usd) == (3, 3 * Decimal("0.005") + 2 * Decimal("0.010"))
        stage.happens(Event(at(3), EventName.REPOST, "ada-020900-2", "zoe"))
        stage.now = at(4)
        second = stage.read("relays", cursor=first.cursor, targets=posts)
        assert second.edges == (Edge("21", posts[2], "11"),)
        assert (second.requests, second.completeness.items, second.completeness.listed) == (
            2,
            frozenset(posts),
            frozenset(posts[2:]),
        )

    def test_one_who_comes_for_one_who_goes_is_found_the_next_day(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*tagged(1, at(1)), Event(at(1.5), EventName.REPOST, "ada-020900-0", "zoe"), now=at(2))
        key = stage.id("ada-020900-0")
        first = stage.read("relays", targets=(key,))
        swap = (
            Event(at(3), EventName.UNREPOST, "ada-020900-0", "zoe"),
            Event(at(3), EventName.REPOST, "ada-020900-0", "bob"),
        )
        stage.happens(*swap)
        stage.now = at(4)
        same = stage.read("relays", cursor=first.cursor, targets=(key,))
        assert (same.edges, same.completeness.listed) == ((), frozenset()), "the count is the same"
        stage.now = at(20)
        assert stage.read("relays", cursor=same.cursor, targets=(key,)).edges == (Edge("12", key, "11"),)
        whole = stage.read("relays", cursor=first.cursor, targets=(key,), exhaustive=True)
        assert whole.edges == (Edge("12", key, "11"),), "nor is it believed before an absence is claimed for good"

    def test_a_repost_taken_back_no_longer_shows(self, a_stage: Callable[..., Stage]) -> None:
        repost = Event(at(1.5), EventName.REPOST, "ada-020900-0", "zoe")
        stage = a_stage(*tagged(1, at(1)), repost, Event(at(3), EventName.UNREPOST, "ada-020900-0", "zoe"), now=at(4))
        key = stage.id("ada-020900-0")
        reading = stage.read("relays", targets=(key,))
        assert (reading.edges, reading.completeness.listed, reading.completeness.covered) == (
            (),
            frozenset({key}),
            moment(4),
        )

    def test_of_a_deleted_post_nothing_stands(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(*tagged(1, at(1)), Event(at(2), EventName.DELETE, "ada-020900-0"), now=at(3))
        key = stage.id("ada-020900-0")
        reading = stage.read("relays", targets=(key,))
        assert (reading.edges, reading.completeness.listed, reading.trouble) == ((), frozenset({key}), None)

    def test_of_a_hidden_post_nothing_is_known_and_of_the_others_all(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(
            *tagged(1, at(1)), *tagged(1, at(1), by="bob"), Event(at(2), EventName.PROTECT, "ada"), now=at(3)
        )
        hidden, shown = stage.id("ada-020900-0"), stage.id("bob-020900-0")
        reading = stage.read("relays", targets=(hidden, shown))
        assert (reading.completeness.items, reading.completeness.listed, reading.trouble) == (
            frozenset({shown}),
            frozenset({shown}),
            None,
        )

    def test_what_was_listed_before_a_failure_is_seen_and_nothing_else(self, a_stage: Callable[..., Stage]) -> None:
        reposts = (Event(at(1.5), EventName.REPOST, f"ada-020900-{n}", "zoe") for n in range(2))
        stage = a_stage(*tagged(3, at(1)), *reposts, now=at(2))
        posts = [stage.id(f"ada-020900-{n}") for n in range(3)]
        stage.sandbox.faults.add("retweeted_by", Fault.SERVER_ERROR)
        reading = stage.read("relays", targets=posts)
        assert stage.sandbox.faults.total == 1
        assert reading.trouble
        assert (reading.completeness.covered, reading.completeness.items, reading.edges) == (
            None,
            frozenset(posts[2:]),
            (),
        )
        stage.now = at(2.1)
        healed = stage.read("relays", cursor=reading.cursor, targets=posts)
        assert (healed.completeness.items, len(healed.edges)) == (frozenset(posts), 2)

    def test_more_than_may_be_listed_at_once_is_gone_on_with(self, a_stage: Callable[..., Stage]) -> None:
        reposts = (Event(at(1.5), EventName.REPOST, f"ada-020900-{n}", "zoe") for n in range(100))
        stage = a_stage(*tagged(100, at(1)), *reposts, now=at(2), limits={"retweeted_by": 200})
        posts = [stage.id(f"ada-020900-{n}") for n in range(100)]
        first = stage.read("relays", targets=posts)
        assert (first.unfinished, first.completeness.covered, len(first.completeness.items), first.requests) == (
            True,
            None,
            60,
            61,
        )
        a_quarter_later = stage.another()  # with a limit of its own
        second = stage.read("relays", cursor=first.cursor, targets=posts, x=a_quarter_later)
        assert (second.unfinished, second.requests, first.completeness.items | second.completeness.items) == (
            False,
            41,
            frozenset(posts),
        )
        assert second.completeness.covered is None, "the others were seen a look ago"

    def test_quotes_name_the_quoted_author(self, a_stage: Callable[..., Stage]) -> None:
        quote = Event(at(1.5), EventName.POST, "q", "zoe", text="hear hear", quote_of="ada-020900-0")
        stage = a_stage(*tagged(1, at(1)), quote, now=at(2))
        reading = stage.read("relays", targets=(stage.id("ada-020900-0"),))
        (seen,) = reading.activities
        assert (seen.key, seen.references.quote_of, seen.references.quote_author) == (
            stage.id("q"),
            stage.id("ada-020900-0"),
            "11",
        )
        assert (reading.completeness.covered, reading.requests) == (moment(2), 2)


class TestStanding:
    def test_each_account_is_accounted_for(self, a_stage: Callable[..., Stage]) -> None:
        events = (
            Event(at(1), EventName.PROTECT, "ada"),
            Event(at(1), EventName.SUSPEND, "bob"),
            Event(at(1), EventName.DELETE_ACCOUNT, "cleo"),
            Event(at(1), EventName.RENAME, "zoe", to="zoe2"),
        )
        stage = a_stage(*events, now=at(2))
        reading = stage.read("standing", targets=("11", "12", "13", "21"))
        assert {one.id: (one.standing, one.handle) for one in reading.people} == {
            "11": (AccountStatus.PROTECTED, "ada"),
            "12": (AccountStatus.SUSPENDED, ""),
            "13": (AccountStatus.GONE, ""),
            "21": (AccountStatus.ACTIVE, "zoe2"),
        }
        assert (reading.completeness.covered, reading.requests) == (moment(2), 1)

    def test_a_hundred_fit_in_a_request(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(2))
        stage.sandbox.world = crowd(250)
        reading = stage.read("standing", targets=[str(1000 + n) for n in range(250)])
        assert (len(reading.people), reading.requests, stage.asked) == (250, 3, 3)

    def test_who_is_neither_shown_nor_absent_is_unknown(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(now=at(2))
        stage.sandbox.faults.add("users", Fault.PARTIAL)
        reading = stage.read("standing", targets=("11", "12"))
        assert reading.trouble
        assert (reading.trouble.kind, reading.completeness.covered) == (TroubleKind.PARTIAL, None)
        assert [one.id for one in reading.people] == ["11"]
        assert stage.sandbox.faults.total == 1


class TestPeople:
    def test_find_takes_handles_as_people_write_them(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(Event(at(1), EventName.SUSPEND, "bob"), now=at(2))
        found = stage.x.find(["@Ada", "bob", "nobody", "not a handle", "аda", "zoe"])
        assert found == {
            "@Ada": AccountProfile("x", "11", "ada", "ada"),
            "zoe": AccountProfile("x", "21", "zoe", "zoe"),
        }
        assert stage.asked == 1

    def test_the_profile_shows_the_bio_of_now(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(Event(at(1), EventName.BIO, "twinome-1234", "ada"), now=at(2))
        assert stage.x.profile("11").bio == "twinome-1234"

    def test_of_who_is_gone_only_that_is_known(self, a_stage: Callable[..., Stage]) -> None:
        stage = a_stage(Event(at(1), EventName.DELETE_ACCOUNT, "ada"), now=at(2))
        assert stage.x.profile("11") == AccountProfile("x", "11", "", standing=AccountStatus.GONE)


def test_networks_are_opened_by_name() -> None:
    network = open_network("x", base_url="http://127.0.0.1:9", bearer="b")
    assert isinstance(network, X)
    assert next(read.name for read in network.reads) == "search_tag"
    with pytest.raises(KeyError):
        open_network("myspace")

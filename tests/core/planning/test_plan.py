"""Needs become as few watches as the network's table allows, and each is asked again when it should be."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from mooc.core.facts.needs import Need, NeedKind, Scope
from mooc.core.facts.questions import Price, RateLimit, Read
from mooc.core.planning.plan import WatchKey, next_look, wants, watch_for
from mooc.core.values.span import Span

NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
LAG = timedelta(seconds=30)


def a_read(name: str, kind: NeedKind, by: str, scope: Scope = Scope.STREAM, lag: timedelta = LAG) -> Read:
    return Read(name, frozenset({kind}), by, scope, Price(100, Decimal("0.005")), RateLimit(450, 900), HOUR, lag)


TAG = a_read("search_tag", NeedKind.POSTS, "tag")
FEED = a_read("author_posts", NeedKind.POSTS, "actor")
FOLLOWERS = a_read("followers", NeedKind.FOLLOWS, "object", Scope.STATE, timedelta(0))
TABLES = {"x": (TAG, FEED, FOLLOWERS)}


def test_posts_with_a_tag_by_many_members_share_one_watch() -> None:
    needs = [Need(NeedKind.POSTS, "x", f"{n}", tag="mooc") for n in range(1000)]
    window = Span(NOW, NOW + 7 * 24 * HOUR)
    assert {want.key for want in wants(needs, "live", window, TABLES)} == {WatchKey("x", "search_tag", "mooc")}


def test_posts_without_a_tag_are_read_from_each_author() -> None:
    assert watch_for(Need(NeedKind.POSTS, "x", "11"), TABLES) == WatchKey("x", "author_posts", "11")


def test_follows_of_one_target_share_one_watch() -> None:
    needs = [Need(NeedKind.FOLLOWS, "x", f"{n}", "99") for n in range(50)]
    assert {watch_for(need, TABLES) for need in needs} == {WatchKey("x", "followers", "99")}


def test_a_network_that_is_not_set_up_has_no_watch() -> None:
    assert watch_for(Need(NeedKind.POSTS, "mastodon", "11"), TABLES) is None


def test_the_next_look_is_one_round_away() -> None:
    assert next_look(TAG, NOW, NOW, [Span(NOW, NOW + 48 * HOUR)], 0) == NOW + HOUR


def test_a_look_falls_right_on_the_end_of_a_window_plus_the_lag() -> None:
    end = NOW + timedelta(minutes=20)
    assert next_look(TAG, NOW, NOW, [Span(NOW - 48 * HOUR, end), Span(NOW, NOW + 48 * HOUR)], 0) == end + LAG


def test_a_window_that_ended_this_second_is_still_looked_at_once_its_posts_are_indexed() -> None:
    assert next_look(TAG, NOW, NOW - LAG, [Span(NOW - 48 * HOUR, NOW)], 0) == NOW + LAG


def test_nothing_is_asked_once_all_windows_are_covered() -> None:
    assert next_look(TAG, NOW, NOW, [Span(NOW - 48 * HOUR, NOW - HOUR), Span(NOW - 48 * HOUR, NOW)], 0) is None
    assert next_look(TAG, NOW, NOW, [], 0) is None


def test_failures_are_tried_again_sooner_then_ever_less_often() -> None:
    waits = [next_look(TAG, NOW, None, [Span(NOW, NOW + 48 * HOUR)], n) for n in (1, 2, 3, 30)]
    assert waits == [NOW + timedelta(minutes=m) for m in (1, 2, 4, 60)]

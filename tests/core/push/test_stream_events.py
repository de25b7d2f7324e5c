"""Whom a signal concerns, and which watches it touches."""

from datetime import timedelta

from mooc.core.planning.plan import WatchKey
from mooc.core.push import EventType, Signal, concerns, touched_watches
from mooc.networks.bluesky.capabilities import read_table as bluesky
from mooc.networks.x.capabilities import read_table as x

READS = bluesky(timedelta(0), 100, None)


def keys(signal: Signal) -> set[tuple[str, str]]:
    found = touched_watches([signal], READS)[signal]
    assert {key.network for key in found} <= {"bluesky"}
    return {(key.read, key.subject) for key in found}


def test_a_post_touches_its_authors_feed() -> None:
    assert keys(Signal("bluesky", EventType.POST, "ada", "p")) == {("author_feed", "ada")}


def test_a_quote_touches_the_post_that_is_quoted_too() -> None:
    signal = Signal("bluesky", EventType.POST, "zoe", "p", quote_of="q", quote_author="ada")
    assert keys(signal) == {("author_feed", "zoe"), ("quotes", "q")}


def test_a_repost_touches_the_post_that_is_reposted() -> None:
    signal = Signal("bluesky", EventType.REPOST, "zoe", "r", target="p", target_author="ada")
    assert keys(signal) == {("reposted_by", "p"), ("shares", "zoe")}


def test_an_answer_touches_the_post_that_it_answers() -> None:
    signal = Signal("bluesky", EventType.POST, "zoe", "p", reply_to="q", reply_to_author="ada")
    assert keys(signal) == {("author_feed", "zoe"), ("answers", "q")}
    asked = touched_watches([signal._replace(network="x")], x())[signal._replace(network="x")]
    assert WatchKey("x", "answers_to", "ada") in asked


def test_a_profile_that_is_written_anew_touches_the_watch_over_all_profiles() -> None:
    assert keys(Signal("bluesky", EventType.PROFILE, "ada")) == {("profiles", "")}


def test_a_follow_touches_whom_it_is_about() -> None:
    assert keys(Signal("bluesky", EventType.FOLLOW, "ada", "f", target="host")) == {("relationships", "host")}


def test_an_account_that_changes_touches_the_watch_over_all_accounts() -> None:
    assert keys(Signal("bluesky", EventType.STANDING, "ada")) == {("standing", "")}


def test_a_fact_that_is_taken_back_touches_nothing_until_it_is_known_what_it_was() -> None:
    assert keys(Signal("bluesky", EventType.GONE, "ada", "p")) == set()


def test_where_tags_can_be_searched_each_tag_is_touched_and_whom_it_answers() -> None:
    signal = Signal("x", EventType.POST, "11", "p", reply_to_author="99", tags=("mooc", "rust"))
    asked = touched_watches([signal], x())[signal]
    assert {WatchKey("x", "search_tag", tag) for tag in ("mooc", "rust")} <= asked
    assert any(key.subject == "99" for key in asked)


def test_it_concerns_us_if_one_of_ours_did_it_or_it_was_done_to_a_post_of_ours() -> None:
    linked = {"ada"}
    assert concerns(Signal("bluesky", EventType.POST, "ada"), linked)
    assert concerns(Signal("bluesky", EventType.REPOST, "zoe", target="p", target_author="ada"), linked)
    assert concerns(Signal("bluesky", EventType.POST, "zoe", quote_of="p", quote_author="ada"), linked)
    assert concerns(Signal("bluesky", EventType.POST, "zoe", reply_to="p", reply_to_author="ada"), linked)
    assert not concerns(Signal("bluesky", EventType.FOLLOW, "zoe", target="ada"), linked)
    assert not concerns(Signal("bluesky", EventType.POST, "zoe"), linked | {""})

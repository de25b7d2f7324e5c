"""``relay``, in situations."""

from typing import Any

import pytest
from pydantic import ValidationError

from mooc.core.evidence.verdict import Answer, Line, Mark
from mooc.core.facts.activity import Activity
from mooc.core.facts.needs import Need, NeedKind
from tests.core.situations import (
    CLOSES,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    OPENS,
    TICK,
    answer,
    check,
    found,
    gone,
    post,
    quote,
    reply,
    repost,
    unseen,
    words,
)

OUTSIDER = check("relay")
FELLOW = check("relay", by="twinome")
QUOTED = check("relay", kinds=["quote"])
REPOSTED = check("relay", kinds=["repost"])


def reposted_by_a_stranger() -> list[Activity]:
    return [post("p1"), repost("p1", "zoe")]


def quoted_by_a_stranger() -> list[Activity]:
    return [post("p1"), quote("q1", "p1", "zoe")]


def reposted_by_a_twinome_member() -> list[Activity]:
    return [post("p1"), repost("p1", "bob")]


def reposted_by_a_mentor() -> list[Activity]:
    return [post("p1"), repost("p1", "mia")]


def reposted_and_quoted_by_oneself() -> list[Activity]:
    return [post("p1"), repost("p1", "ada"), quote("q1", "p1", "ada")]


def answered_but_not_passed_on() -> list[Activity]:
    return [post("p1"), reply("r1", "ada", actor="zoe", reply_to="p1")]


def reposted_then_taken_back() -> list[Activity]:
    done = repost("p1", "zoe")
    return [post("p1"), done, gone(done)]


def quoted_then_deleted() -> list[Activity]:
    done = quote("q1", "p1", "zoe")
    return [post("p1"), done, gone(done)]


def one_s_own_post_deleted() -> list[Activity]:
    done = post("p1")
    return [done, repost("p1", "zoe"), quote("q1", "p1", "yan"), gone(done)]


def a_post_from_before_the_window_reposted() -> list[Activity]:
    return [post("p1", OPENS - TICK), repost("p1", "zoe")]


def reposted_as_seen_after_the_end_but_absent_just_before() -> list[Activity]:
    return [post("p1"), repost("p1", "zoe", CLOSES + HOUR, absent=CLOSES - TICK)]


def reposted_as_seen_when_the_window_opened() -> list[Activity]:
    return [post("p1", OPENS), repost("p1", "zoe", OPENS)]


def reposted_but_absent_at_the_very_end() -> list[Activity]:
    return [post("p1"), repost("p1", "zoe", CLOSES + HOUR, absent=CLOSES)]


def reposted_at_the_last_moment_by_the_network_s_time() -> list[Activity]:
    return [post("p1"), repost("p1", "zoe", CLOSES + HOUR, at=CLOSES - TICK)]


def reposted_at_the_very_end_by_the_network_s_time() -> list[Activity]:
    return [post("p1"), repost("p1", "zoe", CLOSES + HOUR, at=CLOSES)]


def quoted_at_the_very_end() -> list[Activity]:
    return [post("p1"), quote("q1", "p1", "zoe", CLOSES)]


def the_first_version_reposted_and_then_edited() -> list[Activity]:
    return [post("p1"), repost("p1", "zoe"), post("p2", NOON + MINUTE, edit_of="p1")]


def a_post_of_that_key_elsewhere_reposted() -> list[Activity]:
    return [post("p1"), repost("p1", "zoe")._replace(network="mastodon")]


NO = ("not_yet", "not_yet", "not_yet", "not_yet")
BY_REPOST = ("met", "not_yet", "not_yet", "met")


@pytest.mark.parametrize(
    ("situation", "said"),
    [
        (reposted_by_a_stranger, BY_REPOST),
        (quoted_by_a_stranger, ("met", "not_yet", "met", "not_yet")),
        (reposted_by_a_twinome_member, ("not_yet", "met", "not_yet", "not_yet")),
        (reposted_by_a_mentor, NO),
        (reposted_and_quoted_by_oneself, NO),
        (answered_but_not_passed_on, NO),
        (reposted_then_taken_back, NO),
        (quoted_then_deleted, NO),
        (one_s_own_post_deleted, NO),
        (a_post_from_before_the_window_reposted, NO),
        (reposted_as_seen_after_the_end_but_absent_just_before, BY_REPOST),
        (reposted_as_seen_when_the_window_opened, BY_REPOST),
        (reposted_but_absent_at_the_very_end, NO),
        (reposted_at_the_last_moment_by_the_network_s_time, BY_REPOST),
        (reposted_at_the_very_end_by_the_network_s_time, NO),
        (quoted_at_the_very_end, NO),
        (the_first_version_reposted_and_then_edited, BY_REPOST),
        (a_post_of_that_key_elsewhere_reposted, NO),
    ],
)
def test_a_relay_counts_by_who_passed_what_on_and_when(situation: Any, said: tuple[str, ...]) -> None:
    assert tuple(answer(rule, *situation()) for rule in (OUTSIDER, FELLOW, QUOTED, REPOSTED)) == said


@pytest.mark.parametrize(
    ("situation", "word"),
    [
        (reposted_by_a_stranger, "relay.reposted"),
        (quoted_by_a_stranger, "relay.quoted"),
        (reposted_by_a_twinome_member, "relay.other"),
        (reposted_then_taken_back, "relay.undone"),
        (one_s_own_post_deleted, "relay.gone"),
        (reposted_but_absent_at_the_very_end, "relay.late"),
        (answered_but_not_passed_on, "relay.none"),
    ],
)
def test_each_relay_is_told(situation: Any, word: str) -> None:
    assert words(found(OUTSIDER, *situation()))[0] == word


def test_distinct_people_are_counted_not_reposts() -> None:
    two = check("relay", at_least=2)
    posts = [post("p1"), post("p2", NOON + MINUTE)]
    same = [repost("p1", "zoe"), repost("p2", "zoe"), quote("q1", "p1", "zoe", NOON + DAY)]
    finding = found(two, *posts, *same)
    assert finding.answer is Answer.NOT_YET
    assert words(finding).count("relay.again") == 2
    assert answer(two, *posts, *same, repost("p2", "yan")) is Answer.MET


def test_only_the_tagged_posts_are_looked_at_where_a_tag_is_asked() -> None:
    tagged = check("relay", tag="{hashtag}")
    assert answer(tagged, post("p1", tags=()), repost("p1", "zoe")) is Answer.NOT_YET
    assert answer(tagged, post("p1"), repost("p1", "zoe")) is Answer.MET


def test_the_needs_are_one_s_posts_and_who_passed_each_on() -> None:
    deleted = post("p2", NOON + MINUTE)
    needs = found(check("relay", tag="mooc"), post("p1"), deleted, gone(deleted), post("p3", tags=())).needs
    assert needs == (
        Need(NeedKind.POSTS, "x", "ada", tag="mooc"),
        Need(NeedKind.REPOSTS, "x", "ada", "p1"),
        Need(NeedKind.QUOTES, "x", "ada", "p1"),
        Need(NeedKind.STANDING, "x", "ada"),
    )


def test_the_receipt_gets_the_post_that_was_passed_on_along() -> None:
    finding = found(OUTSIDER, post("p1"), repost("p1", "zoe", NOON + HOUR), quote("q", "p1", "yan", NOON + DAY))
    assert [fact.actor for fact in finding.counted] == ["zoe"]
    assert [fact.key for fact in finding.context] == ["p1"]
    assert finding.as_of == NOON + HOUR


def test_some_kind_of_relay_must_be_asked_for() -> None:
    with pytest.raises(ValidationError, match="repost, quote or both"):
        check("relay", kinds=[])


class TestWhatWasNotSeenIsNotCalledAbsent:
    def test_the_line_says_that_it_has_not_been_seen(self) -> None:
        assert "relay.unseen" in words(found(OUTSIDER, post("p1"), coverage=unseen))
        assert "relay.none" not in words(found(OUTSIDER, post("p1"), coverage=unseen))

    def test_the_line_says_none_once_all_has_been_seen(self) -> None:
        assert "relay.none" in words(found(OUTSIDER, post("p1")))

    def test_so_many_that_have_not_been_seen_are_told_as_a_number(self) -> None:
        lines = found(OUTSIDER, *(post(f"p{n}", NOON + n * MINUTE) for n in range(200)), coverage=unseen).lines
        assert lines[0] == Line(Mark.UNKNOWN, "answer.more_unseen", {"n": 151})
        assert [line.key for line in lines if line.word == "relay.unseen"] == [f"p{n}" for n in range(151, 200)]
        assert len(lines) == 52

    def test_what_does_not_count_makes_room_for_it(self) -> None:
        old = [post(f"q{n}", NOON - (n + 1) * MINUTE) for n in range(30)]
        mine = [post(f"p{n}", NOON + n * MINUTE) for n in range(30)]
        lines = found(OUTSIDER, *old, *map(gone, old), *mine, coverage=unseen).lines
        assert [line.word for line in lines].count("relay.unseen") == 30
        assert lines[0] == Line(Mark.DOES_NOT_COUNT, "answer.more", {"n": 11})

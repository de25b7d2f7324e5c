"""``post``, in situations."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.values.span import Span
from tests.core.situations import (
    ADA,
    ADA_ON_BLUESKY,
    CLOSES,
    HOUR,
    MINUTE,
    NOON,
    OPENS,
    TICK,
    all_seen,
    answer,
    check,
    found,
    gone,
    post,
    scene,
    words,
)

TAGGED = check("post", tag="{hashtag}")


def posted_with_the_tag() -> list[Activity]:
    return [post("p1")]


def posted_as_the_window_opened() -> list[Activity]:
    return [post("p1", OPENS)]


def posted_before_the_window() -> list[Activity]:
    return [post("p1", OPENS - TICK)]


def posted_at_the_last_second() -> list[Activity]:
    return [post("p1", CLOSES - TICK)]


def posted_at_the_very_end() -> list[Activity]:
    return [post("p1", CLOSES)]


def posted_in_time_and_seen_much_later() -> list[Activity]:
    return [post("p1", CLOSES - TICK, seen_at=CLOSES + 48 * HOUR)]


def posted_without_the_tag() -> list[Activity]:
    return [post("p1", tags=("other",))]


def posted_then_deleted() -> list[Activity]:
    done = post("p1")
    return [done, gone(done)]


def posted_by_somebody_else() -> list[Activity]:
    return [post("p1", actor="bob")]


def backdated_by_the_client() -> list[Activity]:
    return [post("p1", CLOSES + HOUR, claimed_at=NOON)]


def claimed_to_be_old_but_posted_now() -> list[Activity]:
    return [post("p1", NOON, claimed_at=datetime(2019, 5, 1, tzinfo=UTC))]


def another_post_of_that_key_deleted_elsewhere() -> list[Activity]:
    return [post("p1"), gone(post("p1", network="mastodon"))]


def edited_within_the_window() -> list[Activity]:
    return [post("p1"), post("p2", NOON + MINUTE, edit_of="p1")]


def edited_so_that_the_tag_is_gone() -> list[Activity]:
    return [post("p1"), post("p2", NOON + MINUTE, edit_of="p1", tags=())]


def edited_so_that_the_tag_is_there() -> list[Activity]:
    return [post("p1", tags=()), post("p2", NOON + MINUTE, edit_of="p1")]


def posted_before_the_window_and_edited_within() -> list[Activity]:
    return [post("p1", OPENS - MINUTE), post("p2", OPENS + MINUTE, edit_of="p1")]


def posted_as_the_window_opened_and_edited_later() -> list[Activity]:
    return [post("p1", OPENS), post("p2", OPENS + MINUTE, edit_of="p1")]


def edited_after_the_window() -> list[Activity]:
    return [post("p1", CLOSES - MINUTE), post("p2", CLOSES + MINUTE, edit_of="p1", tags=())]


def edited_after_the_window_and_the_first_version_gone() -> list[Activity]:
    first = post("p1", CLOSES - MINUTE)
    return [first, post("p2", CLOSES + MINUTE, edit_of="p1"), gone(first, CLOSES + HOUR)]


def edited_and_deleted() -> list[Activity]:
    last = post("p2", NOON + MINUTE, edit_of="p1")
    return [post("p1"), last, gone(last)]


@pytest.mark.parametrize(
    ("situation", "said"),
    [
        (posted_with_the_tag, "met"),
        (posted_as_the_window_opened, "met"),
        (posted_before_the_window, "not_yet"),
        (posted_at_the_last_second, "met"),
        (posted_at_the_very_end, "not_yet"),
        (posted_in_time_and_seen_much_later, "met"),
        (posted_without_the_tag, "not_yet"),
        (posted_then_deleted, "not_yet"),
        (posted_by_somebody_else, "not_yet"),
        (backdated_by_the_client, "not_yet"),
        (claimed_to_be_old_but_posted_now, "met"),
        (another_post_of_that_key_deleted_elsewhere, "met"),
        (edited_within_the_window, "met"),
        (edited_so_that_the_tag_is_gone, "not_yet"),
        (edited_so_that_the_tag_is_there, "met"),
        (posted_before_the_window_and_edited_within, "not_yet"),
        (posted_as_the_window_opened_and_edited_later, "met"),
        (edited_after_the_window, "met"),
        (edited_after_the_window_and_the_first_version_gone, "met"),
        (edited_and_deleted, "not_yet"),
    ],
)
def test_a_post_counts_by_the_network_s_time_and_its_last_version(situation: Any, said: str) -> None:
    assert answer(TAGGED, *situation()) == said


def test_a_bluesky_post_claimed_2019_and_indexed_2024_is_of_2024() -> None:
    fields = {"network": "bluesky", "actor": "did:ada", "claimed_at": datetime(2019, 5, 1, tzinfo=UTC)}
    done = post("at://p1", datetime(2024, 5, 1, tzinfo=UTC), **fields)
    years = {
        year: Span(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)) for year in (2019, 2024)
    }
    seen = {"accounts": (ADA_ON_BLUESKY,), "coverage": all_seen(start=years[2019].start)}
    said = {year: answer(TAGGED, done, window=span, **seen) for year, span in years.items()}
    assert said == {2019: Answer.NOT_YET, 2024: Answer.MET}


def test_an_edited_post_counts_once() -> None:
    three = [post("p1"), post("p2", NOON + MINUTE, edit_of="p1"), post("p3", NOON + 2 * MINUTE, edit_of="p1")]
    finding = found(check("post", at_least=2), *three)
    assert finding.answer is Answer.NOT_YET
    assert [fact.key for fact in finding.counted] == ["p3"]
    assert [fact.key for fact in finding.context] == ["p1", "p2"]


@pytest.mark.parametrize(
    ("asked", "more", "flaw"),
    [
        ({"tag": "other"}, {}, "no_tag"),
        ({"tag": "MOOC"}, {}, None),
        ({"mentions": "host"}, {"mentions": ("bob",)}, "no_mention"),
        ({"mentions": "host"}, {"mentions": ("bob", "host")}, None),
        ({"mentions": "twinome"}, {"mentions": ("bob",)}, None),
        ({"mentions": "anyone"}, {"mentions": ("ada",)}, "no_mention"),
        ({"link": True}, {}, "no_link"),
        ({"link": True}, {"links": ("https://example.org/a",)}, None),
        ({"domains": ["example.org"]}, {}, "no_domain"),
        ({"domains": ["example.org"]}, {"links": ("https://example.org/a",)}, None),
        ({"domains": ["example.org"]}, {"links": ("https://EN.example.org:8/a?b",)}, None),
        ({"domains": ["example.org"]}, {"links": ("https://badexample.org/",)}, "no_domain"),
        ({"domains": ["example.org"]}, {"links": ("https://example.org@evil.example/",)}, "no_domain"),
        ({"domains": ["example.org"]}, {"links": ("no link at all",)}, "no_domain"),
        ({"min_words": 13}, {}, "short"),
        ({"min_words": 12}, {}, None),
        ({"media": 2}, {"media": 1}, "no_media"),
        ({"media": 2}, {"media": 2}, None),
    ],
)
def test_a_post_needs_all_that_is_asked(asked: dict[str, Any], more: dict[str, Any], flaw: str | None) -> None:
    finding = found(check("post", **asked), post("p1", **more))
    assert words(finding)[0].partition(".")[2] == (flaw or "yes")
    assert finding.answer == ("not_yet" if flaw else "met")


def test_all_flaws_of_a_post_are_told_at_once() -> None:
    rule = check("post", link=True, min_words=20, media=1, mentions="host")
    assert words(found(rule, post("p1")))[:-1] == ["post.no_mention", "post.no_link", "post.no_media", "writing.short"]


def test_of_a_post_without_the_tag_nothing_else_is_said() -> None:
    rule = check("post", tag="other", link=True, min_words=20)
    assert words(found(rule, post("p1")))[:-1] == ["writing.no_tag"]


def test_nobody_is_meant_by_oneself_not_even_on_a_list() -> None:
    rule = check("post", mentions={"list": "voices"})
    lists = {("x", "voices"): ("ada", "zoe")}
    assert answer(rule, post("p1", mentions=("ada",)), lists=lists) is Answer.NOT_YET
    assert answer(rule, post("p1", mentions=("zoe",)), lists=lists) is Answer.MET


def test_a_course_without_a_hashtag_asks_for_one_that_nobody_can_write() -> None:
    assert answer(TAGGED, post("p1"), hashtag="") is Answer.NOT_YET


@pytest.mark.parametrize(
    ("first", "second", "copies"),
    [
        ({"text_hash": "h"}, {"text_hash": "h"}, True),
        ({"text_hash": "h"}, {"text_hash": "g"}, False),
        ({"text_hash": ""}, {"text_hash": ""}, False),
        ({"words": 0, "text_hash": "e", "media": 1}, {"words": 0, "text_hash": "e", "media": 1}, False),
        ({"words": 0, "links": ("a",)}, {"words": 0, "links": ("a",)}, True),
        ({"words": 0, "links": ("a",)}, {"words": 0, "links": ("b",)}, False),
        ({"words": 0, "links": ("a",)}, {"words": 0, "links": ("a",), "media": 1}, False),
    ],
)
def test_the_same_text_counts_once(first: dict[str, Any], second: dict[str, Any], copies: bool) -> None:
    both = [post("p1", **first), post("p2", NOON + HOUR, **second)]
    assert answer(check("post", at_least=2), *both) == ("not_yet" if copies else "met")
    assert answer(check("post", at_least=2, distinct=False), *both) is Answer.MET


def test_a_text_that_was_deleted_and_posted_again_counts() -> None:
    first = post("p1", text_hash="h")
    assert answer(TAGGED, first, gone(first), post("p2", NOON + HOUR, text_hash="h")) is Answer.MET


def test_posts_on_two_networks_are_counted_together_in_their_order() -> None:
    here = post("b", NOON + HOUR)
    there = post("a", NOON, network="bluesky", actor="did:ada")
    finding = found(check("post", at_least=2), here, there, accounts=(ADA, ADA_ON_BLUESKY))
    assert [fact.network for fact in finding.counted] == ["bluesky", "x"]
    assert [line.key for line in finding.lines[:2]] == ["a", "b"]


def test_an_account_of_that_id_on_another_network_is_somebody_else() -> None:
    assert answer(TAGGED, post("p1", network="mastodon")) is Answer.NOT_YET


def test_the_need_names_the_tag() -> None:
    assert found(TAGGED).needs[0] == Need(NeedKind.POSTS, "x", "ada", tag="mooc")
    assert found(check("post")).needs[0] == Need(NeedKind.POSTS, "x", "ada")


def test_a_post_from_the_future_waits() -> None:
    ahead = post("p1", NOON + 15 * MINUTE)
    assert answer(TAGGED, ahead, now=NOON) is Answer.NOT_YET
    assert answer(TAGGED, ahead, now=NOON + TICK) is Answer.MET


def test_many_posts_that_do_not_count_are_told_as_a_number() -> None:
    many = [post(f"p{n}", NOON + n * MINUTE, tags=()) for n in range(60)]
    lines = found(TAGGED, *many, post("good", NOON - HOUR)).lines
    assert lines[0].word == "answer.more"
    assert lines[0].values == {"n": 12}
    assert [line.key for line in lines if line.word == "writing.yes"] == ["good"]
    assert len(lines) == 51


def test_up_to_fifty_lines_are_all_there() -> None:
    many = [post(f"p{n}", NOON + n * MINUTE, tags=()) for n in range(49)]
    assert "answer.more" not in words(found(TAGGED, *many))


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    night = Span(datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC))
    last = post("p1", night.end - TICK)
    assert answer(TAGGED, last, window=night) is Answer.MET
    assert scene(last, window=night).posts("ada") == [last]


PICTURE = {"words": 0, "text_hash": "empty", "media": 1}
BOTH = (ADA, ADA_ON_BLUESKY)
THREE = check("post", at_least=3)


def elsewhere(key: str, at: datetime, **more: Any) -> Activity:
    return post(key, at, **(PICTURE | {"network": "bluesky", "actor": "did:ada"} | more))


def pictures(*more: Activity) -> list[str]:
    return words(found(THREE, post("here", NOON, **PICTURE), *more, accounts=BOTH))[:-1]


@pytest.mark.parametrize("later", [MINUTE, HOUR])
def test_a_picture_posted_on_both_networks_counts_once(later: timedelta) -> None:
    assert pictures(elsewhere("there", NOON + later)) == ["writing.yes", "writing.crossposted"]


@pytest.mark.parametrize(
    "other",
    [
        elsewhere("there", NOON + HOUR + TICK),
        elsewhere("there", NOON + MINUTE, media=2),
        elsewhere("there", NOON + MINUTE, tags=("other",)),
        elsewhere("there", NOON + MINUTE, text_hash="with an emoji"),
        elsewhere("there", NOON + MINUTE, links=("https://example.org",)),
        post("there", NOON + MINUTE, **PICTURE),
    ],
    ids=["much_later", "more_pictures", "another_tag", "other_signs", "with_a_link", "on_the_same_network"],
)
def test_other_pictures_are_other_posts(other: Activity) -> None:
    assert pictures(other) == ["writing.yes", "writing.yes"]


def test_each_picture_has_one_copy_on_the_other_network() -> None:
    second, third = elsewhere("second", NOON + MINUTE), elsewhere("third", NOON + 2 * MINUTE)
    assert pictures(second, third) == ["writing.yes", "writing.crossposted", "writing.yes"]


def test_the_tag_may_be_told_without_its_accent_elsewhere() -> None:
    one = post("here", NOON, **PICTURE | {"tags": ("écoute",)})
    other = elsewhere("there", NOON + MINUTE, tags=("ecoute",))
    assert words(found(THREE, one, other, accounts=BOTH))[:-1] == ["writing.yes", "writing.crossposted"]


def test_where_copies_count_crossposts_count_too() -> None:
    rule = check("post", at_least=2, distinct=False)
    assert answer(rule, post("here", **PICTURE), elsewhere("there", NOON + MINUTE), accounts=BOTH) is Answer.MET

"""``live_post``, in situations."""

from typing import Any

import pytest
from pydantic import ValidationError

from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity
from mooc.core.facts.needs import Need, NeedKind
from tests.core.situations import CLOSES, MINUTE, NOON, OPENS, TICK, answer, check, found, gone, post, words

LIVE = check("live_post", at_least=4, moments=3)


def posts_at(*minutes: float, **more: Any) -> list[Activity]:
    return [post(f"p{n}", NOON + minute * MINUTE, **more) for n, minute in enumerate(minutes)]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ((0, 1, 10, 20), "met"),
        ((0, 1, 2, 3), "not_yet"),
        ((0, 10, 20), "not_yet"),
        ((0, 9, 10, 19, 20), "met"),
        ((0, 9, 18, 27), "not_yet"),
        ((0, 9.999, 10, 19.999), "not_yet"),
        ((0, 5, 10, 15, 20), "met"),
        ((0, 0, 10, 30), "met"),
    ],
)
def test_enough_posts_at_enough_moments(minutes: tuple[float, ...], said: str) -> None:
    assert answer(LIVE, *posts_at(*minutes)) == said


def test_moments_are_as_far_apart_as_the_author_says() -> None:
    assert answer(check("live_post", at_least=2, moments=2, apart=30), *posts_at(0, 29)) is Answer.NOT_YET
    assert answer(check("live_post", at_least=2, moments=2, apart=30), *posts_at(0, 30)) is Answer.MET


def test_the_same_text_counts_once_in_the_event() -> None:
    assert answer(LIVE, *posts_at(0, 10, 20, 30, text_hash="h")) is Answer.NOT_YET
    loose = check("live_post", at_least=4, moments=3, distinct=False)
    assert answer(loose, *posts_at(0, 10, 20, 30, text_hash="h")) is Answer.MET


def test_posts_outside_of_the_event_are_no_live_posts() -> None:
    edges = [post("a", OPENS - TICK), post("b", OPENS), post("c", CLOSES - TICK), post("d", CLOSES)]
    assert answer(check("live_post", at_least=2, moments=2), *edges) is Answer.MET
    assert answer(check("live_post", at_least=3, moments=2), *edges) is Answer.NOT_YET


def test_posts_without_the_tag_and_deleted_ones_are_told() -> None:
    first, second = post("a", tags=()), post("b", NOON + MINUTE)
    assert words(found(LIVE, first, second, gone(second)))[:2] == ["writing.no_tag", "writing.gone"]


def test_the_receipt_holds_the_first_posts_with_which_it_was_met() -> None:
    finding = found(check("live_post", at_least=2, moments=2), *posts_at(0, 1, 2, 10, 20))
    assert [fact.key for fact in finding.counted] == ["p0", "p1", "p2", "p3"]
    assert finding.as_of == NOON + 10 * MINUTE
    assert finding.lines[-1].word == "live_post.enough"


def test_as_many_posts_and_moments_as_are_asked_for_are_enough() -> None:
    finding = found(check("live_post", at_least=2, moments=2), *posts_at(0, 10))
    assert finding.lines[-1].word == "live_post.enough"


def test_posts_and_moments_are_both_said() -> None:
    finding = found(LIVE, *posts_at(0, 1, 2, 3, 10))
    expected = {"posts": 5, "at_least": 4, "moments": 2, "want": 3, "apart": 10}
    assert finding.lines[-1] == finding.lines[-1]._replace(word="live_post.expected", values=expected)


def test_an_edit_does_not_make_a_new_moment() -> None:
    edited = [post("a"), post("b", NOON + 10 * MINUTE, edit_of="a"), post("c", NOON + 11 * MINUTE)]
    rule = check("live_post", at_least=2, moments=2)
    assert answer(rule, *edited) is Answer.MET
    assert answer(rule, *edited[:2], post("c", NOON + 9 * MINUTE)) is Answer.NOT_YET


def test_the_need_is_the_tag() -> None:
    assert found(LIVE).needs[0] == Need(NeedKind.POSTS, "x", "ada", tag="mooc")


def test_more_moments_than_posts_is_impossible() -> None:
    with pytest.raises(ValidationError, match="moments must be at most at_least"):
        check("live_post", at_least=3, moments=4)
    assert check("live_post", at_least=3, moments=3)


def test_how_long_an_event_must_last_at_least() -> None:
    assert getattr(LIVE, "shortest", None) == 20 * MINUTE

"""What others did to a post counts for all its versions, and a post is as old as its first: named situations."""

from datetime import datetime
from typing import Any

import pytest

from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity, Content, Kind
from tests.core.situations import CLOSES, HOUR, MINUTE, NOON, answer, changed, check, found, post, reply

FIGURE = check("figure", by="anyone", dated=False, source=False)
HELP = check("help", to="anyone", within=1)
LISTEN = check("listen", at_least=1)
THREAD = check("thread")
PROFILE = check("profile", min_words=3)


def edited(first: Activity, minutes: int, **more: Any) -> Activity:
    """The post in another version."""
    assert first.at
    fields: dict[str, Any] = {
        "key": f"{first.key}-edited",
        "at": first.at + minutes * MINUTE,
        "edit_of": first.key,
    } | more
    return changed(first, **fields)


def own(key: str, minutes: int, to: str = "") -> Activity:
    """A post of a thread of ada's."""
    return post(key, NOON + minutes * MINUTE, reply_to=to, reply_to_author="ada" if to else "")


ONE, TWO, THREE = own("t1", 0), own("t2", 1, "t1"), own("t3", 2, "t2")


def test_a_thread_whose_first_post_is_edited_hangs_together() -> None:
    assert answer(THREAD, ONE, TWO, THREE, edited(ONE, 5)) is Answer.MET


def test_a_thread_carried_on_from_an_edited_post_hangs_together() -> None:
    new = edited(TWO, 1)
    assert answer(THREAD, ONE, TWO, new, changed(THREE, reply_to=new.key, at=NOON + HOUR)) is Answer.MET


def test_a_thread_carried_on_from_a_version_between_hangs_together() -> None:
    between, last = edited(ONE, 2), edited(ONE, 9, key="t1-last")
    two = changed(TWO, reply_to=between.key, at=NOON + 3 * MINUTE)
    finding = found(THREAD, ONE, two, THREE._replace(at=NOON + 4 * MINUTE), between, last)
    assert finding.answer is Answer.MET
    again = found(THREAD, *finding.counted, *finding.context)
    assert (again.answer, again.counted) == (Answer.MET, (last, two, finding.counted[2])), "the receipt holds it all"


def test_two_threads_are_not_one() -> None:
    assert answer(THREAD, ONE, TWO, own("u1", 3), own("u2", 4, "u1")) is Answer.NOT_YET


def test_of_an_edited_thread_the_receipt_holds_what_hangs_together() -> None:
    fourth, new = own("t4", 3, "t1"), edited(ONE, 9)
    finding = found(THREAD, ONE, TWO, own("t3", 2, "t1"), fourth, new)
    assert finding.answer is Answer.MET
    assert finding.counted[0] == new
    assert {fact.references.reply_to for fact in finding.counted[1:]} == {"t1"}


def test_posts_that_answer_each_other_in_a_circle_are_no_endless_thread() -> None:
    assert answer(THREAD, own("c1", 0, "c2"), own("c2", 1, "c1")) is Answer.NOT_YET


@pytest.mark.parametrize(("value", "said"), [("42", Answer.MET), ("43", Answer.NOT_YET)])
def test_a_figure_that_is_edited_is_confirmed_by_who_gave_its_value_before(value: str, said: Answer) -> None:
    given = post("f1", marks=("figure=24|birds|",))
    confirms = post("z1", NOON + MINUTE, actor="zoe", reply_to="f1", reply_to_author="ada", marks=("figure=42|birds|",))
    assert answer(FIGURE, given, confirms, edited(given, 5, marks=(f"figure={value}|birds|",))) is said


def test_help_that_is_edited_stays_thanked() -> None:
    helped = reply("h1", "zoe")
    thanks = post("z1", NOON + MINUTE, actor="zoe", reply_to="h1", reply_to_author="ada", marks=("thanks",))
    asked = post("post of zoe", NOON - MINUTE, actor="zoe", marks=("question",))
    assert answer(HELP, asked, helped, thanks, edited(helped, 5)) is Answer.MET


def test_an_edit_does_not_put_off_the_day_by_which_thanks_must_come() -> None:
    helped = reply("h1", "zoe")
    late = post("z1", NOON + 25 * HOUR, actor="zoe", reply_to="h1", reply_to_author="ada", marks=("thanks",))
    assert answer(HELP, helped, edited(helped, 120), late) is Answer.NOT_YET


def test_whoever_edits_the_first_words_has_spoken_before() -> None:
    spoke = post("s1")
    assert answer(LISTEN, spoke, reply("r1", "zoe", NOON + MINUTE), edited(spoke, 5)) is Answer.NOT_YET


def test_whoever_edits_an_answer_has_listened_before() -> None:
    heard = reply("r1", "zoe")
    assert answer(LISTEN, heard, post("s1", NOON + MINUTE), edited(heard, 5)) is Answer.MET


@pytest.mark.parametrize(
    ("otherwise", "seen", "said"),
    [
        (NOON, CLOSES, Answer.MET),
        (NOON, CLOSES + HOUR, Answer.MET),
        (CLOSES, CLOSES + HOUR, Answer.NOT_YET),
        (None, CLOSES + HOUR, Answer.NOT_YET),
    ],
    ids=["seen as it closed", "seen late", "made after the end", "never seen before"],
)
def test_a_profile_may_be_from_any_moment_since_the_last_look(
    otherwise: datetime | None, seen: datetime, said: Answer
) -> None:
    """What is seen at the very look for which the end was waited was there before the end."""
    before = Activity("x", "profile:ada@0", Kind.PROFILE, "ada", None, NOON - HOUR)
    shown = Activity("x", "profile:ada@1", Kind.PROFILE, "ada", None, seen, otherwise, content=Content(words=5))
    assert answer(PROFILE, before, shown) is said

"""A trial asks what the judge needs, once, and knows what it has seen."""

from datetime import timedelta
from typing import Any

import pytest

from mooc.core.checks import check_from_words
from mooc.core.course.course import Challenge
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.network import Edge, Reading, Standing, Trouble, TroubleKind
from mooc.core.trial import Trial, people_meant
from mooc.core.values.span import Span
from mooc.networks.bluesky.capabilities import table as bluesky_table
from mooc.networks.x.capabilities import table as x_table
from tests.core.situations import ADA, NOON, WEEK, post

TABLES = {"x": x_table(), "bluesky": bluesky_table(timedelta(0), 100, None)}
SEEN = Span(WEEK.start, NOON)


def trial(check: dict[str, Any], **more: Any) -> Trial:
    challenge = Challenge(challenge="c", title={"en": "C"}, brief="c.md", check=check_from_words(check))
    return Trial(challenge, ADA, WEEK, NOON, TABLES, "mooc", **more)


def asked(one: Trial) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(question.read, question.subject, question.among) for _, question in one.questions()]


def answered(one: Trial, **parts: Any) -> Trial:
    """What follows when every question of now gets this answer."""
    for read, question in one.questions():
        one = one.after(read, question, Reading(**parts))
    return one


def test_a_follow_is_one_question_about_one_account() -> None:
    first = trial({"follow": {"of": "host"}}, people={"host": ("99",)})
    assert first.verdict().answer is Answer.CANT_TELL
    assert asked(first) == [("followers", "99", ("ada",))]
    seen = Span(NOON, NOON)
    met = answered(first, covered=seen, edges=(Edge("ada", "99"), Edge("zoe", "99")))
    assert (met.verdict().answer, asked(met)) == (Answer.MET, [])
    missing = answered(first, covered=seen, edges=(Edge("zoe", "99"),))
    assert (missing.verdict().answer, asked(missing)) == (Answer.NOT_YET, [])


def test_what_failed_is_not_asked_again_and_is_not_absent() -> None:
    failed = answered(
        trial({"follow": {"of": "host"}}, people={"host": ("99",)}), trouble=Trouble(TroubleKind.SERVER_ERROR)
    )
    assert (failed.verdict().answer, asked(failed)) == (Answer.CANT_TELL, [])
    assert failed.verdict().finding.trouble == Trouble(TroubleKind.SERVER_ERROR)


def test_who_passed_on_is_asked_about_the_posts_that_were_found() -> None:
    first = trial({"relay": {"kinds": ["repost"], "tag": "{hashtag}"}})
    assert [read for read, *_ in asked(first)] == ["search_tag"]
    second = answered(first, covered=SEEN, activities=(post("7"), post("8"), post("9", actor="zoe")))
    assert second.verdict().answer is Answer.CANT_TELL
    assert asked(second) == [("relays", "", ("7", "8"))]
    nobody = answered(second, seen=frozenset({"7", "8"}), moment=NOON, listed=frozenset({"7", "8"}))
    assert (nobody.verdict().answer, asked(nobody)) == (Answer.NOT_YET, [])
    half = answered(second, seen=frozenset({"7"}), moment=NOON, listed=frozenset({"7"}))
    assert (half.verdict().answer, asked(half)) == (Answer.CANT_TELL, [])
    passed = answered(second, seen=frozenset({"7", "8"}), moment=NOON, edges=(Edge("zoe", "7", "ada"),))
    assert (passed.verdict().answer, asked(passed)) == (Answer.MET, [])


def test_an_account_that_cannot_be_read_is_not_asked_about() -> None:
    challenge = trial({"post": {"tag": "{hashtag}"}}).challenge
    hidden = Trial(challenge, ADA._replace(standing=Standing.PROTECTED), WEEK, NOON, TABLES, "mooc")
    assert asked(hidden) == []
    assert hidden.verdict().finding.trouble == Trouble(TroubleKind.PROTECTED)


def test_who_is_of_the_twinome_is_what_one_is_told() -> None:
    reply = post("7", reply_to="p", reply_to_author="bob")
    alone = answered(trial({"reply": {"to": "twinome"}}), covered=SEEN, activities=(reply,))
    assert alone.verdict().answer is Answer.NOT_YET
    told = answered(
        trial({"reply": {"to": "twinome"}}, people={"twinome": ("bob",)}), covered=SEEN, activities=(reply,)
    )
    assert told.verdict().answer is Answer.MET


@pytest.mark.parametrize(
    ("check", "meant"),
    [
        ({"follow": {"of": "host"}}, ["host"]),
        ({"follow": {"of": {"list": "voices"}}}, ["voices"]),
        ({"reply": {"to": "twinome"}}, ["twinome"]),
        ({"relay": {"by": "outside_cohort"}}, []),
        ({"post": {"tag": "cohort"}}, []),
        (
            {"any": [{"reply": {"to": "mentors"}}, {"all": [{"follow": {"of": "host"}}, {"post": {}}]}]},
            ["mentors", "host"],
        ),
    ],
)
def test_whom_a_rule_speaks_of(check: dict[str, Any], meant: list[str]) -> None:
    assert list(people_meant(check_from_words(check))) == meant

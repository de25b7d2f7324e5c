"""The judge is a function: of the facts, not of the order in which they came."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mooc.core.course.course import Challenge
from mooc.core.evidence.codec import canonical, verdict_to_json
from mooc.core.evidence.scene import ActivityLog
from mooc.core.evidence.verdict import Answer, Verdict
from mooc.core.facts.activity import Activity
from mooc.core.judging.judge import judge
from tests.core.situations import (
    ADA,
    ADA_ON_BLUESKY,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    OPENS,
    TICK,
    all_seen,
    follow,
    gone,
    post,
    quote,
    reply,
    repost,
    scene,
)

BOTH = (ADA, ADA_ON_BLUESKY)

HAPPENED: list[Activity] = [
    post("p1", OPENS - HOUR),
    post("p2"),
    post("p3", tags=()),
    post("p4", NOON + MINUTE, edit_of="p2"),
    post("p5", NOON + HOUR, text_hash="same"),
    post("p6", NOON + 2 * HOUR, text_hash="same"),
    post("p2", network="bluesky", actor="did:ada"),
    reply("r1", "host"),
    reply("r2", "ada"),
    reply("r3", "bob", NOON + DAY),
    repost("p2", "zoe"),
    repost("p2", "zoe", NOON + DAY, absent=NOON + 2 * HOUR),
    repost("p5", "bob"),
    quote("q1", "p5", "yan", NOON + 3 * HOUR),
    follow("host", OPENS - DAY),
    follow("host", NOON, absent=OPENS),
    follow("voice"),
]
HAPPENED += [gone(HAPPENED[8]), gone(HAPPENED[10], NOON + 2 * HOUR), gone(HAPPENED[14], OPENS + HOUR)]

CHECKS: list[dict[str, Any]] = [
    {"follow": {"of": {"list": "voices"}, "at_least": 2, "new": True}},
    {"follow": {"of": "host", "must_hold": True}},
    {"reply": {"at_least": 2}},
    {"post": {"at_least": 5, "tag": "{hashtag}"}},
    {"live_post": {"at_least": 4, "moments": 3}},
    {"relay": {"at_least": 2}},
    {"all": [{"relay": {}}, {"some": {"at_least": 1, "of": [{"reply": {"to": "host"}}, {"post": {"media": 1}}]}}]},
]


def challenge(check: dict[str, Any]) -> Challenge:
    title = {"en": "One", "fr": "Un"}
    return Challenge.model_validate({"challenge": "one", "title": title, "brief": "b.md", "check": check})


def judged(check: dict[str, Any], *happened: Activity, **more: Any) -> Verdict:
    return judge(challenge(check), "c0ffee", scene(*happened, **({"accounts": BOTH} | more)))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: next(iter(check)))
@given(arrived=st.permutations(HAPPENED))
def test_the_order_of_arrival_does_not_show(check: dict[str, Any], arrived: list[Activity]) -> None:
    first, second = judged(check, *HAPPENED), judged(check, *arrived)
    assert canonical(verdict_to_json(first)) == canonical(verdict_to_json(second))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: next(iter(check)))
def test_one_log_serves_all_challenges(check: dict[str, Any]) -> None:
    shared = ActivityLog(HAPPENED)
    for other in CHECKS:
        judged(other, log=shared)
    assert judged(check, log=shared) == judged(check, *HAPPENED)


def test_a_late_arrival_gives_the_verdict_that_an_early_one_would_have_given() -> None:
    early = judged({"post": {}}, post("p1"))
    late = judged({"post": {}}, post("p1", seen_at=NOON + 3 * DAY))
    assert (late.answer, late.finding.as_of, late.finding.lines) == (
        early.answer,
        early.finding.as_of,
        early.finding.lines,
    )


def test_a_verdict_says_by_which_rule_it_was_found() -> None:
    verdict = judged({"post": {}}, now=NOON)
    assert (verdict.member, verdict.challenge, verdict.rule, verdict.course) == ("ada", "one", "post/2", "c0ffee")
    assert verdict.judged_at == NOON


def test_before_the_window_a_learner_reads_when_it_opens() -> None:
    just_before = OPENS - TICK
    old = follow("host", OPENS - DAY)
    verdict = judged({"follow": {"of": "host"}}, old, now=just_before, coverage=all_seen(just_before))
    assert verdict.answer is Answer.NOT_YET
    assert [line.word for line in verdict.finding.lines] == ["answer.not_open"]
    assert verdict.finding.needs
    assert verdict.finding.as_of == just_before


def test_from_the_window_s_first_moment_on_the_evidence_is_shown() -> None:
    verdict = judged({"post": {}}, now=OPENS)
    assert verdict.finding.lines[-1].word == "post.expected"


def test_before_the_window_a_missing_account_is_told_all_the_same() -> None:
    assert judged({"post": {}}, now=OPENS - TICK, accounts=()).answer is Answer.CANT_TELL

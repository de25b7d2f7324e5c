"""``reply``, in situations."""

from typing import Any

import pytest

from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity
from mooc.core.facts.needs import Need, NeedKind
from mooc.core.facts.troubles import TroubleKind
from tests.core.situations import (
    ADA,
    ADA_ON_BLUESKY,
    CLOSES,
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
    reply,
    unseen,
    words,
)

HOST = check("reply", to="host")
ANYONE = check("reply")
TWINOME = check("reply", to="twinome")
OUTSIDE = check("reply", to="outside_cohort")


def replied_to_the_host() -> list[Activity]:
    return [reply("r1", "host")]


def replied_as_the_window_opened() -> list[Activity]:
    return [reply("r1", "host", OPENS)]


def replied_before_the_window() -> list[Activity]:
    return [reply("r1", "host", OPENS - TICK)]


def replied_at_the_last_moment() -> list[Activity]:
    return [reply("r1", "host", CLOSES - TICK)]


def replied_at_the_very_end() -> list[Activity]:
    return [reply("r1", "host", CLOSES)]


def replied_to_oneself() -> list[Activity]:
    return [reply("r1", "ada")]


def replied_to_a_fellow() -> list[Activity]:
    return [reply("r1", "bob")]


def replied_to_a_stranger() -> list[Activity]:
    return [reply("r1", "zoe")]


def replied_and_deleted_it() -> list[Activity]:
    done = reply("r1", "host")
    return [done, gone(done)]


def replied_to_a_post_that_was_deleted() -> list[Activity]:
    answered = post("post of host", NOON - HOUR, actor="host")
    return [answered, gone(answered), reply("r1", "host")]


def replied_to_a_post_whose_author_only_the_log_knows() -> list[Activity]:
    answered = post("post of host", NOON - HOUR, actor="host")
    return [answered, reply("r1", "host", reply_to_author="")]


def replied_to_nobody_knows_whom() -> list[Activity]:
    return [reply("r1", "host", reply_to_author="")]


def posted_without_replying() -> list[Activity]:
    return [post("p1", mentions=("host",))]


def was_replied_to() -> list[Activity]:
    return [reply("r1", "ada", actor="host")]


@pytest.mark.parametrize(
    ("situation", "host", "anyone", "twinome", "outside"),
    [
        (replied_to_the_host, "met", "met", "not_yet", "not_yet"),
        (replied_as_the_window_opened, "met", "met", "not_yet", "not_yet"),
        (replied_before_the_window, "not_yet", "not_yet", "not_yet", "not_yet"),
        (replied_at_the_last_moment, "met", "met", "not_yet", "not_yet"),
        (replied_at_the_very_end, "not_yet", "not_yet", "not_yet", "not_yet"),
        (replied_to_oneself, "not_yet", "not_yet", "not_yet", "not_yet"),
        (replied_to_a_fellow, "not_yet", "met", "met", "not_yet"),
        (replied_to_a_stranger, "not_yet", "met", "not_yet", "met"),
        (replied_and_deleted_it, "not_yet", "not_yet", "not_yet", "not_yet"),
        (replied_to_a_post_that_was_deleted, "met", "met", "not_yet", "not_yet"),
        (replied_to_a_post_whose_author_only_the_log_knows, "met", "met", "not_yet", "not_yet"),
        (replied_to_nobody_knows_whom, "not_yet", "not_yet", "not_yet", "not_yet"),
        (posted_without_replying, "not_yet", "not_yet", "not_yet", "not_yet"),
        (was_replied_to, "not_yet", "not_yet", "not_yet", "not_yet"),
    ],
)
def test_a_reply_counts_by_whom_it_answers(situation: Any, host: str, anyone: str, twinome: str, outside: str) -> None:
    said = [answer(rule, *situation()) for rule in (HOST, ANYONE, TWINOME, OUTSIDE)]
    assert said == [host, anyone, twinome, outside]


@pytest.mark.parametrize(
    ("happened", "word"),
    [
        (replied_to_the_host, "reply.yes"),
        (replied_to_oneself, "reply.self"),
        (replied_to_a_stranger, "reply.other"),
        (replied_to_nobody_knows_whom, "reply.nobody"),
        (replied_and_deleted_it, "writing.gone"),
    ],
)
def test_each_reply_is_told(happened: Any, word: str) -> None:
    assert words(found(HOST, *happened()))[0] == word


def test_a_reply_to_one_s_own_other_account_is_one_to_oneself() -> None:
    finding = found(ANYONE, reply("r1", "did:ada", network="bluesky", actor="did:ada"), accounts=(ADA, ADA_ON_BLUESKY))
    assert words(finding)[0] == "reply.self"
    across = reply("r2", "did:ada")
    assert words(found(ANYONE, across, accounts=(ADA, ADA_ON_BLUESKY)))[0] == "reply.self"


@pytest.mark.parametrize(("length", "said"), [(4, "not_yet"), (5, "met"), (6, "met")])
def test_a_reply_needs_its_words(length: int, said: str) -> None:
    assert answer(check("reply", min_words=5), reply("r1", "zoe", words=length)) == said


def test_the_same_text_counts_once_unless_the_author_allows_it() -> None:
    twice = [reply("r1", "zoe", text_hash="h"), reply("r2", "yan", NOON + MINUTE, text_hash="h")]
    assert words(found(check("reply", at_least=2), *twice))[:2] == ["reply.yes", "writing.copy"]
    assert answer(check("reply", at_least=2), *twice) is Answer.NOT_YET
    assert answer(check("reply", at_least=2, distinct=False), *twice) is Answer.MET


def test_a_copy_of_a_reply_that_did_not_count_is_no_copy() -> None:
    first = reply("r1", "bob", text_hash="h")
    assert answer(HOST, first, reply("r2", "host", NOON + HOUR, text_hash="h")) is Answer.MET


def test_a_named_person_is_a_need_of_its_own_and_others_need_all_posts() -> None:
    voices = check("reply", to={"list": "voices"})
    needs = [need for need in found(voices).needs if need.kind is NeedKind.REPLIES]
    assert needs == [Need(NeedKind.REPLIES, "x", "ada", who) for who in ("voice", "host", "vic")]
    assert found(TWINOME).needs[0] == Need(NeedKind.POSTS, "x", "ada")


def test_a_list_with_nobody_on_the_member_s_network_can_t_be_told() -> None:
    finding = found(check("reply", to={"list": "voices"}), accounts=(ADA_ON_BLUESKY,))
    assert finding.trouble
    assert finding.trouble.kind is TroubleKind.NOT_ON_NETWORK


def test_enough_replies_are_enough_whatever_was_not_seen() -> None:
    finding = found(HOST, reply("r1", "host"), reply("r2", "host", NOON + HOUR), coverage=unseen)
    assert finding.answer is Answer.MET
    assert finding.as_of == NOON
    assert [fact.key for fact in finding.counted] == ["r1"]
    assert finding.lines[-1].values == {"have": 2, "want": 1, "missing": 0}


def test_as_many_as_are_asked_for_are_enough() -> None:
    finding = found(HOST, reply("r1", "host"))
    assert finding.lines[-1].word == "reply.enough"
    assert finding.lines[-1].values == {"have": 1, "want": 1, "missing": 0}


def test_what_is_missing_is_said() -> None:
    finding = found(check("reply", at_least=3), reply("r1", "zoe"))
    assert finding.lines[-1].word == "reply.expected"
    assert finding.lines[-1].values == {"have": 1, "want": 3, "missing": 2}

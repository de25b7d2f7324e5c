"""``conversation``, in situations."""

from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Need
from tests.core.situations import (
    ADA,
    ADA_ON_BLUESKY,
    HOUR,
    MINUTE,
    NOON,
    OPENS,
    all_seen,
    answer,
    check,
    found,
    gone,
    post,
    reply,
    words,
)

TWO_TURNS = check("conversation", turns=2, to="anyone")


def theirs(key: str, minutes: int, **more: str) -> Activity:
    """Zoe answers ada in the same talk."""
    fields = {"actor": "zoe", "reply_to": "a1", "reply_to_author": "ada", "root": "z0", "tags": ()} | more
    return post(key, NOON + minutes * MINUTE, **fields)


def mine(key: str, minutes: int) -> Activity:
    return reply(key, "zoe", NOON + minutes * MINUTE, root="z0")


MINE = (mine("a1", 0), mine("a2", 10))


def test_two_answers_of_the_other_are_two_turns() -> None:
    assert answer(TWO_TURNS, *MINE, theirs("z1", 5), theirs("z2", 15)) is Answer.MET


def test_an_answer_that_the_other_edits_is_one_turn() -> None:
    assert answer(TWO_TURNS, *MINE, theirs("z1", 5), theirs("z2", 6, edit_of="z1")) is Answer.NOT_YET


def test_an_edited_answer_stays_a_turn_when_its_first_version_is_gone() -> None:
    first = theirs("z1", 5)
    told = (*MINE, first, theirs("z2", 6, edit_of="z1"), gone(first, NOON + HOUR), theirs("z3", 15))
    assert answer(TWO_TURNS, *told) is Answer.MET


def test_an_edit_of_what_was_never_seen_is_a_turn() -> None:
    assert answer(TWO_TURNS, *MINE, theirs("z2", 6, edit_of="z1"), theirs("z3", 15)) is Answer.MET


def test_an_answer_from_before_the_challenge_is_no_turn() -> None:
    before = theirs("z1", 0, reply_to="a0")._replace(at=OPENS - MINUTE)
    assert answer(TWO_TURNS, *MINE, before, theirs("z2", 15)) is Answer.NOT_YET


def test_what_cannot_be_seen_on_another_network_says_nothing_of_a_talk() -> None:
    def x_alone(need: Need) -> Coverage | None:
        return all_seen()(need) if need.network == "x" else None

    finding = found(TWO_TURNS, *MINE, theirs("z1", 5), accounts=(ADA, ADA_ON_BLUESKY), coverage=x_alone)
    assert finding.answer is Answer.CANT_TELL
    assert "conversation.short" in words(finding)

"""What a new verdict changes: a pass stays unless it must hold and was seen undone."""

from typing import Any

import pytest

from mooc.core.course.course import Challenge
from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.judging.credit import SETTLING, Credit, Previous, VerdictChange, credit
from mooc.core.judging.judge import judge
from tests.core.situations import (
    AFTER,
    CLOSES,
    HOUR,
    NOON,
    TICK,
    all_seen,
    follow,
    gone,
    in_trouble,
    post,
    scene,
    unseen,
)

TITLE = {"en": "Follow", "fr": "Suivre"}
FOLLOWED = follow("host", absent=NOON - HOUR)
WRITTEN = post("p1")


def challenge(check: dict[str, Any]) -> Challenge:
    return Challenge.model_validate({"challenge": "one", "title": TITLE, "brief": "b.md", "points": 30, "check": check})


HELD = challenge({"follow": {"of": "host", "must_hold": True}})
PLAIN = challenge({"post": {}})
NOTHING = Previous()


def credited(todo: Challenge, *happened: Activity, before: Previous = NOTHING, **more: Any) -> Credit:
    seen = scene(*happened, **more)
    return credit(before, judge(todo, "c0ffee", seen), todo, seen)


def then(done: Credit) -> Previous:
    return Previous(done.answer, done.finding, done.settled)


def test_the_first_pass_makes_a_receipt_points_and_history() -> None:
    done = credited(PLAIN, WRITTEN)
    assert done.answer is Answer.MET
    assert done.receipt
    assert done.receipt.facts == (WRITTEN,)
    assert (done.points, done.settled, done.changed, done.taken_back) == (30, True, True, False)
    assert done.change == VerdictChange(Answer.MET, "", NOON)


def test_the_same_verdict_again_changes_nothing() -> None:
    first = credited(PLAIN, WRITTEN)
    again = credited(PLAIN, WRITTEN, before=then(first))
    assert (again.changed, again.receipt, again.change) == (False, None, None)
    assert (again.answer, again.points) == (Answer.MET, 30)


def test_what_is_not_met_has_no_points_and_no_receipt() -> None:
    done = credited(PLAIN)
    assert (done.answer, done.points, done.receipt, done.settled) == (Answer.NOT_YET, 0, None, False)
    assert done.change == VerdictChange(Answer.NOT_YET, "", AFTER)


def test_a_later_look_with_the_same_answer_is_stored_but_is_no_history() -> None:
    first = credited(PLAIN, now=NOON, coverage=all_seen(NOON))
    later = credited(PLAIN, before=then(first), now=NOON + HOUR, coverage=all_seen(NOON + HOUR))
    assert later.changed
    assert later.change is None


def test_another_reason_is_history_another_next_look_is_not() -> None:
    first = credited(PLAIN, coverage=in_trouble(Trouble(TroubleKind.RATE_LIMITED, AFTER)))
    assert first.change == VerdictChange(Answer.CANT_TELL, "rate_limited", None)
    waiting = in_trouble(Trouble(TroubleKind.RATE_LIMITED, AFTER + HOUR))
    assert credited(PLAIN, before=then(first), coverage=waiting).change is None
    down = credited(PLAIN, before=then(first), coverage=in_trouble(Trouble(TroubleKind.UNREACHABLE)))
    assert down.change == VerdictChange(Answer.CANT_TELL, "unreachable", None)


@pytest.mark.parametrize("todo", [HELD, PLAIN], ids=["held", "plain"])
@pytest.mark.parametrize("coverage", [unseen, in_trouble(Trouble(TroubleKind.UNREACHABLE))], ids=["unseen", "down"])
def test_an_outage_takes_nothing_back(todo: Challenge, coverage: Any) -> None:
    first = credited(todo, WRITTEN, FOLLOWED)
    kept = credited(todo, before=then(first), coverage=coverage)
    assert (kept.answer, kept.points, kept.taken_back, kept.change) == (Answer.MET, 30, False, None)
    assert kept.finding == first.finding


def test_an_outage_takes_nothing_back_even_when_an_unfollow_was_seen() -> None:
    first = credited(HELD, FOLLOWED)
    kept = credited(HELD, FOLLOWED, gone(FOLLOWED), before=then(first), coverage=unseen)
    assert (kept.answer, kept.taken_back) == (Answer.MET, False)


def test_an_unfollow_takes_a_pass_back_that_must_hold() -> None:
    first = credited(HELD, FOLLOWED)
    done = credited(HELD, FOLLOWED, gone(FOLLOWED), before=then(first))
    assert (done.answer, done.points, done.taken_back, done.settled) == (Answer.NOT_YET, 0, True, False)
    assert done.change == VerdictChange(Answer.NOT_YET, "undone", AFTER)
    assert done.receipt is None


def test_what_was_taken_back_can_be_earned_again() -> None:
    first = credited(HELD, FOLLOWED)
    back = credited(HELD, FOLLOWED, gone(FOLLOWED), before=then(first))
    again = follow("host", NOON + 5 * HOUR, absent=NOON + HOUR)
    done = credited(HELD, FOLLOWED, gone(FOLLOWED), again, before=then(back))
    assert done.answer is Answer.MET
    assert done.receipt
    assert done.receipt.facts == (again,)


def test_an_unfollow_seen_after_the_window_takes_nothing_back() -> None:
    first = credited(HELD, FOLLOWED)
    kept = credited(HELD, FOLLOWED, gone(FOLLOWED, CLOSES), before=then(first))
    assert (kept.answer, kept.taken_back) == (Answer.MET, False)


def test_facts_that_have_simply_gone_missing_take_nothing_back() -> None:
    first = credited(HELD, FOLLOWED)
    assert credited(HELD, before=then(first)).answer is Answer.MET


def test_a_deleted_post_leaves_the_pass_and_a_note_once() -> None:
    first = credited(PLAIN, WRITTEN)
    kept = credited(PLAIN, WRITTEN, gone(WRITTEN), before=then(first))
    assert (kept.answer, kept.points) == (Answer.MET, 30)
    assert kept.finding.counted == (WRITTEN,)
    assert kept.finding.lines[-1].word == "answer.evidence_gone"
    assert kept.change == VerdictChange(Answer.MET, "evidence_gone", NOON)
    again = credited(PLAIN, WRITTEN, gone(WRITTEN), before=then(kept))
    assert (again.changed, again.change) == (False, None)


def test_a_pass_that_must_hold_is_settled_a_while_after_its_window() -> None:
    assert not credited(HELD, FOLLOWED, now=NOON + HOUR).settled
    assert not credited(HELD, FOLLOWED, now=CLOSES + SETTLING - TICK).settled
    assert credited(HELD, FOLLOWED, now=CLOSES + SETTLING).settled
    assert credited(PLAIN, WRITTEN, now=NOON + HOUR).settled


def test_to_be_settled_is_a_change() -> None:
    first = credited(HELD, FOLLOWED, now=CLOSES)
    last = credited(HELD, FOLLOWED, before=then(first), now=CLOSES + SETTLING)
    assert (last.changed, last.settled, last.change) == (True, True, None)

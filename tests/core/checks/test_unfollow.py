"""``unfollow``, in situations."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from mooc.core.checks.base import Check
from mooc.core.evidence.verdict import Answer, Mark
from mooc.core.facts.activity import Activity
from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Need, NeedKind, Scope
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.values.span import Span
from tests.core.situations import (
    ADA,
    ADA_ON_BLUESKY,
    AFTER,
    CLOSES,
    DAY,
    HOUR,
    NOON,
    OPENS,
    TICK,
    all_seen,
    answer,
    check,
    follow,
    found,
    gone,
    unseen,
    words,
)

ONE = check("unfollow", of="host")
HELD = check("unfollow", of="host", must_hold=True)
LONG = follow("host", OPENS - 9 * DAY)
"""A follow that stood long before the window."""
LATER = follow("host", NOON + DAY, absent=NOON)


def ended(stood: datetime, seen: datetime, fact: Activity = LONG) -> list[Activity]:
    """The follow stood in one complete look, and in the next it did not."""
    return [fact, gone(fact, seen)._replace(absent_at=stood)]


@pytest.mark.parametrize("rule", [ONE, HELD])
@pytest.mark.parametrize(
    ("stood", "seen", "word"),
    [
        (NOON - HOUR, NOON, "yes"),
        (OPENS - HOUR, OPENS + TICK, "yes"),
        (OPENS - HOUR, OPENS, "before"),
        (CLOSES - TICK, CLOSES + HOUR, "yes"),
        (CLOSES, CLOSES + HOUR, "late"),
    ],
)
def test_it_must_have_ended_while_the_window_was_open(rule: Check, stood: datetime, seen: datetime, word: str) -> None:
    finding = found(rule, *ended(stood, seen))
    assert words(finding)[0] == f"unfollow.{word}"
    assert finding.answer is (Answer.MET if word == "yes" else Answer.NOT_YET)


def test_without_a_look_in_between_the_follow_itself_is_the_last_sign_that_it_stood() -> None:
    new = follow("host", CLOSES - TICK)
    assert answer(ONE, new, gone(new, AFTER)) is Answer.MET
    late = follow("host", CLOSES)
    assert answer(ONE, late, gone(late, AFTER)) is Answer.NOT_YET


def test_a_look_from_before_the_follow_was_seen_says_nothing_of_it() -> None:
    late = follow("host", CLOSES)
    assert answer(ONE, *ended(CLOSES - HOUR, AFTER, late)) is Answer.NOT_YET


def test_the_end_is_what_counts_and_the_follow_is_kept_beside_it() -> None:
    finding = found(ONE, *ended(NOON - HOUR, NOON))
    follows, end = ended(NOON - HOUR, NOON)
    assert (finding.counted, finding.context, finding.as_of) == ((end,), (follows,), NOON)
    assert finding.lines[0].values == {"target": "host", "since": (NOON - HOUR).isoformat(), "until": NOON.isoformat()}
    assert finding.needs == ()
    assert {need.kind for need in found(HELD, follows, end).needs} == {NeedKind.UNFOLLOWS, NeedKind.STANDING}


def test_who_still_follows_has_not_stopped() -> None:
    assert (answer(ONE, LONG), words(found(ONE, LONG))[0]) == (Answer.NOT_YET, "unfollow.still")
    finding = found(ONE, LONG, coverage=unseen)
    assert (finding.answer, words(finding)[0]) == (Answer.CANT_TELL, "unfollow.unseen")


def test_who_never_followed_has_nothing_to_stop() -> None:
    assert (answer(ONE), words(found(ONE))[0]) == (Answer.NOT_YET, "unfollow.never")


def test_a_new_follow_afterwards_takes_back_only_what_must_hold() -> None:
    happened = [*ended(NOON - HOUR, NOON), LATER]
    assert answer(ONE, *happened) is Answer.MET
    finding = found(HELD, *happened)
    assert (finding.answer, finding.undone, words(finding)[0]) == (Answer.NOT_YET, True, "unfollow.again")
    assert finding.lines[0].values["at"] == LATER.seen_at.isoformat()
    assert not found(HELD, *happened[:2]).undone


def test_a_new_follow_that_is_seen_after_the_window_takes_nothing_back() -> None:
    for seen, right in ((CLOSES - TICK, Answer.NOT_YET), (CLOSES, Answer.MET)):
        assert answer(HELD, *ended(NOON - HOUR, NOON), follow("host", seen)) is right


def test_what_was_followed_again_and_has_ended_again_counts() -> None:
    happened = [*ended(NOON - HOUR, NOON), *ended(NOON + DAY, NOON + 2 * DAY, LATER)]
    assert answer(HELD, *happened) is Answer.MET
    assert found(HELD, *happened).counted == (gone(LATER, NOON + 2 * DAY)._replace(absent_at=NOON + DAY),)


def test_followed_again_and_stopped_only_after_the_window_is_taken_back() -> None:
    finding = found(HELD, *ended(NOON - HOUR, NOON), *ended(CLOSES, CLOSES + HOUR, LATER))
    assert (finding.answer, finding.undone) == (Answer.NOT_YET, True)


@pytest.mark.parametrize("rule", [ONE, HELD])
def test_one_follow_in_the_place_of_another_is_no_end(rule: Check) -> None:
    """Bluesky knows each follow by its own id: whoever stops and begins again between two looks still follows."""
    for seen, word in ((NOON, "again"), (NOON - HOUR, "still")):
        other = follow("host", seen)._replace(key="at://other")
        finding = found(rule, *ended(NOON - HOUR, NOON), other)
        assert (finding.answer, words(finding)[0]) == (Answer.NOT_YET, f"unfollow.{word}")


def test_two_records_of_one_follow_that_end_together_are_one_end() -> None:
    other = follow("host", NOON - DAY)._replace(key="at://other")
    finding = found(ONE, *ended(NOON - HOUR, NOON), *ended(NOON - HOUR, NOON, other))
    assert (finding.answer, len(finding.counted)) == (Answer.MET, 1)


def looked(first: datetime, **more: Any) -> Callable[[Need], Coverage]:
    """Everything has been looked at from then on, once an hour."""
    return all_seen(start=first, patience=2 * HOUR, **more)


@pytest.mark.parametrize(
    ("first", "since", "word"),
    [
        (OPENS + 2 * HOUR, None, "never"),
        (OPENS + 2 * HOUR + TICK, None, "missed"),
        (NOON + 2 * HOUR, NOON, "never"),
        (NOON + 2 * HOUR + TICK, NOON, "missed"),
        (OPENS - DAY, OPENS - DAY, "never"),
        (OPENS + 2 * HOUR + TICK, OPENS - DAY, "missed"),
    ],
)
def test_what_may_have_ended_before_the_first_look_can_t_be_told(
    first: datetime, since: datetime | None, word: str
) -> None:
    finding = found(ONE, coverage=looked(first, since=since))
    assert words(finding)[0] == f"unfollow.{word}"
    assert finding.trouble == (Trouble(TroubleKind.GAP) if word == "missed" else None)
    assert finding.lines[0].mark is (Mark.UNKNOWN if word == "missed" else Mark.DOES_NOT_COUNT)
    assert answer(ONE, *ended(NOON - HOUR, NOON), coverage=looked(first, since=since)) is Answer.MET


@pytest.mark.parametrize(
    ("spans", "word"),
    [
        ([(OPENS - 9 * DAY, AFTER)], "never"),
        ([(OPENS - 9 * DAY, OPENS - TICK), (OPENS + DAY, AFTER)], "missed"),
        ([(OPENS - 9 * DAY, OPENS - TICK), (OPENS + HOUR, AFTER)], "never"),
        ([(OPENS - 9 * DAY, OPENS), (OPENS + DAY, AFTER)], "missed"),
        ([(OPENS, NOON), (NOON + DAY, AFTER)], "missed"),
        ([(OPENS, CLOSES - TICK), (CLOSES + DAY, CLOSES + DAY)], "missed"),
        ([(OPENS, CLOSES), (CLOSES + DAY, CLOSES + DAY)], "never"),
    ],
)
def test_what_may_have_stood_and_ended_while_nobody_looked_can_t_be_told(
    spans: list[tuple[datetime, datetime]], word: str
) -> None:
    seen = Coverage(Scope.STATE, tuple(Span(*span) for span in spans), 2 * HOUR)
    finding = found(ONE, coverage=lambda need: seen)
    assert words(finding)[0] == f"unfollow.{word}"
    assert finding.answer is (Answer.NOT_YET if word == "never" else Answer.CANT_TELL)


def test_who_was_seen_to_follow_was_not_missed() -> None:
    assert answer(ONE, LATER, coverage=looked(NOON)) is Answer.NOT_YET


def test_a_list_of_fewer_people_than_are_asked_for_is_no_not_yet() -> None:
    finding = found(check("unfollow", of="host", at_least=2), *ended(NOON - HOUR, NOON))
    assert finding.trouble == Trouble(TroubleKind.NOT_ON_NETWORK)


def test_each_network_counts_on_its_own() -> None:
    there = follow("did:host", OPENS - DAY, network="bluesky", actor="did:ada")
    both = (ADA, ADA_ON_BLUESKY)
    finding = found(check("unfollow", of="host", at_least=2), *ended(NOON - HOUR, NOON), there,
                    gone(there, NOON + DAY), accounts=both)  # fmt: skip
    assert (finding.answer, finding.as_of) == (Answer.MET, NOON + DAY)
    assert answer(ONE, there, accounts=both) is Answer.NOT_YET


def test_the_rule_says_what_it_asks_for() -> None:
    assert [line.word for line in ONE.how("mooc").said] == ["unfollow.how", "unfollow.how_seen"]
    assert [line.word for line in HELD.how("mooc").said][2:] == ["unfollow.how_hold"]

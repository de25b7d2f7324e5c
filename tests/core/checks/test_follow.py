"""``follow``, in situations."""

from typing import Any

import pytest

from mooc.core.evidence.verdict import Answer
from mooc.core.facts.activity import Activity
from mooc.core.facts.troubles import TroubleKind
from mooc.core.values.span import Span
from tests.core.situations import (
    ADA,
    ADA_ON_BLUESKY,
    AFTER,
    CLOSES,
    DAY,
    HOUR,
    MINUTE,
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

HOST = check("follow", of="host")
NEW = check("follow", of="host", new=True)
HELD = check("follow", of="host", must_hold=True)


def followed_within_the_window() -> list[Activity]:
    return [follow("host", NOON, absent=NOON - HOUR)]


def followed_in_the_first_look_of_the_window() -> list[Activity]:
    return [follow("host", OPENS)]


def followed_long_before_the_window() -> list[Activity]:
    return [follow("host", OPENS - DAY, absent=OPENS - 2 * DAY)]


def followed_the_moment_before_the_window() -> list[Activity]:
    return [follow("host", OPENS - TICK, absent=OPENS - HOUR)]


def followed_between_a_look_before_the_window_and_one_within() -> list[Activity]:
    return [follow("host", OPENS + HOUR, absent=OPENS - HOUR)]


def seen_only_after_the_end_but_absent_just_before_it() -> list[Activity]:
    return [follow("host", CLOSES + HOUR, absent=CLOSES - TICK)]


def still_absent_in_a_look_at_the_very_end() -> list[Activity]:
    return [follow("host", CLOSES + HOUR, absent=CLOSES)]


def dated_the_last_moment() -> list[Activity]:
    return [follow("host", CLOSES + HOUR, at=CLOSES - TICK)]


def dated_the_very_end() -> list[Activity]:
    return [follow("host", CLOSES + HOUR, at=CLOSES)]


def dated_the_very_start() -> list[Activity]:
    return [follow("host", OPENS + HOUR, at=OPENS)]


def dated_before_the_window() -> list[Activity]:
    return [follow("host", OPENS + HOUR, at=OPENS - TICK)]


def unfollowed_within_the_window() -> list[Activity]:
    done = follow("host", NOON, absent=NOON - HOUR)
    return [done, gone(done, NOON + HOUR)]


def unfollowed_as_seen_the_last_moment() -> list[Activity]:
    done = follow("host", NOON, absent=NOON - HOUR)
    return [done, gone(done, CLOSES - TICK)]


def unfollowed_as_seen_at_the_very_end() -> list[Activity]:
    done = follow("host", NOON, absent=NOON - HOUR)
    return [done, gone(done, CLOSES)]


def followed_and_unfollowed_before_the_window() -> list[Activity]:
    done = follow("host", OPENS - DAY)
    return [done, gone(done, OPENS - HOUR)]


def unfollowed_as_seen_when_the_window_opens() -> list[Activity]:
    done = follow("host", OPENS - DAY)
    return [done, gone(done, OPENS)]


def followed_before_and_unfollowed_within() -> list[Activity]:
    done = follow("host", OPENS - DAY)
    return [done, gone(done, OPENS + TICK)]


def unfollowed_and_followed_again() -> list[Activity]:
    done = follow("host", NOON, absent=NOON - HOUR)
    return [done, gone(done, NOON + HOUR), follow("host", NOON + DAY, absent=NOON + HOUR)]


def followed_before_stopped_within_and_followed_again() -> list[Activity]:
    old = follow("host", OPENS - DAY)
    return [old, gone(old, OPENS + HOUR), follow("host", NOON, absent=OPENS + HOUR)]


def followed_and_stopped_before_and_followed_again_within() -> list[Activity]:
    old = follow("host", OPENS - 2 * DAY)
    return [old, gone(old, OPENS - DAY), follow("host", NOON, absent=OPENS - DAY)]


def stopped_and_followed_again_what_may_be_old() -> list[Activity]:
    first = follow("host", OPENS)
    return [first, gone(first, OPENS + HOUR), follow("host", NOON, absent=OPENS + HOUR)]


def somebody_else_followed() -> list[Activity]:
    return [follow("zoe", NOON)]


def followed_by_somebody_else() -> list[Activity]:
    return [follow("host", NOON, actor="bob")]


def followed_an_account_of_that_id_on_another_network() -> list[Activity]:
    return [follow("host", NOON, network="mastodon")]


def nothing() -> list[Activity]:
    return []


@pytest.mark.parametrize(
    ("situation", "plain", "new", "held"),
    [
        (followed_within_the_window, "met", "met", "met"),
        (followed_in_the_first_look_of_the_window, "met", "cant_tell", "met"),
        (followed_long_before_the_window, "met", "not_yet", "met"),
        (followed_the_moment_before_the_window, "met", "not_yet", "met"),
        (followed_between_a_look_before_the_window_and_one_within, "met", "met", "met"),
        (seen_only_after_the_end_but_absent_just_before_it, "met", "met", "met"),
        (still_absent_in_a_look_at_the_very_end, "not_yet", "not_yet", "not_yet"),
        (dated_the_last_moment, "met", "met", "met"),
        (dated_the_very_end, "not_yet", "not_yet", "not_yet"),
        (dated_the_very_start, "met", "met", "met"),
        (dated_before_the_window, "met", "not_yet", "met"),
        (unfollowed_within_the_window, "met", "met", "not_yet"),
        (unfollowed_as_seen_the_last_moment, "met", "met", "not_yet"),
        (unfollowed_as_seen_at_the_very_end, "met", "met", "met"),
        (followed_and_unfollowed_before_the_window, "not_yet", "not_yet", "not_yet"),
        (unfollowed_as_seen_when_the_window_opens, "not_yet", "not_yet", "not_yet"),
        (followed_before_and_unfollowed_within, "met", "not_yet", "not_yet"),
        (unfollowed_and_followed_again, "met", "met", "met"),
        (followed_before_stopped_within_and_followed_again, "met", "not_yet", "met"),
        (followed_and_stopped_before_and_followed_again_within, "met", "not_yet", "met"),
        (stopped_and_followed_again_what_may_be_old, "met", "cant_tell", "met"),
        (somebody_else_followed, "not_yet", "not_yet", "not_yet"),
        (followed_by_somebody_else, "not_yet", "not_yet", "not_yet"),
        (followed_an_account_of_that_id_on_another_network, "not_yet", "not_yet", "not_yet"),
        (nothing, "not_yet", "not_yet", "not_yet"),
    ],
)
def test_a_follow_counts_when_its_two_looks_allow_it(situation: Any, plain: str, new: str, held: str) -> None:
    happened = situation()
    assert (answer(HOST, *happened), answer(NEW, *happened), answer(HELD, *happened)) == (plain, new, held)


def test_an_unfollow_is_told_and_is_positive_evidence() -> None:
    finding = found(HELD, *unfollowed_within_the_window())
    assert finding.undone
    assert words(finding) == ["follow.undone", "follow.expected"]


def test_a_follow_that_was_undone_and_redone_is_told_as_such() -> None:
    finding = found(NEW, *followed_before_stopped_within_and_followed_again())
    assert words(finding) == ["follow.again", "follow.expected"]


def test_a_pass_that_must_hold_is_still_watched() -> None:
    assert found(HELD, follow("host", absent=OPENS)).needs
    assert not found(HOST, follow("host", absent=OPENS)).needs


def test_an_old_follow_counts_only_once_a_look_within_the_window_has_confirmed_it() -> None:
    old = follow("host", OPENS - DAY)
    before, just = all_seen(OPENS - TICK), all_seen(OPENS)
    assert answer(HOST, old, now=OPENS + HOUR, coverage=before) is Answer.CANT_TELL
    assert words(found(HOST, old, now=OPENS + HOUR, coverage=before))[0] == "follow.unconfirmed"
    assert answer(HOST, old, now=OPENS + HOUR, coverage=just) is Answer.MET


def test_presence_needs_no_complete_look() -> None:
    assert answer(HOST, follow("host", NOON), coverage=unseen) is Answer.MET


def test_at_least_counts_each_person_of_the_list_once() -> None:
    two = check("follow", at_least=2, of={"list": "voices"})
    first, again = follow("host", NOON), follow("host", NOON + HOUR)
    assert answer(two, first, again) is Answer.NOT_YET
    finding = found(two, first, again, follow("voice", NOON + DAY))
    assert finding.answer is Answer.MET
    assert finding.as_of == NOON + DAY


def test_more_than_enough_does_not_move_the_moment_at_which_it_was_met() -> None:
    later = follow("voice", NOON + DAY, absent=NOON)
    finding = found(check("follow", of={"list": "voices"}), later, follow("host", NOON))
    assert finding.as_of == NOON
    assert [fact.target for fact in finding.counted] == ["host"]


def test_too_few_of_the_list_on_the_member_s_network_can_t_be_told() -> None:
    rule = check("follow", at_least=2, of="host")
    assert found(rule, accounts=(ADA_ON_BLUESKY,)).trouble == (TroubleKind.NOT_ON_NETWORK, None, "")
    assert answer(rule, accounts=(ADA, ADA_ON_BLUESKY)) is Answer.NOT_YET


def test_an_account_linked_after_the_look_has_not_been_looked_at() -> None:
    linked = AFTER + MINUTE
    finding = found(HOST, now=AFTER + HOUR, coverage=all_seen(AFTER, since=linked))
    assert finding.trouble
    assert finding.trouble.kind is TroubleKind.NOT_LOOKED
    assert answer(HOST, now=AFTER + HOUR, coverage=all_seen(linked, since=linked)) is Answer.NOT_YET


def test_before_a_follow_that_must_be_new_can_be_judged_its_absence_must_have_been_seen() -> None:
    finding = found(NEW, *followed_in_the_first_look_of_the_window())
    assert finding.trouble
    assert finding.trouble.kind is TroubleKind.GAP
    assert words(finding)[0] == "follow.undated"


def test_the_window_of_another_week_is_another_matter() -> None:
    next_week = Span(CLOSES, CLOSES + 7 * DAY)
    much_later = CLOSES + 9 * DAY
    week_after = {"window": next_week, "now": much_later, "coverage": all_seen(much_later)}
    assert answer(NEW, *followed_within_the_window(), **week_after) is Answer.NOT_YET


class TestWhatWasNotSeenIsNotCalledAbsent:
    def test_the_line_says_that_it_has_not_been_seen(self) -> None:
        assert words(found(check("follow", of="host"), coverage=unseen))[0] == "follow.unseen"

    def test_the_line_says_no_once_all_has_been_seen(self) -> None:
        assert words(found(check("follow", of="host")))[0] == "follow.no"

"""Who needs a mentor, and what figures tell."""

from datetime import UTC, datetime, timedelta

import pytest

from mooc.core.evidence.verdict import Answer
from mooc.core.judging.attention import AttentionReason, ChallengeState, LearnerState, learners_in_need
from mooc.core.judging.cohort_figures import Figures, challenge_figures
from mooc.core.values.span import Span

START = datetime(2026, 11, 2, tzinfo=UTC)
WINDOWS = {"one": Span(START, START + timedelta(days=7)), "two": Span(START, START + timedelta(days=28))}


def _learner(*standings: ChallengeState, has_account: bool = True, seen_days: float | None = None) -> LearnerState:
    seen = None if seen_days is None else START + timedelta(days=seen_days)
    return LearnerState(1, START, has_account, seen, standings)


def _reasons(learner: LearnerState, days: float) -> list[AttentionReason]:
    return [
        waiting.why for waiting in learners_in_need([learner], lambda joined: WINDOWS, START + timedelta(days=days))
    ]


def test_without_an_account_there_is_one_reason() -> None:
    stuck = ChallengeState("one", Answer.CANT_TELL, "no_account", START)
    assert _reasons(_learner(stuck, has_account=False), 6) == [AttentionReason.NO_ACCOUNT]


def test_nobody_waits_before_the_course_begins() -> None:
    assert _reasons(_learner(has_account=False), -1) == []


def test_what_cannot_be_told_waits_since_it_could_not() -> None:
    since = START + timedelta(days=2)
    stuck = ChallengeState("one", Answer.CANT_TELL, "gap", since)
    (waiting,) = learners_in_need([_learner(stuck, seen_days=2)], lambda joined: WINDOWS, START + timedelta(days=3))
    assert (waiting.why, waiting.since, waiting.trouble) == (AttentionReason.CANT_TELL, since, "gap")


@pytest.mark.parametrize(
    ("days", "expected"), [(4.9, []), (5, [AttentionReason.CLOSING]), (6.9, [AttentionReason.CLOSING]), (7, [])]
)
def test_a_window_is_near_its_end_for_two_days(days: float, expected: list[AttentionReason]) -> None:
    assert _reasons(_learner(ChallengeState("one", Answer.NOT_YET, "", START), seen_days=days), days) == expected


def test_what_is_met_waits_for_nobody() -> None:
    assert _reasons(_learner(ChallengeState("one", Answer.MET, "", START), seen_days=6), 6) == []


@pytest.mark.parametrize(
    ("seen", "now", "expected"),
    [(None, 7, [AttentionReason.SILENT]), (1, 7, []), (1, 8, [AttentionReason.SILENT]), (1, 28, [])],
)
def test_a_week_of_silence(seen: float | None, now: float, expected: list[AttentionReason]) -> None:
    assert _reasons(_learner(seen_days=seen), now) == expected


def test_the_longest_wait_comes_first() -> None:
    learners = [LearnerState(n, START - timedelta(days=n), False, None, ()) for n in range(3)]
    assert [waiting.member for waiting in learners_in_need(learners, lambda joined: WINDOWS, START)] == [2, 1, 0]


def test_one_hidden_figure_hides_another() -> None:
    assert challenge_figures({Answer.MET: 3, Answer.NOT_YET: 10, Answer.CANT_TELL: 20}, 53) == Figures(
        None, None, 20, 20
    )


def test_many_are_told() -> None:
    assert challenge_figures({Answer.MET: 5, Answer.NOT_YET: 6, Answer.CANT_TELL: 7}, 28) == Figures(5, 6, 7, 10)


def test_two_hidden_figures_hide_each_other() -> None:
    assert challenge_figures({Answer.MET: 30}, 32) == Figures(30, None, None, None)

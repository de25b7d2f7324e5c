"""Badges: a fold of what is done."""

import pytest

from mooc.core.course.badges import Badge, CompletedChallenge, Needs, is_earned
from mooc.core.values.choices import Level

DONE = [
    CompletedChallenge("a", Level.EASY, 10),
    CompletedChallenge("b", Level.HARD, 30),
    CompletedChallenge("c", Level.HARD, 30),
]


@pytest.mark.parametrize(
    ("needs", "has"),
    [
        (Needs(points=70), True),
        (Needs(points=71), False),
        (Needs(challenges=("a", "c")), True),
        (Needs(challenges=("a", "z")), False),
        (Needs(level=Level.HARD, at_least=2), True),
        (Needs(level=Level.HARD, at_least=3), False),
        (Needs(level=Level.EASY), True),
        (Needs(level=Level.MEDIUM), False),
        (Needs(at_least=3), True),
        (Needs(at_least=4), False),
        (Needs(points=10, level=Level.MEDIUM), False),
        (Needs(points=100, level=Level.HARD), False),
    ],
)
def test_all_that_is_needed_is_needed(needs: Needs, has: bool) -> None:
    assert is_earned(Badge(badge="b", title={"en": "B"}, needs=needs), DONE) is has


def test_with_nothing_done_there_is_no_badge() -> None:
    assert not is_earned(Badge(badge="b", title={"en": "B"}, needs=Needs(points=1)), [])


def test_a_badge_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="a badge needs something"):
        Needs()

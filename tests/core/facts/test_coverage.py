"""Absence may be claimed only of what was seen completely."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from mooc.core.facts.coverage import Coverage
from mooc.core.facts.needs import Scope
from mooc.core.facts.troubles import Trouble, TroubleKind
from mooc.core.values.span import Span
from tests.core.situations import AFTER, CLOSES, DAY, HOUR, NOON, OPENS, TICK, WEEK

WAIT = Trouble(TroubleKind.RATE_LIMITED, AFTER)
LONG_AGO = OPENS - DAY


def stream(*spans: tuple[datetime, datetime], **more: Any) -> Coverage:
    return Coverage(Scope.STREAM, tuple(Span(*span) for span in spans))._replace(**more)


def state(*looks: datetime, **more: Any) -> Coverage:
    return Coverage(Scope.STATE, tuple(Span(look, look) for look in looks))._replace(**more)


def kind(coverage: Coverage, now: datetime = AFTER) -> TroubleKind | None:
    trouble = coverage.missing(WEEK, now)
    return trouble.kind if trouble else None


@pytest.mark.parametrize(
    ("coverage", "expected"),
    [
        (stream((OPENS, CLOSES)), None),
        (stream((LONG_AGO, AFTER)), None),
        (stream((OPENS, CLOSES - TICK)), TroubleKind.NOT_LOOKED),
        (stream((OPENS + TICK, CLOSES)), TroubleKind.GAP),
        (stream((LONG_AGO, OPENS)), TroubleKind.NOT_LOOKED),
        (stream((OPENS, NOON), (NOON + HOUR, AFTER)), TroubleKind.GAP),
        (stream((CLOSES, AFTER)), TroubleKind.NOT_LOOKED),
        (stream(), TroubleKind.NOT_LOOKED),
        (state(CLOSES), None),
        (state(AFTER), None),
        (state(CLOSES - TICK), TroubleKind.NOT_LOOKED),
        (state(OPENS - TICK), TroubleKind.NOT_LOOKED),
        (state(), TroubleKind.NOT_LOOKED),
        (state(AFTER, since=AFTER), None),
        (state(AFTER, since=AFTER + TICK), TroubleKind.NOT_LOOKED),
        (state(OPENS, trouble=WAIT), TroubleKind.RATE_LIMITED),
        (state(CLOSES, trouble=WAIT), None),
    ],
)
def test_after_the_window_all_of_it_must_have_been_seen(coverage: Coverage, expected: TroubleKind | None) -> None:
    assert kind(coverage) is expected


@pytest.mark.parametrize(
    ("seen", "expected"),
    [(NOON - HOUR, None), (NOON - HOUR - TICK, TroubleKind.NOT_LOOKED), (NOON, None)],
)
@pytest.mark.parametrize("make", [lambda until: stream((OPENS, until)), state], ids=["stream", "state"])
def test_within_the_window_a_look_speaks_for_as_long_as_patience_lasts(
    make: object, seen: datetime, expected: TroubleKind | None
) -> None:
    assert callable(make)
    assert kind(make(seen)._replace(patience=HOUR), NOON) is expected


def test_after_the_window_patience_does_not_replace_the_last_look() -> None:
    coverage = stream((OPENS, CLOSES - TICK), patience=timedelta(hours=3))
    assert kind(coverage, CLOSES + 2 * HOUR) is None
    assert coverage.known_until(OPENS) == CLOSES - TICK


def test_trouble_in_the_latest_look_is_told_with_its_date() -> None:
    assert stream((OPENS, NOON), trouble=WAIT).missing(WEEK, NOON) == WAIT


def test_a_missing_look_names_the_next() -> None:
    assert stream(next_look=AFTER).missing(WEEK, AFTER) == Trouble(TroubleKind.NOT_LOOKED, AFTER)


def test_known_until_goes_on_from_the_asked_moment_without_a_hole() -> None:
    seen = stream((LONG_AGO, NOON), (NOON + HOUR, AFTER))
    assert seen.known_until(OPENS) == NOON
    assert seen.known_until(NOON) is None
    assert seen.known_until(NOON + HOUR) == AFTER
    assert seen.known_until(LONG_AGO - TICK) is None

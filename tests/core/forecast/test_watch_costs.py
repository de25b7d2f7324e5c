"""Looks are counted as the engine makes them, and without walking through each of them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mooc.core.facts.needs import Scope
from mooc.core.facts.questions import Read
from mooc.core.forecast import watch_costs
from mooc.core.planning.plan import next_look
from mooc.core.values.span import Span
from mooc.networks.registry import capabilities

START = datetime(2026, 9, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
READS = [read for name in ("x", "mastodon", "bluesky") for read in capabilities(name).reads]
SPANS = st.builds(
    lambda start, length: Span(START + start * HOUR / 4, START + (start + length) * HOUR / 4),
    st.integers(0, 600),
    st.integers(1, 1200),
)


def _walked(read: Read, windows: tuple[Span, ...]) -> int:
    """The same, from one look to the next."""
    asked, now = 0, min((window.start for window in windows), default=None)
    while now is not None:
        known = [window for window in windows if window.start <= now]
        asked += not (read.scope is Scope.STREAM and any(window.start == now for window in known))
        moments = [window.start for window in windows if window.start > now]
        following = next_look(read, now, now - read.lag, known, 0)
        now = min((*moments, following) if following else moments, default=None)
    return asked


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(READS), st.lists(SPANS, max_size=5).map(tuple))
def test_counted_looks_are_those_that_are_made(read: Read, windows: tuple[Span, ...]) -> None:
    assert watch_costs.count_looks(read, windows) == _walked(read, windows)


def test_a_long_course_is_reckoned_in_steps_of_its_windows_and_not_of_its_looks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = 0

    def counted(*args: object) -> datetime | None:
        nonlocal steps
        steps += 1
        return next_look(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(watch_costs, "next_look", counted)
    watch_costs.count_looks.cache_clear()
    windows = tuple(Span(START + timedelta(weeks=n), START + timedelta(weeks=n + 1)) for n in range(40))
    read = min(READS, key=lambda read: read.every)
    assert watch_costs.count_looks(read, windows) > 6000, "the work is not for nothing"
    assert steps <= 3 * len(windows)
    watch_costs.count_looks(read, windows)
    assert steps <= 3 * len(windows), "and it is remembered"
    watch_costs.count_looks.cache_clear()

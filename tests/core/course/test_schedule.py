"""When challenges count: weeks and events on the calendar of a cohort, nights when the clocks are changed included."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mooc.core.course import schedule
from mooc.core.course.course import Course, DatedEvent, Run, WeeklyEvent
from mooc.core.course.repeats import expand_repeats
from mooc.core.values.span import Span

PARIS = "Europe/Paris"


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


def run(start: datetime, zone: str = PARIS, length: timedelta | None = None) -> Run:
    return Run(start=start, zone=zone, length=length)


def a_course(pace: str = "weekly", late: str | None = None, grace: str | None = None, **events: Any) -> Course:
    """Three units of one challenge each; the last one counts during the event ``night``, if there is one."""
    units = [
        {"unit": f"u{n}", "title": {"en": "U"}, "challenges": [
            {"challenge": f"c{n}", "title": {"en": "C"}, "brief": "c.md", "check": {"post": {}}}
        ]}
        for n in range(3)
    ]  # fmt: skip
    if grace:
        for unit in units:
            unit["challenges"][0]["grace"] = grace  # type: ignore[index]
    if events:
        units[2]["challenges"][0]["window"] = {"event": next(iter(events))}  # type: ignore[index]
    return Course.model_validate(
        {
            "course": "c",
            "title": {"en": "C"},
            "hashtag": "c",
            "pace": pace,
            "units": units,
            "events": events,
            "late_entry": late,
        }
    )


def weekly(day: str, starts: str, ends: str, week: int = 1) -> WeeklyEvent:
    return WeeklyEvent.model_validate({"title": {"en": "E"}, "week": week, "day": day, "starts": starts, "ends": ends})


SPRING = run(utc(3, 22, 8))
"""Monday 22 March, 9:00 in Paris; the clocks go forward on Sunday 28 March at 2:00."""
AUTUMN = run(utc(10, 25, 8))
"""Monday 25 October, 10:00 in Paris; the clocks go back on Sunday 31 October at 3:00."""


def test_a_week_is_seven_days_of_wall_clocks() -> None:
    assert schedule.week_span(run(utc(5, 3, 7)), 0) == Span(utc(5, 3, 7), utc(5, 10, 7))


def test_the_week_of_the_spring_night_is_an_hour_short() -> None:
    assert schedule.week_span(SPRING, 0) == Span(utc(3, 22, 8), utc(3, 29, 7))


def test_the_week_of_the_autumn_night_is_an_hour_long() -> None:
    assert schedule.week_span(AUTUMN, 0) == Span(utc(10, 25, 8), utc(11, 1, 9))


def test_weeks_follow_each_other_without_a_gap() -> None:
    weeks = [schedule.week_span(SPRING, number) for number in range(40)]

    assert all(one.end == following.start for one, following in pairwise(weeks))


MISSING_MIDNIGHTS = [
    ("Africa/Cairo", datetime(2026, 4, 24, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2026, 3, 29, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 3, 8, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 6, tzinfo=UTC)),
]
"""Days that begin at 1:00 on the clocks of a zone: at midnight they go forward."""


def on_the_wall(moment: datetime, zone: str) -> tuple[int, int, int, int]:
    wall = moment.astimezone(ZoneInfo(zone))
    return wall.month, wall.day, wall.hour, wall.minute


@pytest.mark.parametrize(("zone", "day"), MISSING_MIDNIGHTS, ids=[zone for zone, _ in MISSING_MIDNIGHTS])
def test_a_cohort_that_starts_on_a_midnight_that_does_not_exist(zone: str, day: datetime) -> None:
    start = schedule.wall_clock_to_utc(day, "00:00", ZoneInfo(zone))
    assert on_the_wall(start, zone) == (day.month, day.day, 1, 0), "there is no midnight"

    weeks = [schedule.week_span(run(start, zone), number) for number in range(5)]

    assert weeks[0].start == start
    assert all(one.end == following.start for one, following in pairwise(weeks))
    assert [on_the_wall(one.end, zone)[2:] for one in weeks] == [(0, 0)] * 5
    assert [(one.end - start).days for one in weeks] == [6, 13, 20, 27, 34], "an hour less than so many weeks"


@pytest.mark.parametrize(("zone", "day"), MISSING_MIDNIGHTS, ids=[zone for zone, _ in MISSING_MIDNIGHTS])
def test_a_week_that_begins_on_such_a_day_begins_with_it(zone: str, day: datetime) -> None:
    start = schedule.wall_clock_to_utc(day - timedelta(days=7), "00:00", ZoneInfo(zone))
    second = schedule.week_span(run(start, zone), 1)

    assert second.start == schedule.wall_clock_to_utc(day, "00:00", ZoneInfo(zone))
    assert on_the_wall(second.start - timedelta(seconds=1), zone)[2:] == (23, 59)
    assert on_the_wall(second.end, zone)[2:] == (0, 0)


def test_a_cohort_that_starts_at_one_goes_on_at_one() -> None:
    start = schedule.wall_clock_to_utc(datetime(2026, 4, 23, tzinfo=UTC), "01:00", ZoneInfo("Africa/Cairo"))

    assert on_the_wall(schedule.week_span(run(start, "Africa/Cairo"), 0).end, "Africa/Cairo")[2:] == (1, 0)


def test_a_cohort_whose_clock_is_left_out_one_night_goes_on_an_hour_later() -> None:
    """A course that starts on a Sunday at 2:30: a week later there is no 2:30."""
    start = utc(3, 21, 1, 30)

    assert schedule.week_span(run(start), 0).end == utc(3, 28, 1, 30)
    assert schedule.week_span(run(start), 1).end == utc(4, 4, 0, 30)


EVENTS = {
    "in the week": (weekly("thursday", "18:30", "20:00"), run(utc(5, 3, 7)), (utc(5, 6, 16, 30), utc(5, 6, 18))),
    "in a later week": (
        weekly("thursday", "18:30", "20:00", 3), run(utc(5, 3, 7)), (utc(5, 20, 16, 30), utc(5, 20, 18))
    ),
    "after midnight": (weekly("friday", "22:00", "01:30"), run(utc(5, 3, 7)), (utc(5, 7, 20), utc(5, 7, 23, 30))),
    "a cohort that starts on a Wednesday": (
        weekly("monday", "18:30", "20:00"), run(utc(5, 5, 7)), (utc(5, 10, 16, 30), utc(5, 10, 18))
    ),
    "on the first day, after the start": (
        weekly("monday", "18:30", "20:00"), run(utc(5, 3, 7)), (utc(5, 3, 16, 30), utc(5, 3, 18))
    ),
    "on the first day, before the start: a week on": (
        weekly("monday", "08:00", "08:30"), run(utc(5, 3, 7)), (utc(5, 10, 6), utc(5, 10, 6, 30))
    ),
    "the evening before the spring night": (
        weekly("saturday", "22:00", "03:00"), SPRING, (utc(3, 27, 21), utc(3, 28, 1))
    ),
    "over the spring night": (weekly("sunday", "01:00", "04:00"), SPRING, (utc(3, 28, 0), utc(3, 28, 2))),
    "from an hour that is left out": (weekly("sunday", "02:30", "04:00"), SPRING, (utc(3, 28, 1, 30), utc(3, 28, 2))),
    "within the hour that is left out": (
        weekly("sunday", "02:15", "02:45"), SPRING, (utc(3, 28, 1, 15), utc(3, 28, 1, 45))
    ),
    "ends as the hour left out ends": (
        weekly("sunday", "02:30", "03:00"), SPRING, (utc(3, 28, 1, 30), utc(3, 28, 2))
    ),
    "over the autumn night": (weekly("sunday", "01:00", "04:00"), AUTUMN, (utc(10, 30, 23), utc(10, 31, 3))),
    "in the hour that comes twice: the first": (
        weekly("sunday", "02:15", "02:45"), AUTUMN, (utc(10, 31, 0, 15), utc(10, 31, 0, 45))
    ),
    "on the other side of the world": (
        weekly("tuesday", "07:00", "08:00"), run(utc(5, 2, 20), "Pacific/Auckland"), (utc(5, 3, 19), utc(5, 3, 20))
    ),
}  # fmt: skip


@pytest.mark.parametrize(("event", "cohort", "span"), EVENTS.values(), ids=EVENTS.keys())
def test_a_weekly_event_takes_place(event: WeeklyEvent, cohort: Run, span: tuple[datetime, datetime]) -> None:
    assert schedule.event_window(event, cohort) == Span(*span)


def test_a_dated_event_goes_by_its_own_zone() -> None:
    event = DatedEvent.model_validate(
        {"title": {"en": "E"}, "zone": "America/Montreal", "starts": "2027-05-06 18:30", "ends": "2027-05-06 20:00"}
    )

    assert schedule.event_window(event, SPRING) == Span(utc(5, 6, 22, 30), utc(5, 7, 0))


def test_a_weekly_course_opens_a_unit_a_week() -> None:
    spans = schedule.windows(a_course(), SPRING)

    assert spans == {f"c{number}": schedule.week_span(SPRING, number) for number in range(3)}
    assert schedule.course_end(a_course(), SPRING) == schedule.week_span(SPRING, 2).end


def test_a_challenge_with_an_event_counts_during_it() -> None:
    event = weekly("sunday", "18:00", "20:00", 3)

    assert schedule.windows(a_course(night=event), SPRING)["c2"] == schedule.event_window(event, SPRING)


def test_a_self_paced_course_is_open_from_start_to_end() -> None:
    fixed = run(utc(3, 22, 8), length=timedelta(days=100))

    assert set(schedule.windows(a_course("self_paced"), fixed).values()) == {
        Span(utc(3, 22, 8), utc(3, 22, 8) + timedelta(days=100))
    }


def test_a_self_paced_course_without_a_length_has_a_week_for_each_unit() -> None:
    assert set(schedule.windows(a_course("self_paced"), SPRING).values()) == {Span(utc(3, 22, 8), utc(4, 12, 7))}


NOW = {
    "before the start": (utc(3, 22, 7), None),
    "at the start": (utc(3, 22, 8), "u0"),
    "a moment before the second week": (utc(3, 29, 6, 59), "u0"),
    "at the second week": (utc(3, 29, 7), "u1"),
    "after the end": (utc(4, 12, 7), None),
}


@pytest.mark.parametrize(("now", "unit"), NOW.values(), ids=NOW.keys())
def test_the_unit_of_now(now: datetime, unit: str | None) -> None:
    current = schedule.current_unit(a_course(), SPRING, now)

    assert (current.unit if current else None) == unit


def test_of_a_self_paced_course_the_first_unit_is_now() -> None:
    current = schedule.current_unit(a_course("self_paced"), SPRING, utc(4, 10))

    assert current and current.unit == "u0"


def test_grace_lengthens_the_window_and_says_when_it_was_due() -> None:
    course = a_course(grace="12h")
    whole = schedule.windows(course, SPRING)["c0"]
    assert whole == Span(utc(3, 22, 8), utc(3, 29, 19))
    assert schedule.due_at(course.challenge("c0"), whole) == utc(3, 29, 7)


def test_without_grace_it_is_due_when_it_closes() -> None:
    course = a_course()
    whole = schedule.windows(course, SPRING)["c0"]
    assert schedule.due_at(course.challenge("c0"), whole) == whole.end


@pytest.mark.parametrize(
    ("joined", "ends"),
    [
        (None, utc(3, 29, 7)),
        (utc(3, 20), utc(3, 29, 7)),
        (utc(3, 22, 8), utc(3, 29, 7)),
        (utc(3, 24), utc(3, 29, 7)),
        (utc(3, 27), utc(4, 1)),
        (utc(4, 8), utc(4, 13)),
    ],
)
def test_who_joins_late_has_time_all_the_same(joined: datetime | None, ends: datetime) -> None:
    assert schedule.windows(a_course(late="5d"), SPRING, joined)["c0"] == Span(utc(3, 22, 8), ends)


def test_who_joins_late_has_the_grace_too() -> None:
    course = a_course(late="5d", grace="1d")
    late = schedule.windows(course, SPRING, utc(4, 8))["c0"]
    assert late.end == utc(4, 14)
    assert schedule.due_at(course.challenge("c0"), late) == utc(4, 13)


def test_weeks_to_come_are_the_same_for_all() -> None:
    assert schedule.windows(a_course(late="5d"), SPRING, utc(3, 27))["c2"] == schedule.week_span(SPRING, 2)


def test_an_event_does_not_wait() -> None:
    event = weekly("monday", "20:00", "21:00", week=1)
    course = a_course(late="5d", night=event)
    assert schedule.windows(course, SPRING, utc(4, 8))["c2"] == schedule.event_window(event, SPRING)


def test_without_late_entry_a_window_is_over_when_it_is_over() -> None:
    assert schedule.windows(a_course(), SPRING, utc(4, 8)) == schedule.windows(a_course(), SPRING)


class TestTurns:
    """A challenge of the first week that comes three times."""

    @staticmethod
    def course(late: str | None = None) -> Course:
        course = a_course(late=late)
        first = course.units[0].challenges[0].model_copy(update={"repeat": 3})
        units = (course.units[0].model_copy(update={"challenges": (first,)}), *course.units[1:])
        return expand_repeats(course.model_copy(update={"units": units}))

    def test_each_has_its_own_week_and_none_overlap(self) -> None:
        found = schedule.windows(self.course(), SPRING)
        assert [found[name] for name in ("c0", "c0-2", "c0-3")] == [schedule.week_span(SPRING, n) for n in range(3)]

    def test_a_turn_ends_when_the_next_begins_also_for_who_joins_late(self) -> None:
        joined = utc(4, 8)
        found, plain = schedule.windows(self.course("5d"), SPRING, joined), schedule.windows(self.course(), SPRING)
        assert [found[name] for name in ("c0", "c0-2")] == [plain[name] for name in ("c0", "c0-2")]
        assert found["c0-3"] == Span(plain["c0-3"].start, max(plain["c0-3"].end, joined + timedelta(days=5)))
        assert found["c2"].end == found["c0-3"].end


def test_letters_are_those_of_the_units_that_have_begun() -> None:
    units = [
        unit.model_copy(update={"letters": {"en": f"letter {n}"} if n != 1 else {}})
        for n, unit in enumerate(a_course().units)
    ]
    course, started = a_course().model_copy(update={"units": tuple(units)}), run(utc(1, 4, 8))
    found = [
        [unit.unit for unit in schedule.units_with_letters(course, started, utc(1, day, 8))] for day in (3, 4, 11, 18)
    ]
    assert found == [[], ["u0"], ["u0"], ["u0", "u2"]]

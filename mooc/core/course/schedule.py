"""When each challenge counts: the course's weeks and events, laid on a cohort's calendar."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mooc.core.course.course import Challenge, Course, DatedEvent, Pace, Run, Unit, WeeklyEvent
from mooc.core.course.events import wall_to_utc
from mooc.core.values.durations import parse_duration
from mooc.core.values.span import Span

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def wall_clock_to_utc(day: datetime, clock: str, zone: ZoneInfo) -> datetime:
    """The UTC moment at which wall clocks in ``zone`` show ``clock`` ("HH:MM") on that day.

    A time that a spring-forward night leaves out is moved on by the hour that was left out; of a time that an autumn
    night has twice, the first is meant (PEP 495, fold=0).
    """
    wall = datetime.combine(day.date(), time.fromisoformat(clock), tzinfo=zone)
    return wall.astimezone(UTC)


def week_span(run: Run, number: int) -> Span:
    """Week ``number`` (0 is the first): seven wall-clock days from the cohort's start, whatever the clocks do.

    Who starts with the first moment of a day goes on at midnight, also where that day has none.
    """
    zone = ZoneInfo(run.zone)
    wall = run.start.astimezone(zone)
    starts_the_day = wall_clock_to_utc(wall, "00:00", zone) == run.start
    first = datetime.combine(wall.date(), time()) if starts_the_day else wall.replace(tzinfo=None)
    edges = [(first + timedelta(days=7 * n)).replace(tzinfo=zone).astimezone(UTC) for n in (number, number + 1)]
    return Span(edges[0], edges[1])


def event_window(event: DatedEvent | WeeklyEvent, run: Run) -> Span:
    """When the event takes place for this cohort: a weekly one at the one time, in the seven days from the start of its
    week, when it is that day and that hour."""
    if isinstance(event, DatedEvent):
        zone = ZoneInfo(event.zone)
        return Span(wall_to_utc(event.starts, zone), wall_to_utc(event.ends, zone))
    zone = ZoneInfo(run.zone)
    opens = week_span(run, event.week - 1).start.astimezone(zone)
    day = opens + timedelta(days=(_DAYS.index(event.day) - opens.weekday()) % 7)
    if wall_clock_to_utc(day, event.starts, zone) < opens:
        day += timedelta(days=7)
    next_day = day + timedelta(days=1) if event.ends <= event.starts else day
    starts, ends = wall_clock_to_utc(day, event.starts, zone), wall_clock_to_utc(next_day, event.ends, zone)
    if ends <= starts:  # a spring-forward night swallows the start: it takes as long as clocks would say
        first, last = (timedelta(hours=int(clock[:2]), minutes=int(clock[3:])) for clock in (event.starts, event.ends))
        ends = starts + (last - first) % timedelta(days=1)
    return Span(starts, ends)


def _unit_window(course: Course, run: Run, number: int) -> Span:
    if course.pace is Pace.WEEKLY:
        return week_span(run, number)
    end = run.start + run.length if run.length else week_span(run, course.weeks - 1).end
    return Span(run.start, end)


def unit_start(course: Course, run: Run, unit: int) -> datetime:
    """When unit number ``unit`` (from 0) begins for this cohort (UTC)."""
    return _unit_window(course, run, unit).start


def window(course: Course, unit: int, challenge: Challenge, run: Run) -> Span:
    """When ``challenge`` of unit number ``unit`` (from 0) counts for this cohort, its grace included."""
    if challenge.window:
        span = event_window(course.events[challenge.window.event], run)
    else:
        span = _unit_window(course, run, unit)
    return Span(span.start, span.end + parse_duration(challenge.grace))


def due_at(challenge: Challenge, window: Span) -> datetime:
    """When the challenge is due; what is done between this moment and the end of its window is done in its grace."""
    return window.end - parse_duration(challenge.grace)


def with_late_entry(course: Course, challenge: Challenge, window: Span, joined: datetime | None) -> Span:
    """The window of a challenge for somebody who joined at that moment.

    Who joins when a week has begun has at least the course's ``late_entry`` for it, and the grace after that; nobody
    has less time than the cohort. An event takes place when it does, and a turn ends when the next one begins.
    """
    fixed = challenge.window is not None or challenge.returns
    if joined is None or course.late_entry is None or fixed or joined <= window.start:
        return window
    return Span(
        window.start, max(window.end, joined + parse_duration(course.late_entry) + parse_duration(challenge.grace))
    )


def windows(course: Course, run: Run, joined: datetime | None = None) -> Mapping[str, Span]:
    """Challenge name → when it counts for this cohort; with ``joined``, for a member who joined at that moment."""
    return {
        challenge.challenge: with_late_entry(course, challenge, window(course, number, challenge, run), joined)
        for number, unit in enumerate(course.units)
        for challenge in unit.challenges
    }


def current_unit(course: Course, run: Run, now: datetime) -> Unit | None:
    """The unit whose week it is; before the start None, after the end None; of a self-paced course the first."""
    for number, unit in enumerate(course.units):
        if now in _unit_window(course, run, number):
            return unit
    return None


def units_with_letters(course: Course, run: Run, now: datetime) -> list[Unit]:
    """The units that have a letter and have begun at ``now`` (course time), in the order of the course."""
    begun = [unit for number, unit in enumerate(course.units) if unit_start(course, run, number) <= now]
    return [unit for unit in begun if unit.letters]


def course_end(course: Course, run: Run) -> datetime:
    """When the last window closes (UTC)."""
    return max(span.end for span in windows(course, run).values())

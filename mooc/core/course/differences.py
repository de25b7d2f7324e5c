"""What is different between two versions of a course, in an author's words."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mooc.core.course.course import Challenge, Course, DatedEvent
from mooc.core.evidence.codec import canonical
from mooc.core.values.authored import Texts

Told = Mapping[str, str]
"""Field → its value, as it is told."""


class CourseChange(NamedTuple):
    """``field`` of ``challenge`` (empty: of the course itself) was ``before`` and is ``after``.

    A challenge that is new, or no longer there, has the field ``challenge`` and nothing on the other side. Of texts
    nothing is told but that they differ: both sides are empty.
    """

    challenge: str
    field: str
    before: str
    after: str


def changes(old: Course, new: Course) -> tuple[CourseChange, ...]:
    """All that is different: first of the course itself, then of its challenges in the order of the new one."""
    return (*_of_course(old, new), *_of_challenges(old, new))


def _of_course(old: Course, new: Course) -> Iterator[CourseChange]:
    before, after = _course(old), _course(new)
    for field in {**before, **after}:
        if before.get(field, "") != after.get(field, ""):
            yield CourseChange("", field, before.get(field, ""), after.get(field, ""))
    one, other = _texts(old), _texts(new)
    yield from (
        CourseChange("", f"{name} (text)", "", "") for name in {**one, **other} if one.get(name) != other.get(name)
    )


def _texts(course: Course) -> Mapping[str, Texts]:
    letters = {f"letter of {unit.unit}": unit.letters for unit in course.units if unit.letters}
    return {"title": course.title, "about": course.about, **course.texts, **letters}


def _course(course: Course) -> Told:
    badges = {f"badge {badge.badge}": canonical(badge.needs.model_dump(mode="json")) for badge in course.badges}
    told = {"pace": course.pace.value, "hashtag": course.hashtag, "late_entry": course.late_entry or ""}
    return told | {"lists": ", ".join(course.lists), "units": ", ".join(unit.unit for unit in course.units)} | badges


def _of_challenges(old: Course, new: Course) -> Iterator[CourseChange]:
    before = {name: (when, one) for name, when, one in _placed(old)}
    there = set()
    for name, when, challenge in _placed(new):
        there.add(name)
        if name not in before:
            yield CourseChange(name, "challenge", "", when)
            continue
        was_when, was = before[name]
        told, now = _challenge(was, was_when), _challenge(challenge, when)
        yield from (CourseChange(name, field, told[field], now[field]) for field in now if told[field] != now[field])
        if (was.title, was.briefs) != (challenge.title, challenge.briefs):
            yield CourseChange(name, "text", "", "")
    yield from (CourseChange(name, "challenge", when, "") for name, (when, _) in before.items() if name not in there)


def _challenge(challenge: Challenge, when: str) -> Told:
    return {
        "check": canonical(challenge.check.model_dump(mode="json", exclude_defaults=True)),
        "window": when,
        "repeat": str(challenge.repeat or "") if challenge.turn == 1 else "",
        "points": str(challenge.points),
        "level": challenge.level.value,
        "review": challenge.review.value,
        "after": ", ".join(challenge.after),
    }


def _placed(course: Course) -> Iterator[tuple[str, str, Challenge]]:
    """Name, window in words, challenge."""
    for number, unit in enumerate(course.units, 1):
        for challenge in unit.challenges:
            yield challenge.challenge, _window(course, number, challenge), challenge


def _window(course: Course, number: int, challenge: Challenge) -> str:
    grace = f", grace {challenge.grace}" if challenge.grace else ""
    if challenge.window:
        return f"event {challenge.window.event}: {_event(course.events[challenge.window.event])}{grace}"
    return (f"week {number}" if course.pace == "weekly" else "the whole course") + grace


def _event(event: Any) -> str:
    if isinstance(event, DatedEvent):
        return f"{event.starts} to {event.ends} {event.zone}"
    return f"week {event.week} {event.day} {event.starts} to {event.ends}"


def is_of_the_rule(change: CourseChange) -> bool:
    """Whether verdicts may be others by it."""
    return change.field in ("challenge", "check", "window")

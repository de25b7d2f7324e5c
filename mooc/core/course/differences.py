"""What is different between two versions of a course, in an author's words."""

from collections.abc import Mapping
from typing import NamedTuple

from mooc.core.course.course import Challenge, Course, DatedEvent
from mooc.core.evidence.codec import canonical
from mooc.core.values.authored import Texts

Fields = Mapping[str, str]
"""Field → its value, in words."""


class CourseChange(NamedTuple):
    """``field`` of ``challenge`` (empty: of the course itself) was ``old_value`` and is ``new_value``.

    A challenge that is new, or no longer there, has the field ``challenge`` and nothing on the other side. Of texts
    nothing is told but that they differ: both sides are empty.
    """

    challenge: str
    field: str
    old_value: str
    new_value: str


def version_changes(old: Course, new: Course) -> tuple[CourseChange, ...]:
    """All that is different: first of the course itself, then of its challenges in the order of the new one."""
    differences: list[CourseChange] = []
    old_fields, new_fields = _course_fields(old), _course_fields(new)
    for field in {**old_fields, **new_fields}:
        if old_fields.get(field, "") != new_fields.get(field, ""):
            differences.append(CourseChange("", field, old_fields.get(field, ""), new_fields.get(field, "")))
    old_texts, new_texts = _texts(old), _texts(new)
    for name in {**old_texts, **new_texts}:
        if old_texts.get(name) != new_texts.get(name):
            differences.append(CourseChange("", f"{name} (text)", "", ""))
    old_challenges, new_challenges = _challenges(old), _challenges(new)
    for name, (challenge, window) in new_challenges.items():
        if name not in old_challenges:
            differences.append(CourseChange(name, "challenge", "", window))
            continue
        old_challenge, old_window = old_challenges[name]
        old_fields, new_fields = _challenge_fields(old_challenge, old_window), _challenge_fields(challenge, window)
        for field in new_fields:
            if old_fields[field] != new_fields[field]:
                differences.append(CourseChange(name, field, old_fields[field], new_fields[field]))
        if (old_challenge.title, old_challenge.briefs) != (challenge.title, challenge.briefs):
            differences.append(CourseChange(name, "text", "", ""))
    for name, (_, old_window) in old_challenges.items():
        if name not in new_challenges:
            differences.append(CourseChange(name, "challenge", old_window, ""))
    return tuple(differences)


def _texts(course: Course) -> Mapping[str, Texts]:
    letters = {f"letter of {unit.unit}": unit.letters for unit in course.units if unit.letters}
    return {"title": course.title, "about": course.about, **course.texts, **letters}


def _course_fields(course: Course) -> Fields:
    badges = {f"badge {badge.badge}": canonical(badge.needs.model_dump(mode="json")) for badge in course.badges}
    fields = {"pace": course.pace.value, "hashtag": course.hashtag, "late_entry": course.late_entry or ""}
    return fields | {"lists": ", ".join(course.lists), "units": ", ".join(unit.unit for unit in course.units)} | badges


def _challenge_fields(challenge: Challenge, window: str) -> Fields:
    return {
        "check": canonical(challenge.check.model_dump(mode="json", exclude_defaults=True)),
        "window": window,
        "repeat": str(challenge.repeat or "") if challenge.turn == 1 else "",
        "points": str(challenge.points),
        "level": challenge.level.value,
        "review": challenge.review.value,
        "after": ", ".join(challenge.after),
    }


def _challenges(course: Course) -> dict[str, tuple[Challenge, str]]:
    """Name → the challenge, and its window in words."""
    challenges = {}
    for number, unit in enumerate(course.units, 1):
        for challenge in unit.challenges:
            if challenge.window:
                name, event = challenge.window.event, course.events[challenge.window.event]
                if isinstance(event, DatedEvent):
                    window = f"event {name}: {event.starts} to {event.ends} {event.zone}"
                else:
                    window = f"event {name}: week {event.week} {event.day} {event.starts} to {event.ends}"
            else:
                window = f"week {number}" if course.pace == "weekly" else "the whole course"
            grace = f", grace {challenge.grace}" if challenge.grace else ""
            challenges[challenge.challenge] = challenge, window + grace
    return challenges


def affects_verdicts(change: CourseChange) -> bool:
    """Whether verdicts may be others by it."""
    return change.field in ("challenge", "check", "window")

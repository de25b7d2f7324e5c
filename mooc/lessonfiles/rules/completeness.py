"""What a course must have beyond the form of its fields: translations, room in its weeks, time in its events."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import ValidationError

from mooc.core.checks import CHECKS, check_from_words
from mooc.core.checks.base import Check
from mooc.core.checks.combining import CombinedCheck
from mooc.core.checks.live_post import LivePost
from mooc.core.values.authored import LANGS, Lang, Texts
from mooc.core.values.choices import Level, Pace
from mooc.lessonfiles.problems import Diagnostic, problem
from mooc.lessonfiles.rules.names import badges, challenges, rules, turn_names, units
from mooc.lessonfiles.rules.shape import unknown_field
from mooc.lessonfiles.syntax.tree import Loc, Node
from mooc.lessonfiles.words import is_filled, model_at

WEEK = timedelta(days=7)


def languages(root: Node) -> tuple[Lang, ...]:
    """The languages that the course has: those of its title."""
    title = root.child("title")
    keys = title.keys if title else {}
    return tuple(lang for lang in LANGS if lang in keys)


def rule_problems(root: Node, path: str) -> Iterator[Diagnostic]:
    """All that the models cannot say of the file."""
    events, langs = root.child("events"), languages(root)
    event_nodes = [node for _, node in events.entries()] if events else []
    titled = [root, *units(root), *challenges(root), *badges(root), *event_nodes]
    texts = [node.child(name) for node in titled for name in ("title", "about")]
    for rule in (rule for challenge in challenges(root) for rule in rules(challenge)):
        for key, value in rule.within():  # its fields that the models have as texts, at any depth
            fields = CHECKS[key].model_fields if key in CHECKS else {}
            texts += [node for name, node in value.entries() if name in fields and fields[name].annotation == Texts]
    for node in texts:
        missing = [lang for lang in langs if node and node.keys and lang not in node.keys]
        if node and missing:
            yield problem("E142", path, node.position, langs=", ".join(missing))
    places: list[tuple[Loc, Node]] = [((), root)]
    places += [(("units", 0), unit) for unit in units(root)]
    places += [(("units", 0, "challenges", 0), challenge) for challenge in challenges(root)]
    for loc, node in places:
        model = model_at(loc)
        for name, field in model.model_fields.items() if model else ():
            if name in node.keys and is_filled(field.json_schema_extra):  # it is for the reader, not for the author
                case, place, values = unknown_field(name, node.keys[name], loc)
                yield problem(case, path, place, **values)
    yield from _events_out_of_time(root, path)
    yield from _badges_out_of_reach(root, path)


def _events_out_of_time(root: Node, path: str) -> Iterator[Diagnostic]:
    """Events after the last week; then live posts at more moments than their event, or a week, has time for."""
    events, weeks = root.child("events"), len(units(root))
    for _, event in events.entries() if events else ():
        week = event.child("week")
        if week and isinstance(week.value, int) and week.value > weeks > 0:
            yield problem("E132.week", path, week.position, value=week.value, most=weeks)
    pace = root.child("pace")
    longest = None if pace and pace.text == Pace.SELF_PACED else WEEK
    for challenge in challenges(root):
        name = challenge.at("window", "event")
        named_event = root.at("events", name.text) if name and name.text else None
        lasts = _length(named_event) if named_event else longest if not name else None
        for rule in rules(challenge):
            try:
                needs = _time_for(check_from_words(rule.plain()))
            except (ValidationError, ValueError):
                needs = timedelta(0)  # what is not in order takes no time
            if lasts is not None and needs >= lasts:
                minutes = (int(span.total_seconds() // 60) for span in (needs, lasts))
                case = "E132.short" if name else "E132.short_week"
                yield problem(case, path, rule.position, **dict(zip(("needs", "has"), minutes, strict=True)))


def _badges_out_of_reach(root: Node, path: str) -> Iterator[Diagnostic]:
    """Badges that take more points, or more challenges of a level, than the course has."""
    turns: list[tuple[str, int]] = []
    for challenge in challenges(root):
        challenge_level = challenge.child("level")
        level_name = challenge_level.text if challenge_level else Level.EASY.value
        turns += [(level_name, _number(challenge.child("points"), 10))] * len(turn_names(challenge))
    for badge in badges(root):
        needs = badge.child("needs")
        level = needs.child("level") if needs else None
        wanted_level = level.text if level else ""
        has = {
            "points": sum(points for _, points in turns),
            "at_least": sum(wanted_level in ("", level_name) for level_name, _ in turns),
        }
        for field, most in has.items():
            node = needs.child(field) if needs else None
            if node and _number(node, 0) > most:
                yield problem("E132.badge", path, node.position, value=node.value, most=most)


def _number(node: Node | None, otherwise: int) -> int:
    return node.value if node and isinstance(node.value, int) else otherwise


def _length(event: Node) -> timedelta | None:
    """How long the event takes by the clock; None if that cannot be said."""
    starts, ends = (node.text if node else "" for node in (event.child("starts"), event.child("ends")))
    day = "" if "-" in starts else "2000-01-01 "
    try:
        lasts = datetime.fromisoformat(day + ends) - datetime.fromisoformat(day + starts)
    except ValueError:
        return None
    return lasts % timedelta(days=1) if day else lasts if lasts > timedelta(0) else None


def _time_for(check: Check) -> timedelta:
    """The least time that a check takes."""
    if isinstance(check, LivePost):
        return check.shortest
    if not isinstance(check, CombinedCheck):
        return timedelta(0)
    return sorted(map(_time_for, check.of))[check.required - 1]

"""The people whom rules mean, wherever they stand in them."""

from collections.abc import Iterator

from mooc.core.checks.base import Check
from mooc.core.checks.combining import Combined, leaves
from mooc.core.course.course import Course
from mooc.core.facts.audience import Audience
from mooc.core.values.handles import on


def meant(check: Check) -> Iterator[Audience]:
    """All the people of a rule, and of its parts."""
    for leaf in leaves(check):
        values = (getattr(leaf, name) for name in type(leaf).model_fields)
        yield from (value for value in values if isinstance(value, Audience))


def named_on(network: str, check: Check) -> dict[str, tuple[str, ...]]:
    """Name of a list → handles on that network, of those whom the rule names in place."""
    return {str(audience.list): on(network, audience.handles) for audience in meant(check) if audience.handles}


def names_somebody_on(network: str, check: Check) -> bool:
    """Whether enough parts of the rule do not ask, by handles alone, for people who are all elsewhere."""
    if isinstance(check, Combined):
        return sum(names_somebody_on(network, part) for part in check.of) >= check.wanted
    return all(named_on(network, check).values())


def told(course: Course) -> dict[str, str]:
    """Name of a list → how sentences tell it, of those whom rules name in place."""
    return {
        str(audience.list): audience.whom.partition(":")[2]
        for challenge in course.challenges()
        for audience in meant(challenge.check)
        if audience.handles
    }


def named_in(course: Course, network: str) -> dict[str, tuple[str, ...]]:
    """The same, of all rules of a course. Nobody has to say who is on these lists: the course does."""
    return {
        name: handles
        for challenge in course.challenges()
        for name, handles in named_on(network, challenge.check).items()
    }

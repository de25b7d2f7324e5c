"""The people whom rules mean, wherever they stand in them."""

from collections.abc import Iterator

from mooc.core.checks.base import Check
from mooc.core.checks.combining import CombinedCheck, leaf_checks
from mooc.core.course.course import Course
from mooc.core.facts.audience import Audience
from mooc.core.values.handles import handles_on_network


def audiences_of(check: Check) -> Iterator[Audience]:
    """All the people of a rule, and of its parts."""
    for leaf in leaf_checks(check):
        values = (getattr(leaf, name) for name in type(leaf).model_fields)
        yield from (value for value in values if isinstance(value, Audience))


def handles_on(network: str, check: Check) -> dict[str, tuple[str, ...]]:
    """Name of a list → handles on that network, of those whom the rule names in place."""
    return {
        str(audience.list): handles_on_network(network, audience.handles)
        for audience in audiences_of(check)
        if audience.handles
    }


def names_somebody_on(network: str, check: Check) -> bool:
    """Whether enough parts of the rule do not ask, by handles alone, for people who are all elsewhere."""
    if isinstance(check, CombinedCheck):
        return sum(names_somebody_on(network, part) for part in check.of) >= check.required
    return all(handles_on(network, check).values())


def list_labels(course: Course) -> dict[str, str]:
    """Name of a list → how sentences tell it, of those whom rules name in place."""
    return {
        str(audience.list): audience.whom.partition(":")[2]
        for challenge in course.challenges()
        for audience in audiences_of(challenge.check)
        if audience.handles
    }


def named_handles(course: Course, network: str) -> dict[str, tuple[str, ...]]:
    """The same, of all rules of a course. Nobody has to say who is on these lists: the course does."""
    return {
        name: handles
        for challenge in course.challenges()
        for name, handles in handles_on(network, challenge.check).items()
    }

"""What a course will ask of each network and cost, and the cap that this suggests. Asks nobody."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from mooc.core.course.course import Course
from mooc.core.facts.cost import NO_COST, Cost, Limit
from mooc.core.forecast.forecast import forecast
from mooc.core.spending.budget import suggest_cap
from mooc.core.spending.costs import PriceList

DEFAULT_CLASS_SIZE = 100
"""Learners that are expected of a class in which nobody is yet."""


class Outlook(NamedTuple):
    """What a course will ask of a network and cost, with so many learners; and the cap that this suggests."""

    network: str
    learners: int
    forecast: Cost
    suggested: Limit


def outlook(
    course: Course,
    networks: Iterable[str],
    tariff_of: Callable[[str], PriceList],
    learners: int = DEFAULT_CLASS_SIZE,
    spent: Mapping[str, Cost] | None = None,
) -> list[Outlook]:
    """What the course will cost on each of the networks. ``tariff_of``: the prices of the network of that name;
    ``spent``: network → what it has cost already."""
    paid, outlooks = spent or {}, []
    for network in networks:
        total = Cost(*forecast(course, tariff_of(network), learners).total.planned)
        outlooks.append(Outlook(network, learners, total, suggest_cap(total, paid.get(network, NO_COST))))
    return outlooks

"""What a new cohort can be made of: the courses that lie here, the networks that are set up, the people on them."""

from collections.abc import Mapping, Sequence

from mooc.core.course.course import Course
from mooc.core.course.named_people import named_in
from mooc.core.facts.network import NetworkTrouble, Standing
from mooc.environment import environment
from mooc.lessonfiles import shelf
from mooc.lessonfiles.shelf import Shelf
from mooc.runtime import deadline
from mooc.services import networks as set_up
from mooc.services.cohorts.cohorts import WrongField
from mooc.store.accounts import accounts

IN_TIME = 15.0
"""Seconds for all people of a new cohort together, on however many servers, while a facilitator waits."""

Handles = Mapping[str, Mapping[str, Sequence[str]]]
"""Network → list → handles."""
NOT_SHOWN = frozenset({Standing.SUSPENDED, Standing.GONE})


def here() -> Shelf:
    """The courses here, and what is wrong with those that cannot be read."""
    return shelf.everything(environment().courses)


def courses() -> dict[str, Course]:
    """Name → course, of all courses here that are without an error."""
    return here().courses


def course(named: str) -> Course:
    """The course of that name here, or the one in the folder ``named``. Raises KeyError, and LessonErrors."""
    return shelf.course(named, environment().courses)


def networks() -> tuple[str, ...]:
    """The networks that a cohort can use here."""
    return set_up.configured()


def found(handles: Handles, wanted: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Network → list → account ids, on the ``wanted`` networks.

    Raises WrongField for a handle that nobody has, and for one of an account that the network does not show.

    The handles are kept, for members to see who is meant.
    """
    return {
        network: {name: _ids(network, typed) for name, typed in lists.items()}
        for network, lists in handles.items()
        if network in wanted
    }


def people(course: Course, handles: Handles, wanted: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """The same with the people whom the course's rules name in place, on each of the ``wanted`` networks, in time."""
    given = {network: {**handles.get(network, {}), **named_in(course, network)} for network in wanted}
    with deadline.within(IN_TIME):
        return found(given, wanted)


def _ids(network: str, handles: Sequence[str]) -> list[str]:
    if not handles:
        return []
    try:
        people = set_up.network(network).find([handle.lower() for handle in handles])
    except NetworkTrouble:
        raise WrongField("lists", "network_trouble", f"{network} could not be asked") from None
    strange = [handle for handle in handles if handle.lower() not in people]
    if strange:
        raise WrongField("lists", "unknown_handle", ", ".join(strange))
    hidden = [handle for handle in handles if people[handle.lower()].standing in NOT_SHOWN]
    if hidden:
        raise WrongField("lists", "account_not_shown", ", ".join(hidden))
    those = [people[handle.lower()] for handle in handles]
    accounts.meet(those)
    return [one.id for one in those]

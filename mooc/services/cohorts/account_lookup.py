"""Who is behind the handles of a cohort's lists: the networks are asked, and the handles kept.

cohort create, move ── find ──▶ Profile ── accounts.meet ──▶ handle ◀── any later read that tells another
page, API ── accounts.handles ──▶ who is meant (``mooc.core.course.cohort_lists``)
"""

from collections.abc import Mapping, Sequence

from mooc.core.course.course import Course
from mooc.core.course.named_people import named_handles
from mooc.core.facts.profiles import AccountStatus
from mooc.core.facts.troubles import NetworkTrouble
from mooc.runtime import deadline
from mooc.services import networks
from mooc.services.cohorts.cohorts import WrongField, check_networks
from mooc.store.accounts import accounts

TIME_LIMIT = 15.0
"""Seconds for all people of a new cohort together, on however many servers, while a facilitator waits."""

Handles = Mapping[str, Mapping[str, Sequence[str]]]
"""Network → list → handles."""
NOT_SHOWN = frozenset({AccountStatus.SUSPENDED, AccountStatus.GONE})


def look_up(handles: Handles, chosen: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """Network → list → account ids, on the ``chosen`` networks.

    Raises WrongField for a handle that nobody has, and for one of an account that the network does not show.

    The handles are kept, for members to see who is meant.
    """
    return {
        network: {name: _account_ids(network, typed) for name, typed in lists.items()}
        for network, lists in handles.items()
        if network in chosen
    }


def look_up_all(course: Course, handles: Handles, chosen: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    """The same with the people whom the course's rules name in place, on each of the ``chosen`` networks, within
    ``TIME_LIMIT``. Raises WrongField for a network that is not set up here, too."""
    check_networks(chosen, networks.configured())
    with_named = {network: {**handles.get(network, {}), **named_handles(course, network)} for network in chosen}
    with deadline.within(TIME_LIMIT):
        return look_up(with_named, chosen)


def _account_ids(network: str, handles: Sequence[str]) -> list[str]:
    if not handles:
        return []
    try:
        profile_of = networks.network(network).find([handle.lower() for handle in handles])
    except NetworkTrouble:
        raise WrongField("lists", "network_trouble", f"{network} could not be asked") from None
    unknown = [handle for handle in handles if handle.lower() not in profile_of]
    if unknown:
        raise WrongField("lists", "unknown_handle", ", ".join(unknown))
    hidden = [handle for handle in handles if profile_of[handle.lower()].standing in NOT_SHOWN]
    if hidden:
        raise WrongField("lists", "account_not_shown", ", ".join(hidden))
    profiles = [profile_of[handle.lower()] for handle in handles]
    accounts.keep_profiles(profiles)
    return [profile.id for profile in profiles]

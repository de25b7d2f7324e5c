"""The lists of a cohort as its members see them: whom a rule means, by the handles that the networks showed last.

Lists are kept by stable ids; handles are for people to read, and never decide anything.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mooc.core.checks.base import Check
from mooc.core.course.named_people import audiences_of
from mooc.core.facts.audience import HOST

Lists = Mapping[str, Mapping[str, Sequence[str]]]
"""Network → name of a list → account ids."""


class ListedAccount(NamedTuple):
    """An account on a list. ``handle``: as the network showed it last; empty where it never has."""

    network: str
    handle: str


class AccountList(NamedTuple):
    """The accounts of a list; ``list`` is its name, empty where the rule names them in place."""

    list: str
    people: tuple[ListedAccount, ...]


def host_accounts(lists: Lists, networks: Sequence[str], handles: Mapping[str, str]) -> tuple[ListedAccount, ...]:
    """The course's own accounts whose handles are known. ``networks``: in the order in which they are shown;
    ``handles``: account id → handle."""
    return tuple(account for account in _accounts(lists, networks, HOST, handles) if account.handle)


def rule_lists(
    lists: Lists, networks: Sequence[str], check: Check, handles: Mapping[str, str]
) -> tuple[AccountList, ...]:
    """Who is on the lists that the rule means, network by network; a list with nobody on it is left out."""
    titles = {
        str(audience.list): "" if audience.handles else str(audience.list)
        for audience in audiences_of(check)
        if audience.list
    }
    filled = (AccountList(title, tuple(_accounts(lists, networks, name, handles))) for name, title in titles.items())
    return tuple(account_list for account_list in filled if account_list.people)


def _accounts(lists: Lists, networks: Sequence[str], name: str, handles: Mapping[str, str]) -> Iterator[ListedAccount]:
    for network in networks:
        accounts = lists.get(network, {}).get(name, ())
        yield from (ListedAccount(network, handles.get(account, "")) for account in accounts)

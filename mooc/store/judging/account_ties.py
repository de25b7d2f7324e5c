"""Ties: what the accounts that occur in the facts are to each member: oneself, the twinome, the cohort, its lists."""

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping

from mooc.core.evidence.member_logs import others_concerned
from mooc.core.evidence.scene import NO_TIES, OwnAccount
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import Relation
from mooc.store import models
from mooc.store.cohorts.ties import ties_of

ACCOUNT = "user__accounts__external_id"


def account_ties(
    cohort: int,
    members: Iterable[int],
    accounts: Mapping[int, tuple[OwnAccount, ...]],
    facts: Iterable[Activity],
    lists: Mapping[tuple[str, str], tuple[str, ...]],
) -> dict[int, Mapping[str, frozenset[str]]]:
    """Member → account → what that account is to the member; only accounts that occur in the facts. Two queries.

    ``lists``: (network, list name) → account ids.
    """
    people = {fact.actor for fact in facts}
    people.update(person for fact in facts for person in (*others_concerned(fact), *fact.content.mentions))
    owners = models.Member.objects.filter(**{f"{ACCOUNT}__in": people}, user__accounts__linked_at__isnull=False)
    common = ties_of(cohort, owners, ACCOUNT)
    for (_, name), ids in lists.items():
        for account in people.intersection(ids):
            common.setdefault(account, set()).add(f"list:{name}")
    shared = {account: frozenset(ties) for account, ties in common.items()}
    fellows = _fellows(members, people)
    ties_by_member: dict[int, Mapping[str, frozenset[str]]] = {}
    for member in members:  # the ties of everybody, with the member's own few laid over them
        own_ids = {account.id for account in accounts.get(member, ())}
        own_ties = dict.fromkeys(fellows.get(member, set()) - own_ids, Relation.TWINOME)
        own_ties |= dict.fromkeys(own_ids, Relation.SELF)
        overlay = {account: shared.get(account, NO_TIES) | {tie} for account, tie in own_ties.items()}
        ties_by_member[member] = ChainMap(overlay, shared)
    return ties_by_member


def _fellows(members: Iterable[int], people: Collection[str]) -> dict[int, set[str]]:
    """Member → the accounts of those who share a living twinome with the member."""
    seats = models.TwinomeMember.objects.filter(
        member__in=members,
        twinome__dissolved_at__isnull=True,
        twinome__seats__member__user__accounts__external_id__in=people,
    )
    fellows: dict[int, set[str]] = {}
    for member, account in seats.values_list("member", "twinome__seats__member__user__accounts__external_id"):
        fellows.setdefault(member, set()).add(account)
    return fellows

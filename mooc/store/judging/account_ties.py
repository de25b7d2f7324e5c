"""Ties: what the accounts that occur in the facts are to each member: oneself, the twinome, the cohort, its lists."""

from collections import ChainMap
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Q

from mooc.core.evidence.member_logs import others_concerned
from mooc.core.evidence.scene import NO_TIES, OwnAccount
from mooc.core.facts.activity import Activity
from mooc.core.facts.audience import Relation
from mooc.store import models

ROLE_TIES = {"learner": Relation.COHORT, "mentor": Relation.MENTORS, "facilitator": Relation.FACILITATORS}
"""Role in a cohort → what its accounts, and its people, are to the cohort's learners."""


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
    common = _cohort_ties(cohort, people)
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


def _cohort_ties(cohort: int, people: Collection[str]) -> dict[str, set[str]]:
    """Account → what it is to everybody in the cohort. Of members of other living cohorts only those are of another
    cohort who are not of this one, too."""
    members = models.Member.objects.filter(
        user__accounts__external_id__in=people, user__accounts__linked_at__isnull=False, left_at__isnull=True
    ).filter(Q(cohort=cohort) | Q(cohort__closed_at__isnull=True))
    ties: dict[str, set[str]] = {}
    outsiders = set()
    for account, role, member_cohort in members.values_list("user__accounts__external_id", "role", "cohort"):
        if member_cohort == cohort:
            ties.setdefault(account, {Relation.COHORT}).add(ROLE_TIES[role])
        else:
            outsiders.add(account)
    return ties | {account: {Relation.OTHER_COHORT} for account in outsiders - ties.keys()}


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

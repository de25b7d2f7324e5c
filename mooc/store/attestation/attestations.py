"""Attestations: what people have said of members, each with what that person is to the member, for the judge."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q

from mooc.core.facts.audience import Relation
from mooc.core.facts.proof import Attestation, AttestationKind
from mooc.store import models
from mooc.store.attestation import confirmations, meetings
from mooc.store.attestation.meetings import Use

ROLE_TIES = {"learner": Relation.COHORT, "mentor": Relation.MENTORS, "facilitator": Relation.FACILITATORS}
"""Role in a cohort → what its accounts, and its people, are to the cohort's learners."""

Lists = Mapping[tuple[str, str], tuple[str, ...]]


class Attestations:
    """What has been said of some members of a cohort."""

    def __init__(self, seen: Mapping[tuple[int, str], tuple[Attestation, ...]], met: Mapping[int, list[Attestation]]):
        self._seen, self._met = seen, met

    def of(self, member: int, challenge: str) -> tuple[Attestation, ...]:
        """What has been said of that member and challenge, and whom the member has met."""
        return (*self._seen.get((member, challenge), ()), *self._met.get(member, ()))


def load(cohort: int, members: Collection[int], lists: Lists) -> Attestations:
    """Read what has been said of these members. A constant number of queries: two more where nobody has met anybody."""
    people = dict(models.Member.objects.filter(pk__in=members).values_list("pk", "user"))
    used = meetings.uses(set(people.values()))
    met = _meetings(cohort, people, used, lists) if used else {}
    return Attestations(confirmations.of_members(members), met)


def _meetings(
    cohort: int, people: Mapping[int, int], used: Collection[Use], lists: Lists
) -> dict[int, list[Attestation]]:
    users = {user for use in used for user in (use.of, use.by)}
    ties = _ties(cohort, users)
    for user, names in _listed(users, lists).items():
        ties.setdefault(user, set()).update(names)
    fellows = _fellows(people.keys())
    here = _members_here(cohort, users)
    return {
        member: [
            _met(here.get(use.of, use.of_member), at, ties.get(use.of, set()) | fellows.get((member, use.of), set()))
            for use, at in meetings.met_by(user, used)
        ]
        for member, user in people.items()
    }


def _met(by: int, at: datetime, ties: Collection[str]) -> Attestation:
    return Attestation(str(by), at, "", tuple(sorted(ties)), AttestationKind.MET)


def _ties(cohort: int, users: Collection[int]) -> dict[int, set[str]]:
    """Person → what he or she is to everybody in the cohort."""
    members = models.Member.objects.filter(user__in=users, left_at__isnull=True)
    members = members.filter(Q(cohort=cohort) | Q(cohort__closed_at__isnull=True))
    ties: dict[int, set[str]] = {}
    elsewhere = set()
    for user, role, within in members.values_list("user", "role", "cohort"):
        if within == cohort:
            ties.setdefault(user, {Relation.COHORT}).add(ROLE_TIES[role])
        else:
            elsewhere.add(user)
    return ties | {user: {Relation.OTHER_COHORT} for user in elsewhere - ties.keys()}


def _members_here(cohort: int, users: Collection[int]) -> dict[int, int]:
    """Person → the member id by which he or she goes in this cohort."""
    members = models.Member.objects.filter(user__in=users, cohort=cohort).order_by("-pk")
    return dict(members.values_list("user", "pk"))


def _listed(users: Collection[int], lists: Lists) -> dict[int, set[str]]:
    """Person → the lists on which an account of his or hers stands."""
    if not any(lists.values()):
        return {}
    accounts = models.Account.objects.filter(user__in=users, linked_at__isnull=False)
    found: dict[int, set[str]] = {}
    for user, network, account in accounts.values_list("user", "network", "external_id"):
        names = {f"list:{name}" for (on, name), ids in lists.items() if on == network and account in ids}
        found.setdefault(user or 0, set()).update(names)
    return found


def _fellows(members: Collection[int]) -> dict[tuple[int, int], set[str]]:
    """(Member, person) who share a living twinome."""
    twinome_members = models.TwinomeMember.objects.filter(member__in=members, twinome__dissolved_at__isnull=True)
    pairs = twinome_members.values_list("member", "twinome__seats__member__user")
    return {(member, user): {Relation.TWINOME} for member, user in pairs}

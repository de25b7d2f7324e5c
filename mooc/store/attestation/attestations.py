"""Attestations: what people have said of members, each with what that person is to the member, for the judge."""

from collections.abc import Collection, Mapping

from mooc.core.facts.audience import Relation
from mooc.core.facts.proof import Attestation, AttestationKind
from mooc.store import models
from mooc.store.attestation import confirmations, meetings
from mooc.store.attestation.meetings import CodeUse
from mooc.store.cohorts.ties import ties_of

Lists = Mapping[tuple[str, str], tuple[str, ...]]


class Attestations:
    """What has been said of some members of a cohort."""

    def __init__(
        self,
        confirmations: Mapping[tuple[int, str], tuple[Attestation, ...]],
        meetings: Mapping[int, list[Attestation]],
    ):
        self._confirmations, self._meetings = confirmations, meetings

    def of(self, member: int, challenge: str) -> tuple[Attestation, ...]:
        """What has been said of that member and challenge, and whom the member has met."""
        return (*self._confirmations.get((member, challenge), ()), *self._meetings.get(member, ()))


def load(cohort: int, members: Collection[int], lists: Lists) -> Attestations:
    """Read what has been said of these members. A constant number of queries: two more where nobody has met anybody."""
    people = dict(models.Member.objects.filter(pk__in=members).values_list("pk", "user"))
    uses = meetings.uses(set(people.values()))
    meeting_attestations = _meetings(cohort, people, uses, lists) if uses else {}
    return Attestations(confirmations.of_members(members), meeting_attestations)


def _meetings(
    cohort: int, people: Mapping[int, int], uses: Collection[CodeUse], lists: Lists
) -> dict[int, list[Attestation]]:
    """Member → whom he or she has met. ``people``: member → person."""
    users = {user for use in uses for user in (use.of, use.by)}
    ties = _ties(cohort, users, lists)
    seats = models.TwinomeMember.objects.filter(member__in=people.keys(), twinome__dissolved_at__isnull=True)
    twinome_pairs = set(seats.values_list("member", "twinome__seats__member__user"))
    members = models.Member.objects.filter(user__in=users, cohort=cohort).order_by("-pk")
    member_by_user = dict(members.values_list("user", "pk"))
    attestations: dict[int, list[Attestation]] = {member: [] for member in people}
    for member, user in people.items():
        for use, at in meetings.met_by(user, uses):
            peer_ties = {*ties.get(use.of, ()), *([Relation.TWINOME] if (member, use.of) in twinome_pairs else ())}
            peer = member_by_user.get(use.of, use.of_member)
            attestations[member].append(Attestation(str(peer), at, "", tuple(sorted(peer_ties)), AttestationKind.MET))
    return attestations


def _ties(cohort: int, users: Collection[int], lists: Lists) -> dict[int, set[str]]:
    """Person → what he or she is to everybody in the cohort: by role, and by the lists on which an account of that
    person stands."""
    ties: dict[int, set[str]] = ties_of(cohort, models.Member.objects.filter(user__in=users), "user")
    if not any(lists.values()):
        return ties
    accounts = models.Account.objects.filter(user__in=users, linked_at__isnull=False)
    for user, network, account in accounts.values_list("user", "network", "external_id"):
        names = {name for (list_network, name), ids in lists.items() if list_network == network and account in ids}
        ties.setdefault(user or 0, set()).update(f"list:{name}" for name in names)
    return ties

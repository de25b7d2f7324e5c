"""Twinomes: who is with whom, and why."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from mooc.core.audit import EventKind
from mooc.core.pairing import PERSONAL_REASONS, Candidate, Group, MetBefore, Reason
from mooc.core.values.time_zones import zone_of
from mooc.store import models
from mooc.store.models.cohorts import Role
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, with_roles
from mooc.store.policy.resources import Action, Resource
from mooc.store.twinomes import twinome_events
from mooc.store.twinomes.twinome_events import SeatChange


@dataclass(frozen=True, slots=True)
class TwinomeDetails:
    """A group. ``people``: member id → pseudonym, of those who are in it now. ``made_at``: course time."""

    id: int
    cohort: int
    made_at: datetime
    dissolved_at: datetime | None
    people: Mapping[int, str]
    why: tuple[Reason, ...]


class PairingConflict(Exception):
    """The groups have changed since they were read: nothing is stored."""


def _values(twinomes: Sequence[models.Twinome]) -> list[TwinomeDetails]:
    """The twinomes, with those who are in them now. One query for all their people."""
    groups: dict[int, dict[int, str]] = {row.pk: {} for row in twinomes}
    seats = models.TwinomeMember.objects.filter(twinome__in=groups.keys(), member__left_at__isnull=True)
    for twinome, member, name in seats.order_by("pk").values_list("twinome", "member", "member__user__name"):
        groups[twinome][member] = name
    return [
        TwinomeDetails(row.pk, row.cohort_id, row.made_at, row.dissolved_at, groups[row.pk], _reasons(row.why))
        for row in twinomes
    ]


def _reasons(why: Iterable[Mapping[str, Any]]) -> tuple[Reason, ...]:
    return tuple(Reason(reason["word"], reason["values"]) for reason in why)


def _redacted(actor: Actor, twinomes: list[TwinomeDetails]) -> list[TwinomeDetails]:
    """The twinomes without what only others may know: who has linked no account is told to those who see the work of
    that person. One query where there is such a reason.
    """
    concerned = {
        reason.values["who"] for twinome in twinomes for reason in twinome.why if reason.word in PERSONAL_REASONS
    }
    if not concerned:
        return twinomes
    members = models.Member.objects.filter(policy.visible(actor, Resource.PROGRESS), pk__in=concerned)
    visible = {str(pk) for pk in members.values_list("pk", flat=True)}
    redacted = []
    for twinome in twinomes:
        reasons = [
            reason for reason in twinome.why if reason.word not in PERSONAL_REASONS or reason.values["who"] in visible
        ]
        redacted.append(replace(twinome, why=tuple(reasons)))
    return redacted


def get(actor: Actor, pk: int) -> TwinomeDetails:
    """The twinome. Raises NotVisible, Forbidden."""
    row = policy.get(models.Twinome.objects.all(), actor, Action.READ, Resource.TWINOME, pk)
    return _redacted(actor, _values([row]))[0]


def of_member(actor: Actor, member: int) -> TwinomeDetails | None:
    """The member's living twinome; None before there is one. Raises NotVisible, Forbidden."""
    policy.require(actor, Action.READ, Resource.TWINOME_OF, member)
    return of(actor, member)


def of(actor: Actor, member: int) -> TwinomeDetails | None:
    """The living twinome of a member whose TWINOME_OF may be read; None before there is one. One query, or two."""
    seats = models.TwinomeMember.objects.filter(
        twinome__seats__member=member, twinome__dissolved_at__isnull=True, member__left_at__isnull=True
    )
    twinome = ("twinome_id", "twinome__cohort_id", "twinome__made_at", "twinome__why")
    seated = list(seats.order_by("twinome_id", "pk").values_list("member_id", "member__user__name", *twinome))
    if not seated:
        return None
    _member, _name, pk, cohort, made_at, why = seated[0]
    people = {row[0]: row[1] for row in seated if row[2] == pk}
    return _redacted(actor, [TwinomeDetails(pk, cohort, made_at, None, people, _reasons(why))])[0]


def listed(actor: Actor, cohort: int, after_id: int, limit: int) -> list[TwinomeDetails]:
    """Living twinomes of the cohort that the actor may see, with a higher id than ``after_id``, by id. Four queries at
    most.

    Raises NotVisible, Forbidden where the cohort is not the actor's to look into.
    """
    asker = with_roles(actor)
    policy.require_inside(asker, cohort)
    visible = policy.visible(asker, Resource.TWINOME)
    twinomes = models.Twinome.objects.filter(visible, cohort=cohort, dissolved_at__isnull=True, pk__gt=after_id)
    return _redacted(asker, _values(list(twinomes.order_by("pk")[:limit])))


def living(cohort: int) -> dict[int, Group]:
    """Twinome id → its group, of all that have not been dissolved. Two queries."""
    twinomes = list(models.Twinome.objects.filter(cohort=cohort, dissolved_at__isnull=True).order_by("pk"))
    return {twinome.id: Group(tuple(map(str, twinome.people)), twinome.why) for twinome in _values(twinomes)}


def learners(cohort: int, now: datetime) -> list[Candidate]:
    """The cohort's learners as pairing sees them, with their clocks at ``now``; of somebody whose zone does not
    exist, UTC. Three queries."""
    members = models.Member.objects.filter(cohort=cohort, role=Role.LEARNER, left_at__isnull=True)
    offsets = {pk: now.astimezone(zone_of(zone)).utcoffset() for pk, zone in members.values_list("pk", "user__zone")}
    networks: dict[int, set[str]] = {}
    linked = models.Account.objects.filter(user__memberships__in=members, linked_at__isnull=False)
    for user, network in linked.values_list("user", "network"):
        networks.setdefault(user or 0, set()).add(network)
    return [
        Candidate(
            str(row.pk),
            tuple(row.languages),
            int((offsets[row.pk] or timedelta(0)).total_seconds()) // 60,
            frozenset(networks.get(row.user_id, ())),
            frozenset(row.offers),
            frozenset(row.wants),
        )
        for row in members.select_related("user").order_by("pk")
    ]


def met_before(cohort: int, besides: Collection[int] = ()) -> MetBefore:
    """How often each two members have been in a group together, in this cohort. ``besides``: twinomes that are left
    out; where they live on, theirs is no meeting before."""
    members_by_twinome: dict[int, list[str]] = {}
    seats = models.TwinomeMember.objects.filter(twinome__cohort=cohort).exclude(twinome__in=besides)
    for twinome, member in seats.values_list("twinome", "member"):
        members_by_twinome.setdefault(twinome, []).append(str(member))
    return Counter(frozenset(pair) for group in members_by_twinome.values() for pair in combinations(group, 2))


def store(
    cohort: int,
    expected: Iterable[int],
    groups: Mapping[int, Group],
    fresh: Sequence[Group],
    now: datetime,
    by: int | None = None,
) -> None:
    """Store a pairing: ``groups`` (twinome id → group) stay and may have grown, ``fresh`` are new, the rest of
    ``expected`` are dissolved at ``now`` (course time). ``by``: the user who pairs, None for the engine. Raises
    PairingConflict if other than ``expected`` are living. Belongs in a transaction that holds the cohort.
    """
    now_living = models.Twinome.objects.filter(cohort=cohort, dissolved_at__isnull=True)
    if set(now_living.values_list("pk", flat=True)) != set(expected):
        raise PairingConflict
    old_seats = twinome_events.members_by_twinome(list(expected))
    now_living.exclude(pk__in=groups).update(dissolved_at=now)
    for pk, group in groups.items():
        now_living.filter(pk=pk).update(why=_why(group))
    new = models.Twinome.objects.bulk_create(
        models.Twinome(cohort_id=cohort, made_at=now, why=_why(group)) for group in fresh
    )
    formed = {row.pk: group for row, group in zip(new, fresh, strict=True)}
    models.TwinomeMember.objects.bulk_create(
        (
            models.TwinomeMember(twinome_id=pk, member_id=int(member))
            for pk, group in (*groups.items(), *formed.items())
            for member in group.members
        ),
        ignore_conflicts=True,
    )
    twinome_events.record(_changes(old_seats, groups, formed), now, by)


def _changes(
    old_seats: Mapping[int, Sequence[int]], groups: Mapping[int, Group], formed: Mapping[int, Group]
) -> list[SeatChange]:
    """What a pairing has changed. ``old_seats``: twinome → who sat in it."""
    changes = [
        SeatChange(EventKind.TWINOME_DISSOLVED, pk, seats) for pk, seats in old_seats.items() if pk not in groups
    ]
    for pk, group in groups.items():
        newcomers = [member for member in map(int, group.members) if member not in old_seats[pk]]
        changes.append(SeatChange(EventKind.TWINOME_JOINED, pk, newcomers))
    for pk, group in formed.items():
        changes.append(SeatChange(EventKind.TWINOME_FORMED, pk, [*map(int, group.members)]))
    return changes


def _why(group: Group) -> list[dict[str, object]]:
    return [{"word": reason.word, "values": dict(reason.values)} for reason in group.why]

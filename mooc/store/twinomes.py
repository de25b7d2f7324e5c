"""Twinomes: who is with whom, and why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from mooc.core.pairing import Group, MetBefore, Person, Reason
from mooc.store import members, models, policy
from mooc.store.models.cohorts import Role
from mooc.store.policy import Action, Resource
from mooc.store.ties import Actor


@dataclass(frozen=True, slots=True)
class Twinome:
    """A group. ``people``: member id → pseudonym, of those who are in it now. ``made_at``: course time."""

    id: int
    cohort: int
    made_at: datetime
    dissolved_at: datetime | None
    people: Mapping[int, str]
    why: tuple[Reason, ...]


class PairedMeanwhile(Exception):
    """The groups have changed since they were read: nothing is stored."""


def _rows() -> QuerySet[models.Twinome]:
    seats = models.TwinomeMember.objects.filter(member__left_at__isnull=True).select_related("member__user")
    return models.Twinome.objects.prefetch_related(Prefetch("seats", seats.order_by("pk")))


def _value(row: models.Twinome) -> Twinome:
    people = {seat.member_id: seat.member.user.name for seat in row.seats.all()}
    why = tuple(Reason(reason["word"], reason["values"]) for reason in row.why)
    return Twinome(row.pk, row.cohort_id, row.made_at, row.dissolved_at, people, why)


def get(actor: Actor, pk: int) -> Twinome:
    """The twinome. Raises NotVisible, Forbidden."""
    return _value(policy.get(_rows(), actor, Action.READ, Resource.TWINOME, pk))


def of_member(actor: Actor, member: int) -> Twinome | None:
    """The member's living twinome; None before there is one. Raises NotVisible, Forbidden."""
    members.get(actor, member, Resource.TWINOME_OF)
    row = _rows().filter(seats__member=member, dissolved_at__isnull=True).first()
    return None if row is None else _value(row)


def listed(actor: Actor, cohort: int, after: int, limit: int) -> list[Twinome]:
    """Living twinomes of the cohort that the actor may see, with a higher id than ``after``, by id."""
    rows = _rows().filter(policy.visible(actor, Resource.TWINOME), cohort=cohort, dissolved_at__isnull=True)
    return [_value(row) for row in rows.filter(pk__gt=after).order_by("pk")[:limit]]


def living(cohort: int) -> dict[int, Group]:
    """Twinome id → its group, of all that have not been dissolved."""
    rows = _rows().filter(cohort=cohort, dissolved_at__isnull=True).order_by("pk")
    values = (_value(row) for row in rows)
    return {found.id: Group(tuple(map(str, found.people)), found.why) for found in values}


def learners(cohort: int, now: datetime) -> list[Person]:
    """The cohort's learners as pairing sees them, with their clocks at ``now``. Two queries."""
    rows = models.Member.objects.filter(cohort=cohort, role=Role.LEARNER, left_at__isnull=True)
    networks: dict[int, set[str]] = {}
    linked = models.Account.objects.filter(user__memberships__in=rows, linked_at__isnull=False)
    for user, network in linked.values_list("user", "network"):
        networks.setdefault(user or 0, set()).add(network)
    return [
        Person(
            str(row.pk),
            tuple(row.languages),
            _offset(row.user.zone, now),
            frozenset(networks.get(row.user_id, ())),
            frozenset(row.offers),
            frozenset(row.wants),
        )
        for row in rows.select_related("user").order_by("pk")
    ]


def _offset(zone: str, now: datetime) -> int:
    offset = now.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0


def met_before(cohort: int) -> MetBefore:
    """How often each two members have been in a group together, in this cohort."""
    seats: dict[int, list[str]] = {}
    for twinome, member in models.TwinomeMember.objects.filter(twinome__cohort=cohort).values_list("twinome", "member"):
        seats.setdefault(twinome, []).append(str(member))
    return Counter(frozenset(two) for group in seats.values() for two in combinations(group, 2))


def store(
    cohort: int, known: Iterable[int], groups: Mapping[int, Group], fresh: Sequence[Group], now: datetime
) -> None:
    """Store a pairing: ``groups`` (twinome id → group) stay and may have grown, ``fresh`` are new, the rest of
    ``known`` are dissolved at ``now`` (course time). Raises PairedMeanwhile if other than ``known`` are living.
    """
    with transaction.atomic():
        models.Cohort.objects.select_for_update(of=("self",)).get(pk=cohort)
        now_living = models.Twinome.objects.filter(cohort=cohort, dissolved_at__isnull=True)
        if set(now_living.values_list("pk", flat=True)) != set(known):
            raise PairedMeanwhile
        now_living.exclude(pk__in=groups).update(dissolved_at=now)
        for pk, group in groups.items():
            now_living.filter(pk=pk).update(why=_why(group))
        made = models.Twinome.objects.bulk_create(
            models.Twinome(cohort_id=cohort, made_at=now, why=_why(group)) for group in fresh
        )
        seats = [*groups.items(), *((row.pk, group) for row, group in zip(made, fresh, strict=True))]
        models.TwinomeMember.objects.bulk_create(
            (models.TwinomeMember(twinome_id=pk, member_id=int(one)) for pk, group in seats for one in group.members),
            ignore_conflicts=True,
        )


def _why(group: Group) -> list[dict[str, object]]:
    return [{"word": reason.word, "values": dict(reason.values)} for reason in group.why]

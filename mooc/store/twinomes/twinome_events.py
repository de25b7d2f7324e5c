"""Twinomes that form and change, as events of the audit log: one for each person whom it is about."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.store import events, models


class SeatChange(NamedTuple):
    """Something happened to these members of a twinome."""

    kind: EventKind
    twinome: int
    members: Collection[int]


def record(changes: Collection[SeatChange], now: datetime, by: int | None) -> None:
    """Record what happened, at ``now`` (course time). ``by``: the user who did it, None for the engine. Two queries at
    most. Belongs in the transaction that does it.
    """
    people = events.memberships({member for change in changes for member in change.members})
    events.record_all(
        AuditEvent(
            change.kind,
            now,
            actor=by,
            subject=people[member].user,
            cohort=people[member].cohort,
            object=ObjectRef(ObjectKind.TWINOME, str(change.twinome)),
        )
        for change in changes
        for member in change.members
    )


def members_by_twinome(twinomes: Collection[int]) -> dict[int, list[int]]:
    """Twinome → the members who have a seat in it and have not left the cohort. One query; none for nothing."""
    if not twinomes:
        return {}
    seats = models.TwinomeMember.objects.filter(twinome__in=twinomes, member__left_at__isnull=True)
    groups: dict[int, list[int]] = {twinome: [] for twinome in twinomes}
    for twinome, member in seats.order_by("pk").values_list("twinome", "member"):
        groups[twinome].append(member)
    return groups

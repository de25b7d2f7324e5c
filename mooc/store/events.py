"""The audit log: what happened among people. Whatever changes something among them records it here, in the same
transaction; history and audit are readings of it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Max, Q, QuerySet

from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.store import models
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, with_roles
from mooc.store.policy.resources import Action, Resource


class NotInTransaction(Exception):
    """An event is recorded in the transaction of what it tells of, and this is none: one could stand without the
    other."""


class StoredEvent(NamedTuple):
    """An event as it stands in the log. ``id``: a later entry has a higher one."""

    id: int
    event: AuditEvent


class Criteria(NamedTuple):
    """Which events are wanted: those that meet all that is given.

    ``person``: who did it, or whom it is about; ``subject``: whom it is about (user ids both); ``member``: whom it is
    about, in that cohort (a member id). ``since``: not before that moment (course time). ``after_id``: only entries
    with a higher id.
    """

    person: int | None = None
    subject: int | None = None
    member: int | None = None
    cohort: int | None = None
    kinds: Collection[EventKind] = ()
    object: ObjectRef | None = None
    since: datetime | None = None
    after_id: int = 0


class MemberEvent(NamedTuple):
    """An event as people read it: whoever takes part is told by the membership in the event's cohort.

    ``by``: who did it; ``member``: whom it is about (member ids). None for who is no member of that cohort: the
    engine, an admin; where there is no cohort, also oneself.
    """

    id: int
    event: EventKind
    at: datetime
    cohort: int | None
    by: int | None
    member: int | None
    object: ObjectKind | None
    object_id: str | None


class MemberRef(NamedTuple):
    """Who a member is, and where (user id and cohort id)."""

    user: int
    cohort: int


def record(*events: AuditEvent) -> None:
    """Add the events, in their order. One query; none for nothing. Raises NotInTransaction."""
    record_all(events)


def record_all(events: Iterable[AuditEvent]) -> None:
    """As ``record``, for any number of events. Raises ValueError for one that holds words."""
    recorded = list(events)
    for event in recorded:
        event.check()
    entries = [
        models.AuditEntry(
            kind=event.kind,
            at=event.at,
            actor_id=event.actor,
            subject_id=event.subject,
            cohort_id=event.cohort,
            object_kind=event.object.kind if event.object else "",
            object_id=event.object.id if event.object else "",
            details=dict(event.details),
        )
        for event in recorded
    ]
    if not entries:
        return
    if not connection.in_atomic_block:
        raise NotInTransaction
    models.AuditEntry.objects.bulk_create(entries)


def challenge_ref(name: str) -> ObjectRef:
    """A challenge, by its name in the course."""
    return ObjectRef(ObjectKind.CHALLENGE, name)


def memberships(members: Collection[int]) -> Mapping[int, MemberRef]:
    """Member id → who that is, and where. One query; none for nobody."""
    if not members:
        return {}
    columns = models.Member.objects.filter(pk__in=members).values_list("pk", "user", "cohort")
    return {pk: MemberRef(user, cohort) for pk, user, cohort in columns}


def visible(reader: Actor, criteria: Criteria, limit: int) -> list[StoredEvent]:
    """The wanted events that the reader may see, by id: those about oneself, and of cohorts that one facilitates; a
    site admin sees all. One query."""
    entries = _entries(criteria).filter(policy.visible(reader, Resource.AUDIT_LOG))
    return [_stored_event(row) for row in entries[:limit]]


def of_oneself(reader: Actor, after_id: int, limit: int) -> list[MemberEvent]:
    """What the reader did or what is about the reader, as far as he or she may see it, by id. Two queries."""
    if reader.user is None:
        return []
    return _by_members(visible(reader, Criteria(person=reader.user, after_id=after_id), limit))


def of_cohort(reader: Actor, cohort: int, after_id: int, limit: int) -> list[MemberEvent]:
    """What happened in a cohort that the reader facilitates, by id. Raises NotVisible, Forbidden. Four queries at
    most.
    """
    asker = with_roles(reader)
    policy.require(asker, Action.READ, Resource.PEOPLE, cohort)
    return _by_members(visible(asker, Criteria(cohort=cohort, after_id=after_id), limit))


def _by_members(recorded: Collection[StoredEvent]) -> list[MemberEvent]:
    found = [event for _, event in recorded]
    users = {user for event in found for user in (event.actor, event.subject)}
    members = models.Member.objects.filter(
        user__in=users - {None}, cohort__in={event.cohort for event in found} - {None}
    )
    columns = members.order_by("-pk").values_list("cohort", "user", "pk")
    first_membership: dict[tuple[int | None, int | None], int] = {(cohort, user): pk for cohort, user, pk in columns}
    return [
        MemberEvent(
            pk,
            event.kind,
            event.at,
            event.cohort,
            first_membership.get((event.cohort, event.actor)),
            first_membership.get((event.cohort, event.subject)),
            event.object.kind if event.object else None,
            event.object.id if event.object else None,
        )
        for pk, event in recorded
    ]


def latest(criteria: Criteria, subjects: Collection[int]) -> dict[tuple[int, str], datetime]:
    """(User whom it is about, id of the thing) → when that happened last, of the wanted events about these users. One
    query. For the engine, as ``matching``.
    """
    entries = _entries(criteria).filter(subject__in=subjects).order_by().values_list("subject", "object_id")
    return {(user, thing): at for user, thing, at in entries.annotate(Max("at")) if user is not None}


def matching(criteria: Criteria) -> Iterator[StoredEvent]:
    """All events that are wanted, by id: for the engine, which asks for nobody. One query."""
    return map(_stored_event, _entries(criteria).iterator())


def _entries(criteria: Criteria) -> QuerySet[models.AuditEntry]:
    entries = models.AuditEntry.objects.filter(pk__gt=criteria.after_id).order_by("pk")
    if criteria.person is not None:
        entries = entries.filter(Q(actor=criteria.person) | Q(subject=criteria.person))
    if criteria.subject is not None:
        entries = entries.filter(subject=criteria.subject)
    if criteria.member is not None:
        membership = models.Member.objects.filter(pk=criteria.member)
        entries = entries.filter(subject__in=membership.values("user"), cohort__in=membership.values("cohort"))
    if criteria.cohort is not None:
        entries = entries.filter(cohort=criteria.cohort)
    if criteria.kinds:
        entries = entries.filter(kind__in=criteria.kinds)
    if criteria.object is not None:
        entries = entries.filter(object_kind=criteria.object.kind, object_id=criteria.object.id)
    return entries if criteria.since is None else entries.filter(at__gte=criteria.since)


def _stored_event(row: models.AuditEntry) -> StoredEvent:
    object_ref = ObjectRef(ObjectKind(row.object_kind), row.object_id) if row.object_kind else None
    return StoredEvent(
        row.pk,
        AuditEvent(EventKind(row.kind), row.at, row.actor_id, row.subject_id, row.cohort_id, object_ref, row.details),
    )

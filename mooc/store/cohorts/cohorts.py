"""Cohorts: what they are, who may see and change them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Value, When

from mooc.core.audit import AuditEvent, EventKind
from mooc.core.course.course import Course, Run
from mooc.store import events, models
from mooc.store.courses import courses, mapping
from mooc.store.database.leases import locked_in_order
from mooc.store.models.cohorts import Role
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor, memberships
from mooc.store.policy.resources import Action, Resource

Lists = Mapping[str, Mapping[str, Sequence[str]]]
"""Network → list name → account ids."""


@dataclass(frozen=True, slots=True)
class CohortDetails:
    """A run of a course. Times in UTC; ``zone`` is the IANA zone of its weeks; ``version`` the course's hash."""

    id: int
    name: str
    title: str
    course: str
    version: str
    start: datetime
    zone: str
    hashtag: str
    networks: tuple[str, ...]
    lists: Lists
    is_public: bool
    shows_roster: bool
    closed_at: datetime | None

    @property
    def run(self) -> Run:
        """When it runs, as the core knows it. Raises NoSuchZone."""
        return mapping.run(self.start, self.zone)

    @property
    def listed(self) -> set[str]:
        """Ids of the accounts on its lists."""
        return {account for ids_by_list in self.lists.values() for ids in ids_by_list.values() for account in ids}


class NameTaken(Exception):
    """There is a cohort of this name."""


def value(row: models.Cohort) -> CohortDetails:
    """From a row, with its course loaded."""
    return CohortDetails(
        row.pk,
        row.name,
        row.title,
        row.course.course,
        row.course.version,
        row.start,
        row.zone,
        row.hashtag,
        tuple(row.networks),
        row.lists,
        row.is_public,
        row.shows_roster,
        row.closed_at,
    )


COLUMNS = (
    *("pk", "name", "title", "course__course", "course__version", "start", "zone", "hashtag"),
    *("networks", "lists", "is_public", "shows_roster", "closed_at"),
)


def of_columns(columns: Sequence[Any]) -> CohortDetails:
    """From what a query found in ``COLUMNS``, in that order."""
    return CohortDetails(*columns[:8], *map(tuple, columns[8:9]), *columns[9:])


def _rows() -> QuerySet[models.Cohort]:
    return models.Cohort.objects.select_related("course").defer("course__body")


def course_of(cohort: CohortDetails) -> Course:
    """The course as this cohort took it; kept in memory."""
    return courses.load(cohort.version)


def get(actor: Actor, pk: int, resource: Resource = Resource.COHORT, action: Action = Action.READ) -> CohortDetails:
    """The cohort, if ``actor`` may do that to this side of it. Raises NotVisible or Forbidden."""
    return value(policy.get(_rows(), actor, action, resource, pk))


def get_any(pk: int) -> CohortDetails:
    """The cohort of a member whom the actor may see: nobody is asked about it again. Raises KeyError."""
    row = _rows().filter(pk=pk).first()
    if row is None:
        raise KeyError(pk)
    return value(row)


def by_name(actor: Actor, name: str) -> CohortDetails:
    """The visible cohort of that name. Raises NotVisible."""
    row = _rows().filter(policy.visible(actor, Resource.COHORT), name=name).first()
    if row is None:
        raise policy.NotVisible(Resource.COHORT)
    return value(row)


def listed(actor: Actor, after_id: int, limit: int) -> list[CohortDetails]:
    """Visible cohorts with a higher id than ``after_id``, by id."""
    cohorts = _rows().filter(policy.visible(actor, Resource.COHORT), pk__gt=after_id).order_by("pk")[:limit]
    return [value(row) for row in cohorts]


def may_create(actor: Actor) -> bool:
    """Whether the actor may start a cohort: site admins, and who facilitates one already."""
    return actor.is_admin or memberships(actor, Role.FACILITATOR).exists()


def create(
    run: Run,
    course: Course,
    *,
    name: str,
    lists: Lists,
    networks: Sequence[str],
    advance_at: datetime,
    by: int | None = None,
    **fields: Any,
) -> CohortDetails:
    """Store a cohort and its version of the course, at ``advance_at`` (course time: the engine looks at it from then
    on). ``by``: the user who starts it; ``fields``: title, hashtag, is_public, shows_roster.

    Raises NameTaken. Belongs in a transaction.
    """
    columns = {
        "course_id": courses.keep(course),
        "start": run.start,
        "zone": run.zone,
        "lists": {
            network: {name: list(ids) for name, ids in ids_by_list.items()} for network, ids_by_list in lists.items()
        },
        "networks": list(networks),
        "advance_at": advance_at,
    }
    row, is_new = models.Cohort.objects.get_or_create(name=name, defaults=columns | fields)
    if not is_new:
        raise NameTaken
    events.record(AuditEvent(EventKind.COHORT_CREATED, advance_at, actor=by, cohort=row.pk))
    return value(row)


def lock(cohort: int, user: int | None = None) -> None:
    """Lock the cohort, and those in which the ``user`` learns, by id: who comes, goes, is paired or gets a mentor does
    so one after another. Rows that refer to the cohort may come in meanwhile. Belongs in a transaction, before anything
    else is locked there.
    """
    learner_cohorts = models.Member.objects.filter(user=user, role=Role.LEARNER, left_at__isnull=True).values("cohort")
    wanted = Q(pk=cohort) if user is None else Q(pk=cohort) | Q(pk__in=learner_cohorts)
    list(models.Cohort.objects.select_for_update(no_key=True).filter(wanted).order_by("pk").values_list("pk"))


def change(actor: Actor, pk: int, **changes: Any) -> CohortDetails:
    """Change title, hashtag, is_public, shows_roster or closed_at. Raises NotVisible or Forbidden."""
    row = policy.get(_rows(), actor, Action.WRITE, Resource.SETTINGS, pk)
    changed = [field for field, new in changes.items() if getattr(row, field) != new]
    for field in changed:
        setattr(row, field, changes[field])
    if changed:
        row.save(update_fields=changed)
        record_settings(actor, pk, changed)
    return value(row)


def record_settings(actor: Actor, cohort: int, fields: Sequence[str]) -> None:
    """Record that the actor has changed these settings of the cohort. Belongs in the transaction that changes them."""
    details = {"fields": ",".join(sorted(fields))}
    events.record(AuditEvent(EventKind.SETTINGS_CHANGED, actor.now, actor=actor.user, cohort=cohort, details=details))


def wake_cohorts_of(user: int, now: datetime) -> None:
    """Somebody has joined or linked an account: the engine looks again at their cohorts at ``now`` (course time).
    Belongs in a transaction."""
    later = Q(advance_at__isnull=True) | Q(advance_at__gt=now)
    learner_cohorts = memberships(Actor(user, False, now), Role.LEARNER).values("cohort")
    cohorts = locked_in_order(models.Cohort.objects.filter(pk__in=learner_cohorts, closed_at__isnull=True))
    cohorts.update(advance_at=Case(When(later, then=Value(now)), default=F("advance_at")))

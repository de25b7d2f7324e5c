"""People who sign in: who they are, and as whom they ask."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from mooc.core.values import pseudonyms
from mooc.core.values.authored import Lang
from mooc.store import models
from mooc.store.models.cohorts import Role
from mooc.store.policy.relations import Actor

__all__ = [
    *("Actor", "EmailTaken", "UserProfile", "actor", "anonymous"),
    *("by_email", "checked_name", "create", "get", "names", "rename", "settle_zone", "staff_around", "staff_of"),
]


@dataclass(frozen=True, slots=True)
class UserProfile:
    """Somebody who signs in. ``email`` is for themselves alone; ``name`` is the pseudonym that others see; ``zone`` is
    empty until it is known."""

    id: int
    email: str
    name: str
    language: str
    zone: str
    is_admin: bool

    @property
    def lang(self) -> Lang:
        """The language of what is said to them."""
        return "fr" if self.language == "fr" else "en"


class EmailTaken(Exception):
    """Somebody signs in with this address already."""


def value(row: models.User) -> UserProfile:
    """From a row."""
    return UserProfile(row.pk, row.email, row.name, row.language, row.zone, row.is_superuser)


def anonymous(now: datetime) -> Actor:
    """Somebody who is not signed in."""
    return Actor(None, False, now)


def actor(user: int, now: datetime) -> Actor:
    """The person as one who asks, at ``now`` (course time); a closed account asks as nobody. One query."""
    row = models.User.objects.filter(pk=user, is_active=True).values_list("is_superuser", flat=True).first()
    return anonymous(now) if row is None else Actor(user, row, now)


def get(user: int) -> UserProfile:
    """The person. Raises KeyError."""
    row = models.User.objects.filter(pk=user).first()
    if row is None:
        raise KeyError(user)
    return value(row)


def names(users: Collection[int]) -> dict[int, str]:
    """User id → pseudonym, of those of these people who are still there. One query; none for nobody."""
    return dict(models.User.objects.filter(pk__in=users).values_list("pk", "name")) if users else {}


def by_email(email: str) -> UserProfile | None:
    """The person who signs in with this address, if there is one."""
    row = models.User.objects.filter(email=email.strip().lower()).first()
    return None if row is None else value(row)


def staff_of(cohort: int, besides: int | None = None) -> list[str]:
    """The names of those who look after the cohort now, ``besides`` that person. One query."""
    members = models.Member.objects.filter(cohort=cohort, left_at__isnull=True).exclude(role=Role.LEARNER)
    members = members if besides is None else members.exclude(user=besides)
    return list(members.values_list("user__name", flat=True))


def staff_around(user: int) -> list[str]:
    """The names of those who look after the cohorts in which somebody learns now. One query."""
    learner_cohorts = models.Member.objects.filter(user=user, role=Role.LEARNER, left_at__isnull=True).values("cohort")
    members = models.Member.objects.filter(cohort__in=learner_cohorts, left_at__isnull=True).exclude(role=Role.LEARNER)
    return list(members.exclude(user=user).values_list("user__name", flat=True))


def checked_name(name: str, cohort: int | None = None, user: int | None = None) -> str:
    """The name as it is kept. ``cohort``: one that the person is about to learn in; ``user``: who has a name already.

    Raises ``mooc.core.values.pseudonyms.NameRefused``.
    """
    staff = [] if cohort is None else staff_of(cohort, user)
    staff += [] if user is None else staff_around(user)
    if fault := pseudonyms.fault(name, staff):
        raise pseudonyms.NameRefused(fault)
    return name.strip()


def create(
    email: str, name: str, password: str | None = None, *, language: str = "en", zone: str = "", admin: bool = False
) -> UserProfile:
    """A new person; without a password, one who cannot sign in by password. Raises EmailTaken."""
    fields = {"name": name, "language": language, "zone": zone, "is_staff": admin, "is_superuser": admin}
    row, is_new = models.User.objects.get_or_create(
        email=models.User.objects.normalize_email(email.strip()).lower(),
        defaults={"password": make_password(password), **fields},
    )
    if not is_new:
        raise EmailTaken
    return value(row)


def settle_zone(user: int, zone: str) -> None:
    """Note the zone of somebody who has said none so far. Nothing happens for an empty one."""
    if zone:
        models.User.objects.filter(pk=user, zone="").update(zone=zone)


def rename(user: int, *, name: str | None = None, language: str | None = None, zone: str | None = None) -> UserProfile:
    """Change what is given of one's own profile. Raises KeyError."""
    requested = {"name": name, "language": language, "zone": zone}
    changes = {field: value for field, value in requested.items() if value is not None}
    if changes:
        models.User.objects.filter(pk=user).update(**changes)
    return get(user)

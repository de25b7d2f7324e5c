"""Keys for the API. A key is shown once; only its SHA-256 and its beginning are kept."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q
from django.utils import timezone

from mooc.core.audit import AuditEvent, EventKind, ObjectKind, ObjectRef
from mooc.store import events, models
from mooc.store.policy import policy
from mooc.store.policy.relations import Actor
from mooc.store.policy.resources import Action, Resource

PREFIX = "twinome_"
"""Keys begin so: a key that leaks is recognised."""
SHOWN = len(PREFIX) + 4
MOST = 10
"""Keys that a person may have at once."""
NOTED = timedelta(hours=1)
"""So exactly it is kept when a key was last used: not each request is a write."""


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """What may be shown of a key. Real time, UTC."""

    id: int
    name: str
    beginning: str
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class TooManyKeys(Exception):
    """The person has as many keys as one may have: one has to end first."""


def digest(secret: str) -> str:
    """What is kept of a secret that only its holder knows."""
    return sha256(secret.encode(errors="replace")).hexdigest()


def _value(row: models.ApiToken) -> TokenInfo:
    return TokenInfo(row.pk, row.name, row.beginning, row.created_at, row.expires_at, row.used_at)


def make(user: int, name: str, good_for: timedelta | None = None) -> tuple[TokenInfo, str]:
    """A new key and its secret, which nobody can read again. Keys that have run out go. Raises TooManyKeys. Belongs in
    a transaction."""
    secret = PREFIX + secrets.token_urlsafe(32)
    now = timezone.now()
    models.User.objects.select_for_update().get(pk=user)  # two at once do not both become the tenth
    tokens = models.ApiToken.objects.filter(user=user)
    tokens.filter(expires_at__lte=now).delete()
    if tokens.count() >= MOST:
        raise TooManyKeys
    row = models.ApiToken.objects.create(
        user_id=user,
        name=name,
        digest=digest(secret),
        beginning=secret[:SHOWN],
        expires_at=now + good_for if good_for else None,
    )
    _record(EventKind.API_KEY_CREATED, user, user, [row.pk], now)
    return _value(row), secret


def _record(kind: EventKind, actor: int | None, owner: int, keys: Iterable[int], now: datetime) -> None:
    events.record_all(
        AuditEvent(kind, now, actor=actor, subject=owner, object=ObjectRef(ObjectKind.API_KEY, str(key)))
        for key in keys
    )


def user_of_key(secret: str) -> int | None:
    """Whose key this is; None for a key that is unknown, too old, or of a closed account. One query, and once an hour
    another, which notes that it is used.
    """
    now = timezone.now()
    alive = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    tokens = models.ApiToken.objects.filter(alive, digest=digest(secret), user__is_active=True)
    token = tokens.values_list("pk", "user", "used_at").first()
    if token is None:
        return None
    pk, user, used_at = token
    if used_at is None or now - used_at > NOTED:
        models.ApiToken.objects.filter(pk=pk).update(used_at=now)
    return user


def mine(actor: Actor) -> list[TokenInfo]:
    """The keys of the one who asks that still open something, the newest first."""
    alive = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    tokens = models.ApiToken.objects.filter(policy.visible(actor, Resource.TOKEN), alive).order_by("-pk")
    return [_value(row) for row in tokens]


def revoke(actor: Actor, pk: int) -> None:
    """End a key. Raises NotVisible. Belongs in a transaction."""
    row = policy.get(models.ApiToken.objects.all(), actor, Action.DELETE, Resource.TOKEN, pk)
    _record(EventKind.API_KEY_REVOKED, actor.user, row.user_id, [row.pk], timezone.now())
    row.delete()


def end_all(user: int) -> None:
    """All keys of a person end. Belongs in a transaction."""
    keys = list(models.ApiToken.objects.filter(user=user).select_for_update().values_list("pk", flat=True))
    models.ApiToken.objects.filter(pk__in=keys).delete()
    _record(EventKind.API_KEY_REVOKED, user, user, keys, timezone.now())

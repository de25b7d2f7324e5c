"""Keys for the API. A key is shown once; only its SHA-256 is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import Q
from django.utils import timezone

from mooc.store import models, policy
from mooc.store.policy import Action, Resource
from mooc.store.ties import Actor

PREFIX = "twinome_"
"""Keys begin so: a key that leaks is recognised."""


@dataclass(frozen=True, slots=True)
class Token:
    """What may be shown of a key. Real time, UTC."""

    id: int
    name: str
    created_at: datetime
    expires_at: datetime | None


def digest(secret: str) -> str:
    """What is kept of a secret that only its holder knows."""
    return sha256(secret.encode(errors="replace")).hexdigest()


def _value(row: models.ApiToken) -> Token:
    return Token(row.pk, row.name, row.created_at, row.expires_at)


def make(user: int, name: str, good_for: timedelta | None = None) -> tuple[Token, str]:
    """A new key and its secret, which nobody can read again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    expires = timezone.now() + good_for if good_for else None
    row = models.ApiToken.objects.create(user_id=user, name=name, digest=digest(secret), expires_at=expires)
    return _value(row), secret


def holder(secret: str) -> int | None:
    """Whose key this is; None for a key that is unknown, too old, or of a closed account. One query."""
    alive = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    rows = models.ApiToken.objects.filter(alive, digest=digest(secret), user__is_active=True)
    return rows.values_list("user", flat=True).first()


def mine(actor: Actor) -> list[Token]:
    """The keys of the one who asks, the newest first."""
    rows = models.ApiToken.objects.filter(policy.visible(actor, Resource.TOKEN)).order_by("-pk")
    return [_value(row) for row in rows]


def revoke(actor: Actor, pk: int) -> None:
    """Forget a key. Raises NotVisible."""
    policy.get(models.ApiToken.objects.all(), actor, Action.DELETE, Resource.TOKEN, pk).delete()


def end_all(user: int) -> None:
    """All keys of a person end."""
    models.ApiToken.objects.filter(user=user).delete()

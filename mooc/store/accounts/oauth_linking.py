"""What is kept while people link their accounts by signing in elsewhere: our apps there, and who is on the way."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from mooc.store import models

LIFE = timedelta(minutes=30)
"""Real time in which people come back."""


class RegisteredApp(NamedTuple):
    """What a server knows us by; see ``mooc.linking.sign_in.App``."""

    client_id: str
    client_secret: str
    scope: str
    redirect: str


def app(instance: str) -> RegisteredApp | None:
    """Our app at that server, if there is one."""
    row = models.InstanceApp.objects.filter(instance=instance).first()
    return None if row is None else RegisteredApp(row.client_id, str(row.client_secret), row.scope, row.redirect)


def keep_app(instance: str, new_app: RegisteredApp, instead_of: RegisteredApp | None) -> RegisteredApp:
    """Keep a new app in the place of ``instead_of``; returns the one that is kept.

    Of two people who introduce us at the same time one is first, and both go on with that one's app. Belongs in a
    transaction.
    """
    if instead_of is not None:
        models.InstanceApp.objects.filter(instance=instance, client_id=instead_of.client_id).delete()
    row, _ = models.InstanceApp.objects.get_or_create(instance=instance, defaults=new_app._asdict())
    return RegisteredApp(row.client_id, str(row.client_secret), row.scope, row.redirect)


def forget_app(instance: str, client_id: str) -> None:
    """The server does not know that app any more."""
    models.InstanceApp.objects.filter(instance=instance, client_id=client_id).delete()


def keep(user: int, network: str, sign_in: Mapping[str, str]) -> None:
    """Somebody is on the way to that network; it takes the place of an earlier way there."""
    fields = {"kept": json.dumps(dict(sign_in)), "made_at": timezone.now()}
    models.SignIn.objects.update_or_create(user_id=user, network=network, defaults=fields)


def take(user: int, network: str, real_now: datetime) -> Mapping[str, str] | None:
    """What was kept for somebody who comes back, once: whatever comes of it, it is gone then. None: it is too late.
    Belongs in a transaction."""
    row = models.SignIn.objects.select_for_update().filter(user=user, network=network).first()
    if row is None:
        return None
    models.SignIn.objects.filter(pk=row.pk).delete()
    if not row.made_at <= real_now < row.made_at + LIFE:
        return None
    try:
        sign_in: Mapping[str, str] = json.loads(str(row.kept))
    except ValueError:  # it cannot be read any more: the key of the installation has changed meanwhile
        return None
    return sign_in

"""Signs of life: what shows, besides a look at the account itself, that it can be read."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from mooc.core.activity import Activity, Kind
from mooc.core.network import Reading, Standing
from mooc.store import models


def of_life(network: str, reading: Reading, found: Collection[Activity], moment: datetime) -> set[tuple[str, str]]:
    """Note who was looked at, and whose posts were shown: those can be read. ``moment``: of which the reading speaks.

    Returns the accounts that were thought not to be readable and are.
    """
    posted = {fact.actor for fact in found if fact.kind is Kind.POST}
    shown = {person.id for person in reading.people}
    older = Q(standing_at__isnull=True) | Q(standing_at__lt=moment)
    own = models.Account.objects.filter(network=network, linked_at__isnull=False)
    if not posted and not shown:
        return set()
    own.filter(older, external_id__in=posted | shown).update(standing_at=moment)
    back = own.filter(external_id__in=posted - shown).exclude(standing=Standing.ACTIVE)
    ids = list(back.values_list("external_id", flat=True)) if posted else []
    if ids:
        own.filter(external_id__in=ids).update(standing=Standing.ACTIVE)
    return {(network, account) for account in ids}

"""Suspensions: the credit at a network is used up, so nobody asks it anything more until somebody may try again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Now
from django.utils import timezone

from mooc.core.facts.troubles import TroubleKind
from mooc.store import models

PROBE = timedelta(hours=1)
"""Real time after which one worker tries again."""


@dataclass(frozen=True, slots=True)
class ProviderSuspension:
    """A network that is not asked. Real time, UTC; ``until``: the next try, which this worker makes if ``is_probe``."""

    network: str
    since: datetime
    until: datetime
    is_probe: bool = False


def current_suspension(network: str) -> ProviderSuspension | None:
    """The stop of the network; None if there is none. One query where all is well.

    Of many workers that come when the time is up, one tries again.
    """
    row = models.Suspension.objects.filter(network=network).first()
    if row is None:
        return None
    is_probe = models.Suspension.objects.filter(pk=row.pk, until__lte=Now()).update(until=Now() + PROBE) == 1
    return _value(models.Suspension.objects.filter(pk=row.pk).first() or row, is_probe)


def try_again(network: str) -> None:
    """The try came to nothing, for nothing was asked: the next worker makes it."""
    models.Suspension.objects.filter(network=network).update(until=Now())


def suspend(network: str) -> datetime:
    """Stop asking the network: it wants to be paid. Returns when the next try is. Safe to repeat, and side by side."""
    now = timezone.now()
    models.Suspension.objects.bulk_create(
        [models.Suspension(network=network, trouble=TroubleKind.OUT_OF_CREDITS, since=now, until=now + PROBE)],
        ignore_conflicts=True,
    )
    return models.Suspension.objects.filter(network=network).values_list("until", flat=True).first() or now + PROBE


def lift(network: str) -> bool:
    """Ask the network again from now on; whether there was a stop."""
    lifted, _ = models.Suspension.objects.filter(network=network).delete()
    return bool(lifted)


def listed(networks: Iterable[str] | None = None) -> list[ProviderSuspension]:
    """The stops that there are; with ``networks``, on these."""
    suspensions = models.Suspension.objects.order_by("network")
    return [_value(row) for row in (suspensions if networks is None else suspensions.filter(network__in=set(networks)))]


def _value(row: models.Suspension, is_probe: bool = False) -> ProviderSuspension:
    return ProviderSuspension(row.network, row.since, row.until, is_probe)

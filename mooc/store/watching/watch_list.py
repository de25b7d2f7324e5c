"""What a cohort looks at, how far that is covered, and what it has cost: for who runs the machine."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import DecimalField, IntegerField, Max, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from mooc.store import models


@dataclass(frozen=True, slots=True)
class WatchSummary:
    """A standing question to a network. ``subject``: an account (its handle, or its list and id), a post, a tag.

    Course time, UTC. ``covered``: up to when it has been seen; ``next_look`` is None when nothing is asked any more.
    ``requests`` and ``usd``: of all looks so far, also those for other cohorts that share the watch.
    """

    network: str
    read: str
    subject: str
    covered: datetime | None
    next_look: datetime | None
    trouble: str
    requests: int
    usd: Decimal


def watched(cohort: int) -> list[WatchSummary]:
    """All that the cohort looks at, the next look first. Three queries."""
    looks = models.Poll.objects.filter(watch=OuterRef("pk")).order_by().values("watch")
    spans = models.Coverage.objects.filter(watch=OuterRef("pk")).order_by().values("watch")
    rows = models.Watch.objects.filter(pk__in=models.WatchUse.objects.filter(cohort=cohort).values("watch")).annotate(
        covered=Subquery(spans.annotate(last=Max("end")).values("last")),
        asked=Coalesce(Subquery(looks.annotate(n=Sum("requests")).values("n")), 0, output_field=IntegerField()),
        usd=Coalesce(Subquery(looks.annotate(n=Sum("usd")).values("n")), Decimal(0), output_field=DecimalField()),
    )
    found = list(rows.order_by("due_at", "network", "read", "subject"))
    names = _listed(cohort) | _handles({row.subject for row in found})
    return [
        WatchSummary(
            row.network,
            row.read,
            names.get((row.network, row.subject), row.subject),
            row.covered,
            row.due_at,
            row.trouble,
            row.asked,
            row.usd,
        )
        for row in found
    ]


def _listed(cohort: int) -> dict[tuple[str, str], str]:
    """Who is on the cohort's lists is told by that, until a handle is known."""
    lists = models.Cohort.objects.values_list("lists", flat=True).get(pk=cohort)
    return {
        (network, pk): f"{name} {pk}" for network, named in lists.items() for name, ids in named.items() for pk in ids
    }


def _handles(subjects: set[str]) -> dict[tuple[str, str], str]:
    accounts = models.Account.objects.filter(external_id__in=subjects).exclude(handle="")
    return {(network, pk): handle for network, pk, handle in accounts.values_list("network", "external_id", "handle")}

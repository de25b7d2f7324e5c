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


def watch_summaries(cohort: int) -> list[WatchSummary]:
    """All that the cohort looks at, the next look first. Three queries."""
    looks = models.Poll.objects.filter(watch=OuterRef("pk")).order_by().values("watch")
    spans = models.Coverage.objects.filter(watch=OuterRef("pk")).order_by().values("watch")
    uses = models.WatchUse.objects.filter(cohort=cohort)
    watches = models.Watch.objects.filter(pk__in=uses.values("watch")).annotate(
        covered=Subquery(spans.annotate(last=Max("end")).values("last")),
        requests=Coalesce(Subquery(looks.annotate(n=Sum("requests")).values("n")), 0, output_field=IntegerField()),
        usd=Coalesce(Subquery(looks.annotate(n=Sum("usd")).values("n")), Decimal(0), output_field=DecimalField()),
    )
    by_next_look = list(watches.order_by("due_at", "network", "read", "subject"))
    lists = models.Cohort.objects.values_list("lists", flat=True).get(pk=cohort)
    names = {  # who is on one of the cohort's lists is named by that, until a handle is known
        (network, pk): f"{name} {pk}"
        for network, ids_by_list in lists.items()
        for name, ids in ids_by_list.items()
        for pk in ids
    }
    accounts = models.Account.objects.filter(external_id__in={row.subject for row in by_next_look}).exclude(handle="")
    for network, pk, handle in accounts.values_list("network", "external_id", "handle"):
        names[network, pk] = handle
    return [
        WatchSummary(
            row.network,
            row.read,
            names.get((row.network, row.subject), row.subject),
            row.covered,
            row.due_at,
            row.trouble,
            row.requests,
            row.usd,
        )
        for row in by_next_look
    ]

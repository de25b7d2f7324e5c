"""The book of the gate: what each bucket has left, which servers are given up, which tokens are refused.

Every worker of every process counts in it, and no wiped broker resets it. The time is the database's. Who counts, and
by which rules, is ``mooc.services.spending.ratelimit``.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest, Now

from mooc.core.facts.troubles import TroubleKind
from mooc.core.spending.gate import Bucket
from mooc.core.spending.ratelimit import Breaker, BucketState, RequestState
from mooc.store import models

STALE = timedelta(days=30)
PRUNED_AT_MOST = 100
_EPOCH = datetime.fromtimestamp(0, UTC)


class StoredState(NamedTuple):
    """What the book says of a bucket, at ``now`` (seconds of the Unix clock, as the database has it)."""

    entry: RequestState
    now: float


class StateChange(NamedTuple):
    """What came of a step: until when it is closed (0: it is not), and whether a token that was refused is accepted
    again."""

    closed_until: float
    is_forgiven: bool


def count(bucket: Bucket) -> bool:
    """Count one request, which may now be sent, where that needs no lock: there is something left, and nothing is wrong
    with the server. One query."""
    free = Q(left__gt=0, ends__gt=Now()) | Q(left__isnull=True, alone=True)
    opened = Q(closed_until__isnull=True) | Q(closed_until__lte=Now())
    healthy = ~Exists(_servers(bucket))
    open_buckets = _buckets(bucket).filter(free, opened, healthy, probe_until__isnull=True)
    return bool(open_buckets.update(left=F("left") - 1))


def look_up(bucket: Bucket) -> StoredState | None:
    """What is noted of the bucket, if anything is, and of nothing else: None also where its server or its token is
    ailing. One query, and no lock."""
    row = _buckets(bucket).annotate(now=Now(), ailing=Exists(_servers(bucket))).order_by().first()
    return StoredState(RequestState(_page(row)), row.now.timestamp()) if row and not row.ailing else None


class ClosedBucket(NamedTuple):
    """What is asked nothing at present. ``endpoint``: empty where the whole server or account is meant. UTC, real."""

    network: str
    server: str
    endpoint: str
    trouble: str
    until: datetime


def closed_buckets(networks: Collection[str] | None = None) -> list[ClosedBucket]:
    """The buckets that are closed or used up, the servers that are given up, and those that refuse our token, the
    soonest first. One query.

    ``networks``: only of these (None: of all).
    """
    on_networks = Q() if networks is None else Q(network__in=networks)
    closed = Q(closed_until__gt=Now()) | Q(left=0, ends__gt=Now())
    opens = Greatest(Coalesce("closed_until", "ends"), "ends")
    buckets = models.GateBucket.objects.filter(on_networks, closed).annotate(
        trouble=Value(TroubleKind.RATE_LIMITED.value), opens=opens
    )
    refused = When(token__gt="", then=Value(TroubleKind.UNAUTHORIZED.value))
    servers = models.GateServer.objects.filter(on_networks, until__gt=Now()).annotate(
        endpoint=Value(""), trouble=Case(refused, default=Value(TroubleKind.UNREACHABLE.value))
    )
    columns = ("network", "server", "endpoint", "trouble")
    closures = buckets.values_list(*columns, "opens").union(servers.values_list(*columns, "until"), all=True)
    return sorted((ClosedBucket(*row) for row in closures), key=lambda bucket: bucket.until)


def refused(networks: Collection[str]) -> dict[str, datetime]:
    """Network → when we try again (real time, UTC), of those that refuse our token. One query."""
    servers = models.GateServer.objects.filter(network__in=networks).exclude(token="").order_by("until")
    return {network: until for network, until in servers.values_list("network", "until") if until}


def forget_refusals(networks: Collection[str], but: Collection[str] = ()) -> set[str]:
    """Forget that tokens were refused on these networks, but those with these fingerprints; returns where any was. One
    query where there is nothing to forget."""
    servers = models.GateServer.objects.filter(network__in=networks).exclude(token="").exclude(token__in=but)
    forgiven = set(servers.values_list("network", flat=True))
    if forgiven:
        servers.delete()
    return forgiven


def change(
    bucket: Bucket, step: Callable[[RequestState, float], RequestState], at_fault: str | None = None
) -> StateChange:
    """Apply one step of the rules to the book, alone. ``at_fault``: the row that it speaks against: of the server
    (empty), or of this token. Raises GateClosed, storing nothing. Belongs in a transaction of its own.

    The rows of server and token are locked before the bucket's, always.
    """
    if at_fault is not None:
        server = models.GateServer(network=bucket.network, server=bucket.server, token=at_fault)
        models.GateServer.objects.bulk_create([server], ignore_conflicts=True)
    servers = _servers(bucket).order_by("token").select_for_update(no_key=True)
    ailing = {
        row.token: Breaker(row.failures, row.trips, _seconds(row.until), _seconds(row.probe_until)) for row in servers
    }
    row = _locked(bucket)
    now = row.now.timestamp()
    token_health = ailing.get(bucket.token, Breaker()) if bucket.token else Breaker()
    old = RequestState(_page(row), ailing.get("", Breaker()), token_health)
    new = step(old, now)
    if new.page != old.page:
        _buckets(bucket).update(**_page_columns(new.page))
    _keep(bucket, "", old.health, new.health, "" in ailing)
    _keep(bucket, bucket.token, old.token, new.token, bool(bucket.token) and bucket.token in ailing)
    return StateChange(new.closed_until(now), old.token != Breaker() == new.token)


def _keep(bucket: Bucket, token: str, old: Breaker, new: Breaker, is_there: bool) -> None:
    if is_there and new == Breaker():
        _servers(bucket).filter(token=token).delete()
    elif new != old:
        columns = {
            "failures": new.failures,
            "trips": new.trips,
            "until": _moment(new.until),
            "probe_until": _moment(new.probe_until),
        }
        models.GateServer.objects.update_or_create(
            network=bucket.network, server=bucket.server, token=token, defaults=columns
        )


def _locked(bucket: Bucket) -> Any:
    """The bucket's row, made if it is missing, with the database's ``now``. Whoever makes one forgets some that have
    not been used for a month."""
    buckets = _buckets(bucket).annotate(now=Now()).select_for_update(no_key=True)
    row = buckets.first()
    if row is None:
        unused = models.GateBucket.objects.filter(ends__gt=_EPOCH, ends__lt=Now() - STALE)
        pruned = list(unused.select_for_update(skip_locked=True).values_list("pk", flat=True)[:PRUNED_AT_MOST])
        if pruned:
            models.GateBucket.objects.filter(pk__in=pruned).delete()
        network, server, endpoint, credential = bucket.key
        new = models.GateBucket(network=network, server=server, endpoint=endpoint, credential=credential, ends=_EPOCH)
        models.GateBucket.objects.bulk_create([new], ignore_conflicts=True)
        row = buckets.get()
    return row


def _buckets(bucket: Bucket) -> QuerySet[models.GateBucket]:
    network, server, endpoint, credential = bucket.key
    return models.GateBucket.objects.filter(network=network, server=server, endpoint=endpoint, credential=credential)


def _servers(bucket: Bucket) -> QuerySet[models.GateServer]:
    """The rows of its server and of its token there."""
    return models.GateServer.objects.filter(network=bucket.network, server=bucket.server, token__in={"", bucket.token})


def _page(row: models.GateBucket) -> BucketState:
    return BucketState(
        _seconds(row.ends),
        row.left,
        _seconds(row.closed_until),
        row.refusals,
        row.alone,
        _seconds(row.probe_until),
    )


def _page_columns(page: BucketState) -> dict[str, Any]:
    return {
        "ends": _moment(page.ends) or _EPOCH,
        "left": page.left,
        "closed_until": _moment(page.closed_until),
        "refusals": page.refusals,
        "alone": page.alone,
        "probe_until": _moment(page.probe_until),
    }


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None

"""The gate whose book is the database: every worker of every process counts in it, and no wiped broker resets it.

    enter ── one UPDATE that counts, and only where there is something left ──▶ the request is sent
      └─ it counted nothing: closed, or both rows are read under a lock, changed by ``mooc.core.limits``, and stored
    leave ── one SELECT; where the answer changes nothing (the usual case) that is all ──▶ else under a lock again

The time is the database's. Each step is a transaction of its own, or a single statement: requests are made outside of
transactions, and a count that is rolled back would count nothing.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Greatest, Now

from mooc.core.gate import Answered, Bucket
from mooc.core.limits import PATIENCE, Entry, Health, Page, Patience, answered, entered, is_failure
from mooc.core.network import TroubleKind
from mooc.store import models

STALE = timedelta(days=30)
PRUNED_AT_MOST = 100
_EPOCH = datetime.fromtimestamp(0, UTC)


class StoreGate:
    """The Gate that all workers share. Raises DatabaseError where the book cannot be reached: then nothing is sent."""

    def __init__(self, patience: Patience = PATIENCE) -> None:
        self._patience = patience

    def enter(self, bucket: Bucket) -> None:
        """Count one request, which may now be sent. Raises Closed."""
        free = Q(left__gt=0, ends__gt=Now()) | Q(left__isnull=True, alone=True)
        opened = Q(closed_until__isnull=True) | Q(closed_until__lte=Now())
        healthy = ~Exists(_servers(bucket))
        open_buckets = _buckets(bucket).filter(free, opened, healthy, probe_until__isnull=True)
        if not open_buckets.update(left=F("left") - 1):
            self._refuse(bucket)
            _change(bucket, lambda entry, now: entered(entry, bucket, now, self._patience))

    def _refuse(self, bucket: Bucket) -> None:
        """Raises Closed where that needs no lock to be seen: many may ask while a bucket is closed."""
        row = _looked_up(bucket)
        if row and not row.ailing:
            entered(Entry(_page(row)), bucket, row.now.timestamp(), self._patience)

    def leave(self, bucket: Bucket, answer: Answered) -> float:
        """Note what came of it; returns when it is worth asking again, 0 if it is now."""

        def after(entry: Entry, now: float) -> Entry:
            return answered(entry, answer, now, self._patience)

        row = _looked_up(bucket)
        if row and not row.ailing and not is_failure(answer):
            entry, now = Entry(_page(row)), row.now.timestamp()
            if after(entry, now) == entry:
                return entry.closed_until(now)
        return _change(bucket, after, failed=is_failure(answer))


class Shut(NamedTuple):
    """What is asked nothing at present. ``endpoint``: empty where the whole server or account is meant. UTC, real."""

    network: str
    server: str
    endpoint: str
    trouble: str
    until: datetime


def shut(networks: Collection[str] | None = None) -> list[Shut]:
    """The buckets that are closed or used up, and the servers that are given up, the soonest first. One query.

    ``networks``: only of these (None: of all).
    """
    ours = Q() if networks is None else Q(network__in=networks)
    closed = Q(closed_until__gt=Now()) | Q(left=0, ends__gt=Now())
    opens = Greatest(Coalesce("closed_until", "ends"), "ends")
    buckets = models.GateBucket.objects.filter(ours, closed).annotate(
        trouble=Value(TroubleKind.RATE_LIMITED.value), opens=opens
    )
    servers = models.GateServer.objects.filter(ours, until__gt=Now()).annotate(
        endpoint=Value(""), trouble=Value(TroubleKind.UNREACHABLE.value)
    )
    columns = ("network", "server", "endpoint", "trouble")
    found = buckets.values_list(*columns, "opens").union(servers.values_list(*columns, "until"), all=True)
    return sorted((Shut(*row) for row in found), key=lambda one: one.until)


def _change(bucket: Bucket, step: Callable[[Entry, float], Entry], *, failed: bool = False) -> float:
    """Apply one step of the rules to the book, alone; returns until when it is closed. Raises Closed, storing nothing.

    The server's row is locked before the bucket's, always.
    """
    with transaction.atomic():
        if failed:
            models.GateServer.objects.bulk_create([_server(bucket)], ignore_conflicts=True)
        server = _servers(bucket).select_for_update(no_key=True).first()
        row = _locked(bucket)
        now = row.now.timestamp()
        old = Entry(_page(row), _health(server) if server else Health())
        new = step(old, now)
        if new.page != old.page:
            _buckets(bucket).update(**_page_columns(new.page))
        if server and new.health == Health():
            _servers(bucket).delete()
        elif new.health != old.health:
            columns = _health_columns(new.health)
            models.GateServer.objects.update_or_create(network=bucket.network, server=bucket.server, defaults=columns)
        return new.closed_until(now)


def _looked_up(bucket: Bucket) -> Any:
    """The bucket's row, if there is one, with the database's ``now`` and whether its server is ``ailing``."""
    return _buckets(bucket).annotate(now=Now(), ailing=Exists(_servers(bucket))).order_by().first()


def _locked(bucket: Bucket) -> Any:
    """The bucket's row, made if it is missing, with the database's ``now``."""
    rows = _buckets(bucket).annotate(now=Now()).select_for_update(no_key=True)
    row = rows.first()
    if row is None:
        _prune()
        network, server, endpoint, credential = bucket.key
        new = models.GateBucket(network=network, server=server, endpoint=endpoint, credential=credential, ends=_EPOCH)
        models.GateBucket.objects.bulk_create([new], ignore_conflicts=True)
        row = rows.get()
    return row


def _prune() -> None:
    """Forget some buckets that have not been used for a month."""
    old = models.GateBucket.objects.filter(ends__gt=_EPOCH, ends__lt=Now() - STALE)
    some = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:PRUNED_AT_MOST])
    if some:
        models.GateBucket.objects.filter(pk__in=some).delete()


def _buckets(bucket: Bucket) -> QuerySet[models.GateBucket]:
    network, server, endpoint, credential = bucket.key
    return models.GateBucket.objects.filter(network=network, server=server, endpoint=endpoint, credential=credential)


def _servers(bucket: Bucket) -> QuerySet[models.GateServer]:
    return models.GateServer.objects.filter(network=bucket.network, server=bucket.server)


def _server(bucket: Bucket) -> models.GateServer:
    return models.GateServer(network=bucket.network, server=bucket.server)


def _page(row: models.GateBucket) -> Page:
    return Page(
        _seconds(row.ends),
        row.left,
        _seconds(row.closed_until),
        row.refusals,
        row.alone,
        _seconds(row.probe_until),
    )


def _page_columns(page: Page) -> dict[str, Any]:
    return {
        "ends": _moment(page.ends) or _EPOCH,
        "left": page.left,
        "closed_until": _moment(page.closed_until),
        "refusals": page.refusals,
        "alone": page.alone,
        "probe_until": _moment(page.probe_until),
    }


def _health(row: models.GateServer) -> Health:
    return Health(row.failures, row.trips, _seconds(row.until), _seconds(row.probe_until))


def _health_columns(health: Health) -> dict[str, Any]:
    return {
        "failures": health.failures,
        "trips": health.trips,
        "until": _moment(health.until),
        "probe_until": _moment(health.probe_until),
    }


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None

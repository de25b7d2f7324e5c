"""Whether it is alive, and whether it is ready: for who watches over it."""

import ipaddress
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.db import connection
from django.db.utils import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from mooc.environment import environment
from mooc.runtime import clocks
from mooc.store.operations import health

PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}
SECONDS = 2.0


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is asked, nothing is told."""
    return HttpResponse("ok", content_type="text/plain")


class Probes:
    """Answers those before anything else: a load balancer asks over plain http, by an address and not by our name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to a probe, or what there is for everybody else."""
        if request.path_info == "/healthz":
            return healthz(request)
        if request.path_info == "/readyz" and _is_local(request):
            return readyz(request)
        return self._get_response(request)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether database and broker answer, each by name, and since when it is so, for what this process has seen of it.

    For site admins and for this very machine. It names no person, no network, no limit of anybody's. A network that
    makes us wait makes nothing here unready: facilitators read of it on their pages. Due work that is not getting done
    does: ``work`` says what kind, how many rows, and for how many seconds the oldest has been due (``due_seconds``: by
    kind). That no mail is sent (``mail``) makes nothing unready.
    """
    if not (_is_local(request) or request.user.is_superuser):
        raise Http404
    env = environment()
    services = {"database": _database(), "broker": _broker(env.broker_url)}
    work = _work()
    ready = all(state in ("ok", "embedded") for state in services.values()) and work["state"] in ("ok", "unknown")
    since = _READINESS.note(ready, datetime.now(UTC)).isoformat()
    body = {"ready": ready, "since": since} | services | {"work": work, "mail": env.mail}
    return JsonResponse(body, status=200 if ready else 503, headers={"Cache-Control": "no-store"})


class _Readiness:
    """Whether this process was ready when it last looked, and since when that has been so."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: tuple[bool, datetime] | None = None

    def note(self, ready: bool, now: datetime) -> datetime:
        """Note how it is at the moment ``now``, which is real time; returns since when."""
        with self._lock:
            if self._since is None or self._since[0] != ready:
                self._since = ready, now
            return self._since[1]


_READINESS = _Readiness()


def _is_local(request: HttpRequest) -> bool:
    """Whether it is asked from this machine, with nobody in between who could ask for others."""
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _work() -> dict[str, object]:
    """What is due and not getting done; nothing where the database cannot say."""
    try:
        work = health.overdue_work(clocks.now(), datetime.now(UTC))
    except DatabaseError:
        return {"state": "unknown"}
    return {
        "state": work.state,
        "oldest_seconds": int(work.oldest.total_seconds()) if work.state != "ok" else 0,
        "due_seconds": {kind: int(age.total_seconds()) for kind, age in work.ages.items()},
        "failing": work.failing,
        "parked": work.parked,
    }


def _broker(url: str) -> str:
    """``embedded`` where the worker runs inside the process."""
    if not url:
        return "embedded"
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "localhost", parts.port or PORTS[parts.scheme]), SECONDS):
            return "ok"
    except (OSError, ValueError, KeyError):
        return "unreachable"

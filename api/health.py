"""Whether it is alive, and whether it is ready: for who watches over it."""

import ipaddress
import socket
from urllib.parse import urlsplit

from django.db import connection
from django.db.utils import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from mooc.environment import environment
from mooc.store import gates

PORTS = {"amqp": 5672, "amqps": 5671, "redis": 6379, "rediss": 6379}
SECONDS = 2.0


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is asked, nothing is told."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether database and broker answer, each by name, and which networks are asked nothing for now.

    For site admins and for this very machine. A network that makes us wait makes nothing here unready, nor does it that
    no mail is sent.
    """
    if not (_from_here(request) or request.user.is_superuser):
        raise Http404
    env = environment()
    found = {"database": _database(), "broker": _broker(env.broker_url)}
    ready = all(answer in ("ok", "embedded") for answer in found.values())
    told = found | {"mail": env.mail, "waiting": _waiting()}
    return JsonResponse(told, status=200 if ready else 503, headers={"Cache-Control": "no-store"})


def _from_here(request: HttpRequest) -> bool:
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


def _waiting() -> list[dict[str, str]]:
    """What is closed for now; nothing where the database cannot say."""
    try:
        found = gates.shut()
    except DatabaseError:
        return []
    return [one._asdict() | {"until": one.until.isoformat(timespec="seconds")} for one in found]


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

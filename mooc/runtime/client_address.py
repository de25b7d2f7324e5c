"""Where a request comes from. Whoever wants to know asks here, so that all mean the same."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the one who asks; empty where there is none, as behind a Unix socket.

    Behind ``MOOC_TRUSTED_PROXIES`` proxies it is what the outermost of them has written into ``X-Forwarded-For``: each
    adds, at the end, the address that it was asked from. What stands before may be anybody's invention. A header that
    says less than it should came past a proxy: then the address of the connection counts, which nobody can choose.
    """
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded_for = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies == 0 or len(forwarded_for) < proxies:
        return peer
    return _address(forwarded_for[-proxies]) or peer


def _address(text: str) -> str:
    """An IP address as one writes it; some proxies add a port, and brackets for IPv6."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return ""
    return str(getattr(ip, "ipv4_mapped", None) or ip)

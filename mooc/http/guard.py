"""HTTP to servers whose names come from strangers: nothing inside our own network can be reached through it.

    guard.session().get("https://mastodon.example/api/v2/instance")

1. the address: https, port 443, a DNS name, and nothing else (no user, no IP address in whatever spelling);
2. the name is looked up once, inside the connect step, and if a single answer is not a public address, nothing is sent;
3. the connection goes to the very address that was looked at; certificate, SNI and Host are those of the name;
4. no redirect is followed, no proxy of the environment asked; the whole answer has a deadline and a largest size.

The connect step is the one seam where what is checked is what is connected to: a name that resolves to a public
address first and to a private one a second later (DNS rebinding) is asked for once. ``requests-hardened`` looks at the
first answer only and has neither deadline nor cap; ``advocate`` has had no release since 2020. A leaf module: used by
``mooc.linking`` and ``mooc.networks``.
"""

from http.cookiejar import Cookie, DefaultCookiePolicy
from typing import Any
from urllib.request import Request

import requests
from requests.adapters import HTTPAdapter

from mooc.http.addresses import RefusalReason, RequestRefused, check_url, host_name, is_public
from mooc.http.connecting import AddressBlocked, LocalPool, PublicPool, RequestDeadline, Resolver, resolve_host
from mooc.runtime import deadline

__all__ = [
    "BYTES_AT_MOST",
    "TIMEOUT",
    "RefusalReason",
    "RequestRefused",
    "host_name",
    "is_public",
    "resolve_host",
    "session",
]

TIMEOUT = 10.0
BYTES_AT_MOST = 5 * 2**20
_PIECE = 64 * 1024


def session(
    *,
    loopback: bool = False,
    timeout: float = TIMEOUT,
    bytes_at_most: int = BYTES_AT_MOST,
    resolve: Resolver = resolve_host,
) -> requests.Session:
    """A session that reaches public servers only. It may be shared by threads; it keeps no cookies.

    ``loopback``: http://127.0.0.1:PORT is allowed besides; for tests and servers on one's own machine, never where an
    address may come from a stranger. ``timeout`` in seconds: of the whole request, with looking up the name; within a
    step (``mooc.runtime.deadline``) no more than is left of that. ``bytes_at_most``: of the body, unpacked. Its
    requests raise RequestRefused, and what ``requests`` raises.
    """
    guarded = _Session()
    guarded.loopback, guarded.trust_env = loopback, False
    guarded.cookies.set_policy(_NoCookies())
    adapter = _Adapter(timeout, bytes_at_most, resolve, loopback)
    guarded.adapters.clear()
    guarded.mount("https://", adapter)
    if loopback:
        guarded.mount("http://", adapter)
    return guarded


class _NoCookies(DefaultCookiePolicy):
    def set_ok(self, cookie: Cookie, request: Request) -> bool:
        return False


class _Session(requests.Session):
    loopback = False

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """Look at the address before ``requests`` mends it."""
        check_url(str(request.url), self.loopback)
        return super().prepare_request(request)


class _Adapter(HTTPAdapter):
    def __init__(self, timeout: float, bytes_at_most: int, resolve: Resolver, loopback: bool) -> None:
        self._timeout, self._bytes_at_most, self._resolve, self._loopback = timeout, bytes_at_most, resolve, loopback
        super().__init__(pool_maxsize=8)
        self.poolmanager.pool_classes_by_scheme = {"https": PublicPool, "http": LocalPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send, and read the whole answer. Raises RequestRefused and the errors of requests."""
        check_url(request.url or "", self._loopback)
        verify = kwargs.get("verify") or True
        if deadline.is_over():
            raise requests.Timeout("no time is left for this step")
        seconds = deadline.seconds_left(self._timeout)
        with RequestDeadline(seconds, self._resolve) as errand:
            try:
                with super().send(request, stream=True, timeout=seconds, verify=verify, proxies={}) as answer:
                    if answer.is_redirect:
                        raise RequestRefused(RefusalReason.REDIRECT)
                    body = bytearray()
                    for piece in answer.iter_content(_PIECE):
                        body += piece
                        if len(body) > self._bytes_at_most:
                            raise RequestRefused(RefusalReason.SIZE)
                    answer._content = bytes(body)
            except AddressBlocked:
                raise RequestRefused(RefusalReason.ADDRESS) from None
            except (requests.RequestException, OSError) as error:
                if errand.is_over and not isinstance(error, RequestRefused):
                    raise requests.ReadTimeout("the whole answer takes too long") from error
                raise
            if errand.is_over:  # what was read may have been cut short
                raise requests.ReadTimeout("the whole answer takes too long")
        return answer

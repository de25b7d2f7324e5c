"""Who asks: by a session, whose unsafe requests need the CSRF token, or by a key of the API."""

from http import HTTPStatus

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from api.problems import Problem
from mooc.runtime import clocks
from mooc.store.people import people, tokens
from mooc.store.people.people import UserProfile
from mooc.store.policy.relations import Actor


class Entering(AuthBase):
    """``Authorization: Bearer KEY`` is taken alone where it is given; else the session of the pages.

    ``anonymous``: whether somebody who is not signed in may go on; what there is to see is then up to the policy.
    ``keys``: whether a key is enough.
    """

    openapi_type = "http"
    openapi_scheme = "bearer"
    csrf = True

    def __init__(self, anonymous: bool = False, keys: bool = True) -> None:
        super().__init__()
        self._anonymous, self._keys = anonymous, keys

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Who asks, in course time; None for nobody. Raises Problem for a session without its CSRF token, and for a key
        where none is taken."""
        now = clocks.now()
        if "Authorization" in request.headers:
            actor = _by_key(request.headers["Authorization"])
        else:
            actor = _by_session(request)
        if actor is None or actor.user is None:
            known = "Authorization" in request.headers
            return people.anonymous(now) if self._anonymous and not known else None
        if "Authorization" in request.headers and not self._keys:
            raise Problem(HTTPStatus.FORBIDDEN, "not_with_a_key")
        return actor


def _by_key(header: str) -> Actor | None:
    scheme, _, key = header.partition(" ")
    user = tokens.holder(key.strip()) if scheme.lower() == "bearer" else None
    return None if user is None else people.actor(user, clocks.now())


def _by_session(request: HttpRequest) -> Actor | None:
    user = request.user
    if not user.is_authenticated:
        return None
    if check_csrf(request):
        raise Problem(HTTPStatus.FORBIDDEN, "csrf")
    return Actor(user.pk, user.is_superuser, clocks.now())


signed_in = Entering()
anybody = Entering(anonymous=True)
in_person = Entering(keys=False)
"""What a key that leaks must not be able to do."""


def who(request: HttpRequest) -> Actor:
    """Who asks; within an operation of the API."""
    actor = getattr(request, "auth", None)
    if not isinstance(actor, Actor):
        raise Problem(HTTPStatus.UNAUTHORIZED, "unauthorized")
    return actor


def reader(request: HttpRequest) -> UserProfile:
    """Who is signed in, as a person: their language and zone. No query where the session has brought them along."""
    user = request.user
    if user.is_authenticated and user.pk == user_of(request):
        return people.value(user)
    return people.get(user_of(request))


def user_of(request: HttpRequest) -> int:
    """The id of who is signed in."""
    user = who(request).user
    if user is None:
        raise Problem(HTTPStatus.UNAUTHORIZED, "unauthorized")
    return user

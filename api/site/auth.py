"""Who asks: by a session, whose unsafe requests need the CSRF token, or by a key of the API."""

from http import HTTPStatus

from django.http import HttpRequest
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from api.site.problems import Problem
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
        authorization = request.headers.get("Authorization")
        if authorization is None:
            actor = _by_session(request)
        else:
            scheme, _, key = authorization.partition(" ")
            user = tokens.user_of_key(key.strip()) if scheme.lower() == "bearer" else None
            actor = None if user is None else people.actor(user, clocks.now())
        if actor is None or actor.user is None:
            return people.anonymous(now) if self._anonymous and authorization is None else None
        if authorization is not None and not self._keys:
            raise Problem(HTTPStatus.FORBIDDEN, "not_with_a_key")
        return actor


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


def current_actor(request: HttpRequest) -> Actor:
    """Who asks; within an operation of the API."""
    actor = getattr(request, "auth", None)
    if not isinstance(actor, Actor):
        raise Problem(HTTPStatus.UNAUTHORIZED, "unauthorized")
    return actor


def current_profile(request: HttpRequest) -> UserProfile:
    """Who is signed in, as a person: their language and zone. No query where the session has brought them along."""
    user = request.user
    if user.is_authenticated and user.pk == user_of(request):
        return people.value(user)
    return people.get(user_of(request))


def user_of(request: HttpRequest) -> int:
    """The id of who is signed in."""
    user = current_actor(request).user
    if user is None:
        raise Problem(HTTPStatus.UNAUTHORIZED, "unauthorized")
    return user

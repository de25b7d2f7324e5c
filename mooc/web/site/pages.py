"""What all personal pages share: who looks at them, in which language and zone, and that nobody keeps a copy."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from mooc.core.values.authored import Lang
from mooc.core.values.time_zones import zone_of
from mooc.runtime import clocks
from mooc.store.courses.mapping import UnreadableCohort
from mooc.store.policy.policy import Forbidden, NotVisible
from mooc.store.policy.relations import Actor
from mooc.web.site.errors import cohort_broken

View = Callable[..., HttpResponse]


class CurrentUser(Protocol):
    """Who is signed in, as the pages know them."""

    pk: int
    email: str
    name: str
    language: str
    zone: str
    is_superuser: bool


def current_user(request: HttpRequest) -> CurrentUser:
    """Who is signed in; only within a personal page."""
    return cast(CurrentUser, request.user)


def personal(view: View) -> View:
    """A page for somebody signed in: in their language, in their zone, never stored by a cache or a browser.

    What the store refuses becomes 404 or 403, a cohort that cannot be read 503.
    """

    @login_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reader = current_user(request)
        request.LANGUAGE_CODE = reader.language
        with translation.override(reader.language), timezone.override(zone_of(reader.zone)):
            try:
                response = view(request, *args, **kwargs)
            except NotVisible:
                raise Http404 from None
            except Forbidden:
                raise PermissionDenied from None
            except UnreadableCohort:
                response = cohort_broken(request)
        add_never_cache_headers(response)
        return response

    return cast(View, page)


def actor_of(request: HttpRequest) -> Actor:
    """Who asks, in course time."""
    reader = current_user(request)
    return Actor(reader.pk, reader.is_superuser, clocks.now())


def language_of(request: HttpRequest) -> Lang:
    """The language that this page speaks."""
    return "fr" if translation.get_language() == "fr" else "en"


def remember_language(response: HttpResponse, language: str) -> HttpResponse:
    """Keep the language in the browser, for the pages that come before signing in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response

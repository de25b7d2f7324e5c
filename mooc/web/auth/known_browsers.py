"""Browsers in which somebody has signed in before: strangers who guess at the name cannot lock those out."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mooc.store.people import people

COOKIE = "__Host-known" if settings.SECURE else "known"
KNOWN_FOR = 180 * 24 * 3600
_SALT = "mooc.web.auth.known_browsers"


def _read_cookie(request: HttpRequest) -> tuple[str, str]:
    """User id and random name of the browser, as the cookie has them; empty where it is missing, old or forged."""
    cookie = request.get_signed_cookie(COOKIE, default="", salt=_SALT, max_age=KNOWN_FOR) or ""
    user, _, browser = cookie.partition(":")
    return user, browser


def known_browser(request: HttpRequest, email: str) -> str:
    """A name of this browser, if whoever signs in with that address has done so in it before; else empty."""
    user, browser = _read_cookie(request)
    person = people.by_email(email) if browser else None
    return browser if person is not None and str(person.id) == user else ""


def remember(request: HttpRequest, response: HttpResponse, user: int) -> HttpResponse:
    """Keep in the browser that this person has signed in; the browser keeps its name as long as it is theirs."""
    previous_user, browser = _read_cookie(request)
    value = f"{user}:{browser if previous_user == str(user) and browser else secrets.token_urlsafe(12)}"
    response.set_signed_cookie(
        COOKIE,
        value,
        salt=_SALT,
        max_age=KNOWN_FOR,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return response

"""The pages that say what went wrong, and what to do about it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mooc.store.database.outages import RETRY_AFTER


def _page(request: HttpRequest, status: HTTPStatus, title: str, words: str) -> HttpResponse:
    return render(request, "web/site/error.html", {"title": title, "words": words}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    words = _("The page could not make sense of what was sent. Go back, and try once more.")
    return _page(request, HTTPStatus.BAD_REQUEST, _("That was not understood"), words)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    words = _("This page is not open to you. If you think it should be, ask the facilitator of your cohort.")
    return _page(request, HTTPStatus.FORBIDDEN, _("Not open to you"), words)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it does not exist, or it is not yours to see; the two look alike."""
    words = _(
        "There is nothing at this address, or nothing that you may see. Check the link, or start from the home page."
    )
    return _page(request, HTTPStatus.NOT_FOUND, _("Nothing here"), words)


def cohort_broken(request: HttpRequest) -> HttpResponse:
    """503: something that is stored of this one cohort cannot be read."""
    words = _(
        "The course or the calendar of this cohort cannot be read just now. Your facilitator is told. Nothing of what"
        " you have done is lost, and nobody is told “not yet” because of it."
    )
    return _page(request, HTTPStatus.SERVICE_UNAVAILABLE, _("This cohort cannot be shown just now"), words)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database is away. The page needs neither it nor a session."""
    response = render(request, "web/site/away.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429."""
    words = _("More was asked in a short time than one person asks. Wait a little, an hour at most, then try again.")
    return _page(request, HTTPStatus.TOO_MANY_REQUESTS, _("Too many requests"), words)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: without the database, without the session, without a trace."""
    return render(request, "web/site/broken.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)

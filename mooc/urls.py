"""All addresses, and what is answered where nothing else could be: in the middleware, or because the database is away.

Pages get a page, the API_PREFIX gets a problem.
"""

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from api.app import api
from api.site import problems
from api.site.health import healthz, readyz
from mooc.store.database import outages
from mooc.web.site import errors

API_PREFIX = "/api/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mooc.web.urls")),
    path("api/v1/", api.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
handler400 = "mooc.urls.bad_request"
handler403 = "mooc.web.site.errors.permission_denied"
handler404 = "mooc.web.site.errors.page_not_found"
handler429 = "mooc.web.site.errors.too_many_requests"  # django-allauth looks for it
handler500 = "mooc.urls.server_error"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400. A session that could not be stored looks like one to Django, whoever is at fault."""
    return _unavailable(request) if outages.log_outage(exception) else errors.bad_request(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 where it is the database that is away."""
    if outages.log_outage(sys.exc_info()[1]):
        return _unavailable(request)
    if request.path.startswith(API_PREFIX):
        return problems.problem_response(problems.problem_of_status(HTTPStatus.INTERNAL_SERVER_ERROR))
    return errors.server_error(request)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """503, and no traceback for each request."""
    is_api = request.path.startswith(API_PREFIX)
    response = problems.problem_response(problems.unavailable()) if is_api else errors.unavailable(request)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django asks for it before it logs
    return response
